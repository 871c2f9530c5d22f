package figure

import (
	"image/color"
	"math"
)

// A Palette gives the colour of t in [0, 1].
type Palette func(t float64) color.NRGBA

// Sequential goes from dark violet over blue and green to light yellow with even steps of lightness.
func Sequential(t float64) color.NRGBA {
	return oklch(sequential(unit(t)))
}

// sequential returns lightness, chroma and hue. The chroma dips where screens show little of it,
// between blue and green, so that nothing is cut off: a cut would be seen as an edge.
func sequential(t float64) (light, chroma, hue float64) {
	dip := (t - 0.43) / 0.16
	return 0.25 + 0.67*t, 0.12 - 0.03*math.Exp(-dip*dip) + 0.045*math.Pow(t, 6), 305 - 200*t
}

// Diverging goes from blue over nearly white at 1/2 to red, with equal lightness at equal distance.
func Diverging(t float64) color.NRGBA {
	return oklch(diverging(unit(t)))
}

func diverging(t float64) (light, chroma, hue float64) {
	s := math.Abs(2*t - 1)
	light, chroma, hue = 0.97-0.5*s, 0.14*math.Pow(s, 0.9), 255
	if t > 0.5 {
		hue = 28
	}
	return light, chroma, hue
}

// Cyclic goes once around the hues at equal lightness, from red over green and blue back to red: for angles, where both ends
// are the same.
func Cyclic(t float64) color.NRGBA { return oklch(cyclic(unit(t))) }

func cyclic(t float64) (light, chroma, hue float64) { return 0.68, 0.16, 25 + 360*t }

// Glow goes from black to white, as on a screen.
func Glow(t float64) color.NRGBA {
	v := uint8(255*unit(t) + 0.5)
	return color.NRGBA{v, v, v, 255}
}

// Ink goes from white to black, as on paper.
func Ink(t float64) color.NRGBA { return Glow(1 - unit(t)) }

func unit(t float64) float64 { return min(1, max(0, t)) }

// oklch returns the colour of the given lightness, chroma and hue in degrees; a chroma beyond what
// screens show is reduced.
func oklch(light, chroma, hue float64) color.NRGBA {
	sin, cos := math.Sincos(hue * math.Pi / 180)
	lo, hi := 0.0, chroma
	if _, ok := oklab(light, chroma*cos, chroma*sin); ok {
		lo = chroma
	}
	for range 20 {
		mid := (lo + hi) / 2
		if _, ok := oklab(light, mid*cos, mid*sin); ok {
			lo = mid
		} else {
			hi = mid
		}
	}
	c, _ := oklab(light, lo*cos, lo*sin)
	return c
}

// oklab converts from OKLab to sRGB and reports whether the colour exists there. Reference: B.
// Ottosson, A perceptual color space for image processing, 2020; the matrices are his.
func oklab(l, a, b float64) (color.NRGBA, bool) {
	l_ := l + 0.3963377774*a + 0.2158037573*b
	m_ := l - 0.1055613458*a - 0.0638541728*b
	s_ := l - 0.0894841775*a - 1.2914855480*b
	l_, m_, s_ = l_*l_*l_, m_*m_*m_, s_*s_*s_
	rgb := [3]float64{
		4.0767416621*l_ - 3.3077115913*m_ + 0.2309699292*s_,
		-1.2684380046*l_ + 2.6097574011*m_ - 0.3413193965*s_,
		-0.0041960863*l_ - 0.7034186147*m_ + 1.7076147010*s_,
	}
	var out [3]uint8
	ok := true
	for i, x := range rgb {
		const slack = 1e-4
		ok = ok && x >= -slack && x <= 1+slack
		out[i] = uint8(255*gamma(unit(x)) + 0.5)
	}
	return color.NRGBA{out[0], out[1], out[2], 255}, ok
}

// gamma is the transfer function of sRGB.
func gamma(x float64) float64 {
	if x <= 0.0031308 {
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - 0.055
}

// table holds a palette at 256 values.
type table [256]color.NRGBA

// colors tabulates p, Sequential if it is nil.
func colors(p Palette) *table {
	if p == nil {
		p = Sequential
	}
	var t table
	for i := range t {
		t[i] = p(float64(i) / 255)
	}
	return &t
}

// at returns the colour of x in the range [lo, hi], transparent for what is not finite.
func (t *table) at(x, lo, hi float64) color.NRGBA {
	if !finite(x) {
		return color.NRGBA{}
	}
	return t[int(255*share(x, lo, hi)+0.5)]
}

// share returns where x is between lo and hi, in [0, 1]; in the middle if they are equal. Halves
// keep the difference of large numbers finite.
func share(x, lo, hi float64) float64 {
	d := hi/2 - lo/2
	if !(d > 0) {
		return 0.5
	}
	return unit((x/2 - lo/2) / d)
}

// cycle holds the colours of lines and classes: Okabe and Ito, Color Universal Design, 2008, in an
// order that puts the strong ones first.
var cycle = []color.NRGBA{
	{0x00, 0x72, 0xb2, 255}, // blue
	{0xd5, 0x5e, 0x00, 255}, // vermilion
	{0x00, 0x9e, 0x73, 255}, // bluish green
	{0xe6, 0x9f, 0x00, 255}, // orange
	{0xcc, 0x79, 0xa7, 255}, // reddish purple
	{0x56, 0xb4, 0xe9, 255}, // sky blue
	{0x00, 0x00, 0x00, 255}, // black
	{0xb8, 0xac, 0x1e, 255}, // yellow, darkened: a line must stand out from white
}

// Color returns the colour of the i-th line or class; they repeat after eight.
func Color(i int) color.NRGBA {
	n := len(cycle)
	return cycle[((i%n)+n)%n]
}
