// Package display turns Go values into what a front end can show: a [Bundle] holds one output in
// several MIME types, and the reader picks the richest one it knows.
//
// [Of] presents any value, [Text], [HTML], [Markdown], [LaTeX], [SVG], [PNG], [JSON], [Plot],
// [Plots] and [Image] present one in a chosen way.
//
//	Of(42), Of("hi")       42, "hi"              as %v prints it, strings quoted
//	Of(&T{1, nil})         &{A:1 B:<nil>}        contents instead of addresses, at every depth
//	Of(matrix)             table, bmatrix, text  five digits, decimal points aligned, middle left out
//	Of(*plot.Plot)         PNG                   480 × 320 CSS pixels, twice as many real ones
//	Of([][]*plot.Plot)     PNG                   tiles with aligned axes
//	Of(image.Image)        PNG                   small ones magnified, huge ones reduced
//
// # How a type presents itself
//
// A value with one or more of these methods is shown in all the types they yield. A method may also
// return an error as second result.
//
//	HTML, Markdown, SVG     string or []byte   text/html, text/markdown, image/svg+xml
//	LaTeX or Latex          string or []byte   text/latex
//	PNG                     []byte             image/png
//	JSON                    any or []byte      application/json
//	MIMEBundle              map[string]any     whatever its keys say; it wins over the others
//	Format, Error, String                      text/plain, in the order of package fmt
//
// Format is called with a fmt.State that has the method Contents() bool. A Format method that would
// print an address can ask for it, and print what is there instead.
//
// # What a bundle made here promises
//
// It holds text/plain. It is the same for equal values: maps are printed in the order of their keys,
// and no address of a pointer, function or channel is printed, unless a method of the value does so. Cycles end in the name of the
// type, *T(…); depth, length and size are bounded. Nothing is modified; drawing works on copies. A
// method that panics leaves the note %!v(PANIC=HTML method: …) in the text, as package fmt does for
// String, and the rest of the output stands.
//
// # Decisions
//
// Typed nil pointers are shown as (*T)(nil), since which nil one holds is a question people ask;
// inside other values <nil> is enough. Strings are quoted inside other values too: [a b] does not
// say how many strings it has. Infinities and NaN have no JSON and become null.
//
// The metadata of an image can say at what size, but not how it is enlarged, and browsers blur. So
// images of less than 64 pixels are magnified by repeating pixels.
//
// Tables are well-formed XML with a caption and scopes, styled inline and without colours of their
// own, so that they read on light and dark pages. Figure spaces align the decimal points; every
// font with digits of one width has them, and no style sheet undoes them.
//
// # Limits
//
// A method that does not return, or recurses without end, cannot be stopped here. A map that another
// goroutine writes to while it is shown ends the program, as everywhere in Go.
package display
