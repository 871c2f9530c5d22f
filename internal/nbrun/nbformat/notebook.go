package nbformat

import "slices"

// The cell types.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// The output types.
const (
	Stream  = "stream"
	Display = "display_data"
	Result  = "execute_result"
	Failure = "error"
)

// Notebook is one notebook of format 4. The zero value is an empty notebook
// of format 4.0; see [New].
type Notebook struct {
	Minor    int            // nbformat_minor
	Metadata map[string]any // kernelspec, language_info, authors, …
	Cells    []*Cell
	Extra    map[string]any // fields of the file this package does not know
}

// New returns an empty notebook of the current format, 4.5.
func New() *Notebook { return &Notebook{Minor: minorWithIDs, Metadata: map[string]any{}} }

// Cell is one cell. Count and Outputs belong to code cells, Attachments to the others.
type Cell struct {
	Type        string // Code, Markdown or Raw
	ID          string // "" before minor 5
	Source      string
	Metadata    map[string]any
	Count       int // execution_count; 0 stands for null, not run
	Outputs     []*Output
	Attachments map[string]map[string]any // name → MIME bundle; nil when the cell has none
	Extra       map[string]any
}

// Tags returns the tags in the metadata of the cell.
func (c *Cell) Tags() []string {
	list, _ := c.Metadata["tags"].([]any)
	var tags []string
	for _, t := range list {
		if s, ok := t.(string); ok {
			tags = append(tags, s)
		}
	}
	return tags
}

// HasTag reports whether the cell carries tag.
func (c *Cell) HasTag(tag string) bool { return slices.Contains(c.Tags(), tag) }

// Output is one output of a code cell. Which fields count depends on Type.
type Output struct {
	Type      string
	Name      string         // Stream: "stdout" or "stderr"
	Text      string         // Stream
	Data      map[string]any // Display, Result: MIME bundle
	Metadata  map[string]any // Display, Result
	Count     int            // Result: execution_count; 0 stands for null
	EName     string         // Failure
	EValue    string         // Failure
	Traceback []string       // Failure
	Extra     map[string]any
}
