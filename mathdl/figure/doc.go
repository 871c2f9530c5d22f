// Package figure draws what the notebooks show: curves and rates, images and fields with colour
// bars, bars, point clouds and confusion matrices, all in one style.
//
//	p := figure.Curves(&figure.CurveSettings{Title: "Loss", XLabel: "epoch", LogY: true},
//		figure.Series{Name: "training", Y: train}, figure.Series{Name: "test", Y: test})
//
// A figure is a *plot.Plot of gonum: it can be changed further, shown as the value of a cell, put
// into rows and columns as [][]*plot.Plot, or saved with p.Save.
//
//	Curves          y against x, axes linear or logarithmic
//	Loglog          the same on two logarithmic axes, with fitted slopes
//	Image           a matrix as colours, with square pixels and a colour bar
//	Montage         many small images with captions
//	Field           a function on a box, with contours; FieldGrid for its values on a grid
//	MeshField       a function on triangles; MeshSurface shows it as a surface in space, MeshLines the triangles
//	Scatter         points of the plane by class
//	Bars            groups of bars
//	ConfusionMatrix counts of true against predicted classes
//	Gray, Colors    pixels only, as image.Image
//
// # Conventions
//
// Settings are structs whose zero value works; a nil pointer means the same. Matrices and images
// are row-major slices; row 0 of an image is at its top, row 0 of a field at the bottom, since y
// grows upwards. A range given as Min and Max, both zero, is that of the data. NaN and infinities
// (and what exceeds 1e150, which no axis can hold) are gaps in curves and transparent in images; on
// a logarithmic axis values that are not positive are gaps too.
//
// Slices that do not fit together are a misuse and panic with a [*ShapeError].
//
// # Text
//
// In titles, labels, names and captions ^{…} and _{…} set what the braces enclose higher and lower:
// "N^{-1/2}". The font (Liberation Sans) has Greek letters and the common signs ∂ ∞ √ ∑ ≤ ≈ × ‖,
// but not ∇ or script letters.
//
// # Colours
//
// The lines have the colours of Okabe and Ito (2008), which people with the common forms of colour
// blindness tell apart, and dash patterns, which survive a grey printer. The palettes are computed
// in the OKLab space (Ottosson 2020) so that equal steps of the value are equal steps of lightness:
// Sequential from dark violet to yellow, Diverging from blue over white to red, Cyclic around the hues
// for angles, and the greys Glow (0 is black, as on a screen) and Ink (0 is white, as on paper).
//
// # Limits
//
// Sizes are chosen for about 480 CSS pixels of width, the default of package display. Statistics
// belong elsewhere; the one exception is the slope that Loglog writes into its legend, available
// as Slope so that a notebook can claim the number it shows.
package figure
