package jupyter

import "encoding/json"

// Message types that the code names more than once.
const (
	typeExecute   = "execute_request"
	typeInterrupt = "interrupt_request"
	typeInput     = "input_request"
	typeAnswer    = "input_reply"
)

// Values of the fields "status" and "execution_state".
const (
	statusOK      = "ok"
	statusError   = "error"
	statusAborted = "aborted"

	stateStarting = "starting"
	stateBusy     = "busy"
	stateIdle     = "idle"
)

// okContent is a reply that says nothing else.
type okContent struct {
	Status string `json:"status"`
}

var ok = okContent{statusOK}

// errorContent is the broadcast error of a cell.
type errorContent struct {
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// errorReply is the reply to a request that failed.
type errorReply struct {
	Status string `json:"status"`
	errorContent
}

type stateContent struct {
	State string `json:"execution_state"`
}

type welcomeContent struct {
	Subscription string `json:"subscription"`
}

type infoReply struct {
	Status                string       `json:"status"`
	ProtocolVersion       string       `json:"protocol_version"`
	Implementation        string       `json:"implementation"`
	ImplementationVersion string       `json:"implementation_version"`
	LanguageInfo          languageInfo `json:"language_info"`
	Banner                string       `json:"banner"`
	HelpLinks             []HelpLink   `json:"help_links"`
	SupportedFeatures     []string     `json:"supported_features"`
}

// languageInfo is stored in notebooks; tools choose a lexer and a file extension
// by it.
type languageInfo struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	MIMEType          string `json:"mimetype"`
	FileExtension     string `json:"file_extension"`
	PygmentsLexer     string `json:"pygments_lexer"`
	CodemirrorMode    string `json:"codemirror_mode"`
	NbconvertExporter string `json:"nbconvert_exporter"`
}

// executeRequest has the defaults of [newExecuteRequest].
type executeRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

// newExecuteRequest reads a request; what it leaves out is as if the front end
// were the simplest possible: no input, history and stop on errors.
func newExecuteRequest(m *Message) (executeRequest, error) {
	q := executeRequest{StoreHistory: true, StopOnError: true}
	err := m.Decode(&q)
	q.StoreHistory = q.StoreHistory && !q.Silent
	return q, err
}

type executeInput struct {
	Code  string `json:"code"`
	Count int    `json:"execution_count"`
}

// executeReply is the reply to a cell that ran to its end.
type executeReply struct {
	Status          string         `json:"status"`
	Count           int            `json:"execution_count"`
	Payload         []any          `json:"payload"`
	UserExpressions map[string]any `json:"user_expressions"`
}

// executeFailed is the reply to a cell that failed.
type executeFailed struct {
	Status string `json:"status"`
	Count  int    `json:"execution_count"`
	errorContent
}

// executeAborted is the reply to a cell that was never run.
type executeAborted struct {
	Status string `json:"status"`
	Count  int    `json:"execution_count"`
}

type executeMetadata struct {
	Started string `json:"started"` // front ends show since when a cell ran
	Status  string `json:"status"`
}

type streamContent struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// bundleContent is an output in several MIME types.
type bundleContent struct {
	Data     map[string]json.RawMessage `json:"data"`
	Metadata map[string]json.RawMessage `json:"metadata"`
}

// valueReply is the value of a user expression.
type valueReply struct {
	Status string `json:"status"`
	bundleContent
}

type displayContent struct {
	bundleContent
	Transient transient `json:"transient"`
}

type transient struct {
	DisplayID string `json:"display_id,omitempty"`
}

type resultContent struct {
	Count int `json:"execution_count"`
	bundleContent
}

type clearContent struct {
	Wait bool `json:"wait"`
}

// cursorRequest asks about a place in a cell; without a position, its end.
type cursorRequest struct {
	Code   string `json:"code"`
	Pos    *int   `json:"cursor_pos"`
	Detail int    `json:"detail_level"`
}

type completeReply struct {
	Status   string           `json:"status"`
	Matches  []string         `json:"matches"`
	Start    int              `json:"cursor_start"`
	End      int              `json:"cursor_end"`
	Metadata completeMetadata `json:"metadata"`
}

type completeMetadata struct {
	Types []matchType `json:"_jupyter_types_experimental"`
}

// matchType gives a match its icon and signature in a front end.
type matchType struct {
	Text      string `json:"text"`
	Type      string `json:"type"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Signature string `json:"signature,omitempty"`
}

type inspectReply struct {
	Status string `json:"status"`
	Found  bool   `json:"found"`
	bundleContent
}

type isCompleteRequest struct {
	Code string `json:"code"`
}

type isCompleteReply struct {
	Status string `json:"status"`
	Indent string `json:"indent,omitempty"`
}

type historyReply struct {
	Status  string `json:"status"`
	History []any  `json:"history"`
}

type commMessage struct {
	ID     string         `json:"comm_id"`
	Target string         `json:"target_name,omitempty"`
	Data   map[string]any `json:"data"`
}

type commInfoReply struct {
	Status string         `json:"status"`
	Comms  map[string]any `json:"comms"`
}

type shutdownContent struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}

type debugRequest struct {
	Seq     int    `json:"seq"`
	Command string `json:"command"`
}

// debugReply is a response of the debug adapter protocol.
type debugReply struct {
	Type       string `json:"type"`
	RequestSeq int    `json:"request_seq"`
	Success    bool   `json:"success"`
	Command    string `json:"command"`
	Message    string `json:"message"`
}

type inputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

type inputReply struct {
	Value  string `json:"value"`
	Status string `json:"status"` // "error" from a client that could not ask
}
