// Package repl is a session at a terminal: it reads cells, has them run, and
// shows what they show.
//
// It knows nothing of Go beyond what a Session answers. A cell ends where the
// session calls the text complete; names are completed and documented by the
// session; what a cell shows arrives as an interp.Sink and is printed as text,
// or as an image where the terminal can draw one.
//
// There are two ways of reading. At a terminal, package line edits whole cells
// with a history. From a pipe or a file the cells are read line by line, nothing
// is printed but what they show, and the first failing cell ends the run: a
// script behaves as a program would.
//
// # Commands
//
// A line that starts with a colon is for the terminal, not for Go, and so are
// ?name and name?. They are listed in one table (commands), from which :help is
// printed and names are completed. Cells are saved in the percent format
// (lines "// %%" between them), which is Go, and which notebook converters read.
//
// # Output in place
//
// An output with an id can be replaced, and a cell can clear its outputs:
// progress bars and animations. On a terminal the printer counts the rows
// written since, moves up and erases them, as long as they are still on the screen and
// their number is certain (it is not behind an image). Elsewhere only the last
// state of such an output is printed, when the cell ends.
package repl
