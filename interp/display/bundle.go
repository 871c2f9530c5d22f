package display

// Bundle is one output of a cell in several MIME types, richest last in no
// particular order: the reader of the bundle picks what it can show.
//
// Data maps a MIME type to its content: a string for text types, []byte for
// binary types such as image/png (base64 is a matter of the wire), and any
// value encoding/json accepts for JSON types. A bundle made by this package
// always holds text/plain. Metadata maps a MIME type to its own metadata, for
// example "image/png": {"width": 480, "height": 320}.
type Bundle struct {
	Data     map[string]any
	Metadata map[string]any
}

// The MIME types this package produces.
const (
	MIMEText     = "text/plain"
	MIMEHTML     = "text/html"
	MIMEMarkdown = "text/markdown"
	MIMELaTeX    = "text/latex"
	MIMESVG      = "image/svg+xml"
	MIMEPNG      = "image/png"
	MIMEJSON     = "application/json"
)

// Plain returns the text/plain form of b, or "" when it has none.
func (b Bundle) Plain() string {
	s, _ := b.Data[MIMEText].(string)
	return s
}
