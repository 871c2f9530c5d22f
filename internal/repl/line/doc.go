// Package line edits cells of several lines on a terminal.
//
// The usual line editors hold one line. A cell of Go is rarely one line, and a
// function recalled from the history as six separate lines cannot be mended.
// So this editor holds the whole cell: Enter asks the owner whether the text is
// complete and otherwise opens the next line with its indentation, the arrows
// move through all lines, the history recalls whole cells, and a paste (with
// its tabs, which are not requests for completion) stays one text.
//
// Nothing here needs a terminal but the Terminal type: an Editor reads keys from
// an io.Reader and writes to an io.Writer, and the tests drive it with strings
// against a small emulated screen. It uses only the control sequences every
// terminal of the last decades understands: cursor up and right, erase below.
//
// # Terminology
//
//	text    the cell being edited, lines separated by '\n'
//	cursor  an index into the runes of text
//	row     a row of the screen; a line longer than the screen takes several
//	key     one decoded key press, named "left", "ctrl-a", "alt-f", or a rune
//	kill    to cut text into the buffer ctrl-y takes it from
//
// # Keys
//
//	enter        run the cell when it is complete, otherwise a new line
//	alt-enter    a new line in any case
//	tab          complete the name before the cursor; indent at the start of a line
//	up, down     previous, next line; beyond them the history, by what is typed already
//	ctrl-r       search the history; again for the next older
//	ctrl-c       give the text up
//	ctrl-d       on empty text the end, otherwise delete
//	ctrl-a/e     start, end of the line (home, end)
//	ctrl-k/u/w   kill to the end, to the start of the line, the word before
//	ctrl-y       insert what was killed
//	ctrl-l       clear the screen
//
// # Limits
//
// Escape is a prefix (alt), never a key of its own, so that no timing decides
// what a sequence means. A change of the window's size takes effect with the next key.
package line
