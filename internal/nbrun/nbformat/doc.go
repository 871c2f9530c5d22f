// Package nbformat reads and writes Jupyter notebooks, format 4.0 to 4.5.
//
// The model keeps every field of the file: those the runner works with are
// fields of [Notebook], [Cell] and [Output], all others live in Extra and are
// written back untouched. A notebook that Jupyter saved and that goes through
// [Decode] and [Encode] unchanged is the same file, byte for byte: keys
// sorted, one blank of indentation, non-ASCII characters as they are, texts
// as lists of lines, a final newline.
//
// # Terminology
//
//	multi-line text   a text the file stores as a list of lines, each with its newline
//	MIME bundle       an object from MIME type to content: texts are strings here,
//	                  binary content is base64 text, JSON types are values
//	minor             the second number of the format, 0 to 5 in the wild; cells have
//	                  an id from minor 5 on
//
// # Limits
//
// Numbers keep the spelling they have in the file ([encoding/json.Number]).
// NaN and Infinity, which Python writes although JSON has no such values, are
// errors, as are a file beyond [MaxSize] and nesting beyond ten thousand.
// Format 3 and older is refused with advice; a minor above 5 is accepted,
// since minors only add fields, and kept.
package nbformat
