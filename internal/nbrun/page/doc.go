// Package page writes a notebook as one HTML page to read, print and hand out.
//
// The page is a single file that asks the network for nothing, and a content
// security policy holds it to that: style, figures, fonts and the program that
// typesets mathematics are in it. It is light or dark as the reader's system
// is, and always light on paper.
//
//	markdown cell ─► formulas out ─► goldmark ─► formulas in ┐
//	code cell     ─► highlighted Go                          ├─► page.tmpl + style.css (+ KaTeX)
//	outputs       ─► the richest MIME type of each           │
//	claims        ─► a table at the end                      ┘
//
// # Mathematics
//
// Formulas are $…$, $$…$$, \(…\), \[…\] and the display environments of LaTeX
// (\begin{align}…). They are taken out of the text before Markdown sees it and
// put back into the syntax tree, as Jupyter does, because no Markdown parser
// can be taught in its own terms that | in $|x|$ does not end a table cell and
// that a line of a formula may start with -, = or >. For $ the rule of Pandoc
// holds: no blank after the first, none before the last, no digit behind it,
// so that "$5 and $6" is money. $ x $ is a formula when it looks like one.
//
// The page holds each formula as TeX, which is what a reader without scripts
// sees; KaTeX (folder katex, with its licence) replaces it when the page
// opens. A page without formulas comes without KaTeX. A display formula with
// a \label is numbered, and \ref and \eqref to it are links; others carry no
// number.
//
// # Trust
//
// The author's HTML, in Markdown cells and in text/html outputs, is kept as it
// is, scripts included. All other output is text and is escaped; SVG is shown
// as an image, in which browsers run no scripts. Images beside the notebook
// are put into the page; images on the network become links.
//
// # Tags
//
// As in Jupyter Book: remove-cell, remove-input, remove-output leave parts
// out, hide-input folds the code.
package page
