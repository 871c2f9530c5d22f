// Package cell is what running code may ask of its surroundings: to show things, to report progress,
// to read a line, to record a claim, and to be told when it is interrupted.
//
//	res, err := solve.FISTA(cell.Context(), p, nil, nil) // stops when the cell is interrupted
//	cell.Display(figure.Curves(…))                        // shown in the middle of a cell
//	cell.Claim("test accuracy", acc, 0.97, 0.01, "Table 2") // recorded, and shown as a line
//
//	bar := cell.Progress("epochs", 60)
//	for range 60 {
//		…
//		bar.Add(1)
//	}
//	bar.Done()
//
// In a kernel, a terminal session or a notebook runner these calls reach the [Host], which
// [SetHost] has put there. In any other program the package is a plain library: it writes text to
// os.Stdout and reads os.Stdin, and a line that updates in place does so where standard output is
// a terminal, and is written once, at the end, where it is not.
//
// Everything here may be called from several goroutines at once.
//
// # Decisions
//
// The one package-level variable is the host: a cell has no other way to reach its surroundings,
// since no argument is handed to it. A handle and a bar that outlive their cell keep the host they
// were made with until there is a new one.
//
// Identifiers of outputs are counted, not drawn: the same notebook has the same ones every time.
//
// A claim that does not hold is a verdict, not a panic: a notebook shows all its claims. Who wants
// to stop says: if !cell.Claim(…) { panic(…) }.
package cell
