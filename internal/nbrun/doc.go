// Package nbrun executes notebooks without a notebook server, as nbclient and
// papermill do for kernels behind sockets: it runs the code cells of a
// notebook in order through a [Session], collects what they show into the
// notebook, and writes it back together with a page of HTML and a list of the
// claims the cells made.
//
//	read ─► set parameters ─► run cell after cell ─► notebook, page, claims
//
// # Rules of a run
//
//   - All code cells are cleared first, so that no output is older than the run.
//     Cells tagged skip-execution are left as they are.
//   - A cell that fails ends the run, unless it is tagged raises-exception or
//     [Options].AllowErrors is set. A cell that exceeds [Options].Timeout always
//     ends it: what it computes later cells would miss.
//   - Adjacent texts on one stream are one output. Carriage returns and
//     backspaces act as on a terminal, so a progress line leaves its last state.
//   - Showing or updating under a display id replaces what any earlier cell
//     shows under it. Clearing with wait happens when the next output comes.
//   - Nobody is there to answer: a request for input is an error in the cell.
//   - A run that is cancelled returns the notebook as far as it came.
//   - Nothing that differs from run to run is stored (no times, no random
//     ids), so a notebook with reproducible cells gives the same bytes twice.
//
// # Parameters
//
// Values given from outside become a cell tagged injected-parameters right
// after the cell tagged parameters, which sets the defaults:
//
//	n, λ := 64, 0.1   // parameters          n = 128   // injected-parameters
//	title := "test"                          title = "2022"
//
// The new cell assigns, so the type of each name is that of its default, and
// a value that does not fit is a type error at the assignment. Only names the
// parameters cell declares are accepted.
//
// # Limits
//
// Outputs of one cell beyond [Options].MaxOutput bytes are left out, and the
// cell says so. A session whose Run ignores its context cannot be timed out.
package nbrun
