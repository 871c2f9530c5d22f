package data

import (
	"fmt"
	"math"
	"runtime"
	"sync"
)

// photoSamples is the number of samples per pixel and axis of Photo.
const photoSamples = 3

// Photo returns a computed picture of n × n pixels, row by row, that stands in for a photograph: a bay with a lighthouse, a
// house, a sail and, in front, somebody with a camera on a tripod. Grey values are from 0, black, to 255, white.
//
// It has what makes photographs easy and hard for methods that denoise, fill in or compress: smooth
// regions (sky, haze), edges straight and curved, long and short, lines thinner than a pixel (railings, the legs of the
// tripod), regular texture (bricks, waves that narrow towards the horizon) and irregular one (grass). Pixels are means
// over their area. It is drawn anew for every n, is the same on every machine up to rounding, and free of anybody's rights.
// It panics unless n ≥ 1.
func Photo(n int) []float64 {
	if n < 1 {
		panic(fmt.Sprintf("data.Photo: got %d pixels, want 1 or more", n))
	}
	x := make([]float64, n*n)
	var strips sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		strips.Go(func() {
			for i := k; i < n; i += workers {
				photoRow(x[i*n:(i+1)*n], i, n)
			}
		})
	}
	strips.Wait()
	return x
}

func photoRow(row []float64, i, n int) {
	const s = photoSamples
	for j := range row {
		sum := 0.0
		for a := range s {
			for b := range s {
				u := (float64(j) + (float64(b)+0.5)/s) / float64(n)
				v := (float64(i) + (float64(a)+0.5)/s) / float64(n)
				sum += scene(u, v)
			}
		}
		row[j] = min(255, max(0, sum/(s*s)))
	}
}

const horizon = 0.55 // of the sea

// things are what the picture shows, the nearest first: the grey value of a point, if the thing is there.
var things = [...]func(u, v float64) (grey float64, there bool){photographer, house, rock, lighthouse, shore, sail}

// scene is the grey value at u to the right and v down, both in [0, 1].
func scene(u, v float64) float64 {
	for _, thing := range things {
		if g, ok := thing(u, v); ok {
			return g
		}
	}
	if v > horizon {
		return sea(u, v)
	}
	if g, ok := mountains(u, v); ok {
		return g
	}
	return sky(u, v)
}

func sky(u, v float64) float64 {
	clouds := smoothstep(0.45, 0.75, fractal(3*u+1.7*v, 7*v, 5))
	return 150 + 70*v/horizon + 45*clouds*(1-v)
}

func mountains(u, v float64) (float64, bool) {
	ridge := horizon - 0.05 - 0.11*fractal(4*u+3, 0.5, 6)
	if v < ridge {
		return 0, false
	}
	haze := smoothstep(ridge, horizon, v)
	return 128 + 55*haze + 22*(1-haze)*(fractal(30*u, 40*v, 3)-0.5), true
}

// sea has waves that grow longer towards us.
func sea(u, v float64) float64 {
	d := (v - horizon) / (1 - horizon)
	depth := 1 / (d + 0.06)
	wave := math.Sin(24*depth + 3*math.Sin(5*u*depth/4+2*fractal(6*u*depth/4, 3*depth, 2)))
	glitter := math.Exp(-40 * (u - 0.42) * (u - 0.42))
	return 118 + 20*d + (16+34*glitter)*wave*smoothstep(0, 0.08, d)
}

// shore is the ground in front, with grass on it.
func shore(u, v float64) (float64, bool) {
	edge := 0.80 - 0.13*smoothstep(0.45, 1, u) + 0.05*smoothstep(0.35, 0, u) + 0.012*math.Sin(9*u)
	if v < edge {
		return 0, false
	}
	d := v - edge
	blades := fractal(170*u+30*v, 34*v, 3) - 0.5
	g := 78 + 60*fractal(5*u, 9*v, 4) + 130*blades*(0.4+2*d)
	if d < 0.012 {
		g = 190 - 40*fractal(60*u, 60*v, 2) // the beach
	}
	return g, true
}

// rock is what the lighthouse stands on.
func rock(u, v float64) (float64, bool) {
	if v < 0.758 || v > 0.80+0.012*fractal(40*u, 1, 3) || !ellipse(u, v, 0.25, 0.802, 0.085, 0.05-0.02*fractal(25*u, 3, 3)) {
		return 0, false
	}
	return 58 + 70*fractal(45*u, 70*v, 4)*smoothstep(0.82, 0.76, v), true
}

func lighthouse(u, v float64) (float64, bool) {
	const foot, top = 0.775, 0.235
	t := (v - top) / (foot - top)
	width := 0.026 + 0.02*t
	x := (u - 0.245) / width
	switch {
	case t >= 0 && t <= 1 && math.Abs(x) < 1:
		light := 0.35 + 0.65*math.Sqrt(max(0, 1-(x+0.45)*(x+0.45)/2.2))
		if bend := t + 0.012*x*x; math.Mod(5*bend+0.5, 2) < 1 {
			return 235 * light, true
		}
		return 92 * light, true
	case v >= top-0.012 && v < top && math.Abs(u-0.245) < 0.038: // the gallery
		return 60, true
	case v >= top-0.04 && v < top-0.012 && math.Abs(u-0.245) < 0.036:
		if math.Abs(v-top+0.038) < 0.0012 || math.Mod(u*1000+3, 9) < 1.4 { // its railing
			return 45, true
		}
	}
	switch y := v - (top - 0.075); {
	case y >= 0 && y < 0.063 && math.Abs(u-0.245) < 0.02: // the lamp behind its glass
		if math.Mod((u-0.245)*100+2.1, 1) < 0.13 {
			return 50, true
		}
		return 165 + 80*math.Exp(-((u-0.24)*(u-0.24)+(y-0.03)*(y-0.03))*9000), true
	case y < 0 && y > -0.03 && math.Abs(u-0.245) < 0.026*math.Sqrt(max(0, 1-y*y/0.0009)): // the dome
		return 55 + 60*math.Exp(-(u-0.236)*(u-0.236)*20000), true
	}
	return 0, false
}

func house(u, v float64) (float64, bool) {
	const left, right, eaves, foot = 0.70, 0.93, 0.565, 0.735
	switch {
	case u > 0.865 && u < 0.89 && v > 0.41 && v < 0.5: // the chimney
		return 95 + 25*brick(u*1.6, v*1.6), true
	case v < eaves && v > 0.455 && u > left-0.02+(eaves-v)*0.75 && u < right+0.02-(eaves-v)*0.3:
		row := math.Mod(v*110, 1)
		tile := math.Mod(u*70+0.5*math.Floor(v*110), 1)
		g := 82 + 30*row
		if tile < 0.12 {
			g -= 28
		}
		return g, true
	case u > left && u < right && v >= eaves && v < foot:
		if g, ok := window(u, v); ok {
			return g, true
		}
		shade := 1.0
		if v < eaves+0.012 {
			shade = 0.6 // of the roof
		}
		return shade * (150 + 42*brick(u, v)), true
	}
	return 0, false
}

// window draws two windows and a door.
func window(u, v float64) (float64, bool) {
	for _, c := range [...]float64{0.745, 0.885} {
		x, y := (u-c)/0.022, (v-0.635)/0.032
		switch {
		case math.Abs(x) > 1 || math.Abs(y) > 1:
		case math.Abs(x) > 0.84 || math.Abs(y) > 0.88 || math.Abs(x) < 0.08 || math.Abs(y) < 0.06:
			return 228, true
		default:
			return 48 + 45*smoothstep(-1, 1, x-y), true
		}
	}
	if math.Abs(u-0.815) < 0.024 && v > 0.63 {
		if math.Abs(u-0.832) < 0.003 && math.Abs(v-0.69) < 0.003 {
			return 240, true
		}
		return 62 + 14*math.Sin(u*1400), true
	}
	return 0, false
}

// brick is 1 in bricks, 0 in the mortar, with bricks a little different.
func brick(u, v float64) float64 {
	row := math.Floor(v * 85)
	x := u*34 + 0.5*math.Mod(row, 2)
	if math.Mod(v*85, 1) < 0.16 || math.Mod(x, 1) < 0.08 {
		return 0
	}
	return 0.55 + 0.45*lattice(int(math.Floor(x)), int(row))
}

func sail(u, v float64) (float64, bool) {
	x, y := u-0.545, v-0.44
	bulge := 0.012 * math.Sin(math.Pi*min(1, max(0, y/0.14)))
	switch {
	case y > 0 && y < 0.14 && x > 0.004 && x < 0.004+0.52*y+bulge:
		return 245 - 500*x - 150*(0.14-y), true
	case y > 0.03 && y < 0.14 && x < -0.004 && x > -0.004-0.36*(y-0.03)-bulge/2:
		return 205 + 350*x, true
	case math.Abs(x) < 0.0016 && y > -0.012 && y < 0.15:
		return 50, true
	case y > 0.147 && y < 0.166 && math.Abs(x-0.012) < 0.072-0.9*(y-0.147):
		return 66 + 500*(0.166-y), true
	}
	return 0, false
}

// photographer is somebody in a dark coat beside a tripod.
func photographer(u, v float64) (float64, bool) {
	coat := 26 + 16*fractal(40*u, 25*v, 3)
	switch {
	case ellipse(u, v, 0.455, 0.505, 0.027, 0.034):
		if u > 0.462 && v > 0.497 {
			return 150 - 900*math.Abs(u-0.468), true // the face
		}
		return 38, true
	case v > 0.535 && v < 0.80 && math.Abs(u-0.44) < 0.018+0.055*smoothstep(0.53, 0.62, v)+0.035*(v-0.62):
		if math.Abs(u-0.452-0.05*(v-0.6)) < 0.0015 {
			return 84, true
		}
		return coat, true
	case v >= 0.80 && v < 0.965 && (math.Abs(u-0.412-0.03*(0.9-v)) < 0.021 || math.Abs(u-0.472+0.03*(0.9-v)) < 0.021):
		return 34 + 8*math.Sin(60*u), true
	case segment(u, v, 0.475, 0.6, 0.548, 0.567) < 0.014: // the arm
		return coat + 8, true
	case u > 0.545 && u < 0.607 && v > 0.53 && v < 0.578: // the camera
		if ellipse(u, v, 0.592, 0.553, 0.009, 0.014) {
			return 175, true
		}
		return 24, true
	}
	for _, foot := range [...]float64{0.505, 0.585, 0.66} {
		if segment(u, v, 0.575, 0.575, foot, 0.955) < 0.0032 {
			return 40, true
		}
	}
	return 0, false
}

func ellipse(u, v, cu, cv, a, b float64) bool {
	x, y := (u-cu)/a, (v-cv)/b
	return x*x+y*y < 1
}

// segment is the distance to a segment.
func segment(u, v, au, av, bu, bv float64) float64 {
	x, y := bu-au, bv-av
	t := max(0, min(1, ((u-au)*x+(v-av)*y)/(x*x+y*y)))
	return math.Hypot(u-au-t*x, v-av-t*y)
}

// smoothstep goes from 0 at a to 1 at b.
func smoothstep(a, b, x float64) float64 {
	t := max(0, min(1, (x-a)/(b-a)))
	return t * t * (3 - 2*t)
}

// fractal is a sum of value noise over octaves, in [0, 1], mostly about 1/2.
func fractal(x, y float64, octaves int) float64 {
	sum, total, a := 0.0, 0.0, 1.0
	for range octaves {
		sum += a * noise(x, y)
		total += a
		x, y, a = 2.03*x+17.1, 2.03*y-9.7, a/2
	}
	return sum / total
}

// noise is smooth between random values at the integers.
func noise(x, y float64) float64 {
	i, j := math.Floor(x), math.Floor(y)
	s, t := smoothstep(0, 1, x-i), smoothstep(0, 1, y-j)
	p, q := int(i), int(j)
	return (1-t)*((1-s)*lattice(p, q)+s*lattice(p+1, q)) + t*((1-s)*lattice(p, q+1)+s*lattice(p+1, q+1))
}

// lattice is a number in [0, 1) that looks random, by the mixing of splitmix64.
func lattice(i, j int) float64 {
	h := uint64(i)*0x9e3779b97f4a7c15 + uint64(j)*0xd1b54a32d192ed03
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return float64((h^h>>31)>>11) / (1 << 53)
}
