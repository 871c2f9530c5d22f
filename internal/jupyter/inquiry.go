package jupyter

import (
	"context"
	"runtime"
	"strings"
)

// kindNames are the names that front ends have icons for, where they differ from
// those of an [Item].
var kindNames = map[string]string{
	"func": "function", "var": "variable", "const": "constant", "type": "class", "package": "module",
}

// describe returns the content of every kernel_info_reply.
func describe(i Info) infoReply {
	return infoReply{
		Status:                statusOK,
		ProtocolVersion:       ProtocolVersion,
		Implementation:        i.Implementation,
		ImplementationVersion: i.Version,
		LanguageInfo: languageInfo{
			Name:              "go",
			Version:           languageVersion(runtime.Version()),
			MIMEType:          "text/x-go",
			FileExtension:     ".go",
			PygmentsLexer:     "go",
			CodemirrorMode:    "go",
			NbconvertExporter: "script",
		},
		Banner:            i.Banner,
		HelpLinks:         append([]HelpLink{}, i.HelpLinks...),
		SupportedFeatures: []string{},
	}
}

// languageVersion returns the number in a version of Go, such as
// "go1.26.8 X:nodwarf5" or "devel go1.27-0123abc".
func languageVersion(v string) string {
	for _, f := range strings.Fields(v) {
		if n, ok := strings.CutPrefix(f, "go"); ok {
			return n
		}
	}
	return v
}

func (k *Kernel) kernelInfo(context.Context, *request) (any, error) { return k.info, nil }

// cursor reads a request about a place in a cell, in bytes.
func cursor(r *request) (q cursorRequest, u unit, offset int, err error) {
	if err := decode(r, &q); err != nil {
		return q, u, 0, err
	}
	u, offset = unitOf(r.Header.Version), len(q.Code)
	if q.Pos != nil {
		offset = u.offset(q.Code, *q.Pos)
	}
	return q, u, offset, nil
}

func (k *Kernel) complete(_ context.Context, r *request) (any, error) {
	q, u, offset, err := cursor(r)
	if err != nil {
		return nil, err
	}
	c := k.engine.Complete(q.Code, offset)
	start, end := u.position(q.Code, min(c.From, c.To)), u.position(q.Code, c.To)
	reply := completeReply{
		Status:  statusOK,
		Matches: make([]string, len(c.Items)),
		Start:   start, End: end,
		Metadata: completeMetadata{Types: make([]matchType, len(c.Items))},
	}
	for i, item := range c.Items {
		kind, ok := kindNames[item.Kind]
		if !ok {
			kind = item.Kind
		}
		reply.Matches[i] = item.Text
		reply.Metadata.Types[i] = matchType{item.Text, kind, start, end, item.Detail}
	}
	return reply, nil
}

func (k *Kernel) inspect(_ context.Context, r *request) (any, error) {
	q, _, offset, err := cursor(r)
	if err != nil {
		return nil, err
	}
	b, found := k.engine.Inspect(q.Code, offset, q.Detail)
	return inspectReply{statusOK, found, k.bundle(b)}, nil
}

func (k *Kernel) isComplete(_ context.Context, r *request) (any, error) {
	var q isCompleteRequest
	if err := decode(r, &q); err != nil {
		return nil, err
	}
	if _, _, ok := question(q.Code); ok {
		return isCompleteReply{Status: "complete"}, nil
	}
	status, indent := k.engine.IsComplete(q.Code)
	if status != "incomplete" {
		indent = ""
	}
	return isCompleteReply{status, indent}, nil
}
