package data

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/color"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// panics returns what f panics with, as text.
func panics(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		r := recover()
		if r == nil {
			t.Error("no panic")
		}
		text = fmt.Sprint(r)
	}()
	f()
	return ""
}

func TestDigits(t *testing.T) {
	s := Digits()
	if s.Len() != 1797 || s.Dim() != 64 || s.Kinds() != 10 {
		t.Fatalf("got %v, want 1797 samples in 64 dimensions and 10 classes", s)
	}
	// The numbers of samples are those of the description at the UCI repository.
	if got, want := s.Counts(), []int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}; !slices.Equal(got, want) {
		t.Errorf("counts: got %v, want %v", got, want)
	}
	// The sum of all pixels is that of the csv file the data were made from.
	if got := mat.Sum(s.X) * 16; got != 561718 {
		t.Errorf("sum of pixels: got %v, want 561718", got)
	}
	if lo, hi := mat.Min(s.X), mat.Max(s.X); lo != 0 || hi != 1 {
		t.Errorf("range: got [%v, %v], want [0, 1]", lo, hi)
	}
	// The first line of the csv file.
	want := []float64{0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0}
	for j, v := range want {
		if got := s.At(0)[j] * 16; got != v {
			t.Errorf("pixel %d of image 0: got %v, want %v", j, got, v)
		}
	}
	for i := range 10 {
		if s.Labels[i] != i || s.Class(i) != fmt.Sprint(i) {
			t.Errorf("image %d: got class %d %q", i, s.Labels[i], s.Class(i))
		}
	}
}

func TestDigitsAreCopies(t *testing.T) {
	a := Digits()
	a.X.Set(0, 2, 7)
	a.Labels[0] = 9
	if b := Digits(); b.X.At(0, 2) != 5./16 || b.Labels[0] != 0 {
		t.Error("a change of one set shows in the next")
	}
}

// The file is the one that ATTRIBUTION describes, and the credit stands where it is promised.
func TestAttribution(t *testing.T) {
	z, err := gzip.NewReader(bytes.NewReader(digitsFile))
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	if _, err := io.Copy(h, z); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("ATTRIBUTION")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if sum := hex.EncodeToString(h.Sum(nil)); !strings.Contains(string(text), sum) {
		t.Errorf("ATTRIBUTION does not have the sum %s", sum)
	}
	for _, credit := range []string{"Alpaydin", "Kaynak", "10.24432/C50P49", "CC BY 4.0"} {
		for where, s := range map[string]string{"ATTRIBUTION": string(text), "doc.go": string(doc), "Source": Digits().Source} {
			if !strings.Contains(s, credit) {
				t.Errorf("%s: no %q", where, credit)
			}
		}
	}
}

func TestDecodeDigitsRefuses(t *testing.T) {
	zip := func(b []byte) []byte {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		w.Write(b)
		w.Close()
		return z.Bytes()
	}
	record := func(pixel, class byte) []byte {
		b := make([]byte, 65)
		b[17], b[64] = pixel, class
		return b
	}
	if s, err := decodeDigits(bytes.NewReader(zip(record(16, 9)))); err != nil || s.Len() != 1 {
		t.Fatalf("a good record: %v", err)
	}
	for name, b := range map[string][]byte{
		"nothing":   nil,
		"no gzip":   []byte("digits"),
		"empty":     zip(nil),
		"cut":       zip(record(1, 1))[:20],
		"66 bytes":  zip(append(record(1, 1), 0)),
		"pixel 17":  zip(record(17, 1)),
		"class 10":  zip(record(1, 10)),
		"64 pixels": zip(record(1, 1)[:64]),
	} {
		if _, err := decodeDigits(bytes.NewReader(b)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// numbered is a set whose only coordinate is the number of the sample, so that rows can be recognised.
func numbered(labels ...int) *Set {
	s := &Set{Name: "numbered", X: mat.NewDense(len(labels), 1, nil), Labels: labels}
	for i := range labels {
		s.X.Set(i, 0, float64(i))
	}
	return s
}

// numbers reads the samples of parts of a numbered set, and checks that labels went with them.
func numbers(t *testing.T, whole *Set, parts ...*Set) []int {
	t.Helper()
	var all []int
	for _, p := range parts {
		for k := range p.Len() {
			i := int(p.At(k)[0])
			if p.Labels[k] != whole.Labels[i] {
				t.Errorf("sample %d has label %d, want %d", i, p.Labels[k], whole.Labels[i])
			}
			all = append(all, i)
		}
	}
	return all
}

// isPermutation reports whether index is a permutation of 0, …, n−1.
func isPermutation(index []int, n int) bool {
	index = slices.Sorted(slices.Values(index))
	return slices.Equal(index, order(n, nil))
}

func TestSplit(t *testing.T) {
	s := numbered(0, 1, 2, 0, 1, 2, 0, 1, 2, 0)
	for _, c := range []struct {
		fraction    float64
		first, rest int
	}{{0, 0, 10}, {0.04, 0, 10}, {0.25, 3, 7}, {0.75, 8, 2}, {0.7, 7, 3}, {1, 10, 0}} {
		a, b := s.Split(c.fraction, source(1))
		if a.Len() != c.first || b.Len() != c.rest {
			t.Errorf("%v: got %d + %d, want %d + %d", c.fraction, a.Len(), b.Len(), c.first, c.rest)
		}
		if !isPermutation(numbers(t, s, a, b), 10) {
			t.Errorf("%v: the parts are not the whole", c.fraction)
		}
	}
	a, b := s.Split(0.5, nil)
	if got := numbers(t, s, a, b); !slices.Equal(got, order(10, nil)) {
		t.Errorf("in order: got %v", got)
	}
}

func TestSplitIsDetermined(t *testing.T) {
	s := Digits()
	divide := map[string]func(seed uint64) (a, b *Set){
		"Split":      func(seed uint64) (a, b *Set) { return s.Split(0.75, source(seed)) },
		"Stratified": func(seed uint64) (a, b *Set) { return s.Stratified(0.75, source(seed)) },
		"Shuffle":    func(seed uint64) (a, b *Set) { a = s.Shuffle(source(seed)); return a, a },
	}
	for name, f := range divide {
		a1, b1 := f(1)
		a2, b2 := f(1)
		a3, _ := f(2)
		if !reflect.DeepEqual(a1, a2) || !reflect.DeepEqual(b1, b2) {
			t.Errorf("%s: the same seed gives another division", name)
		}
		if slices.Equal(a1.Labels, a3.Labels) {
			t.Errorf("%s: another seed gives the same division", name)
		}
	}
	if !reflect.DeepEqual(s, Digits()) {
		t.Error("a division changes the set")
	}
}

func TestStratified(t *testing.T) {
	s := Digits()
	for _, fraction := range []float64{0.1, 1. / 3, 0.5, 0.75, 0.999} {
		a, b := s.Stratified(fraction, source(3))
		if want := share(fraction, s.Len()); a.Len() != want || a.Len()+b.Len() != s.Len() {
			t.Errorf("%v: got %d + %d, want %d", fraction, a.Len(), b.Len(), want)
		}
		for c, n := range s.Counts() {
			if d := float64(a.Counts()[c]) - fraction*float64(n); math.Abs(d) >= 1 {
				t.Errorf("%v: class %d is %v off its share", fraction, c, d)
			}
		}
	}
	// A rare class is on both sides, which a plain split in order would not give.
	rare := numbered(0, 0, 0, 0, 0, 0, 0, 0, 1, 1)
	a, b := rare.Stratified(0.5, nil)
	if !slices.Equal(a.Counts(), []int{4, 1}) || !slices.Equal(b.Counts(), []int{4, 1}) {
		t.Errorf("got %v and %v, want [4 1] twice", a.Counts(), b.Counts())
	}
	if got, want := numbers(t, rare, a, b), []int{0, 1, 2, 3, 8, 4, 5, 6, 7, 9}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestQuotas(t *testing.T) {
	rnd := source(5)
	for range 2000 {
		counts := make([]int, 1+rnd.IntN(12))
		n := 0
		for c := range counts {
			counts[c] = rnd.IntN(40)
			n += counts[c]
		}
		fraction := rnd.Float64()
		if rnd.IntN(4) == 0 {
			fraction = float64(rnd.IntN(21)) / 20
		}
		sum := 0
		for c, k := range quotas(fraction, counts) {
			if k < 0 || k > counts[c] || math.Abs(float64(k)-fraction*float64(counts[c])) >= 1 {
				t.Fatalf("fraction %v of %v: class %d gets %d", fraction, counts, c, k)
			}
			sum += k
		}
		if sum != share(fraction, n) {
			t.Fatalf("fraction %v of %v: got %d in all, want %d", fraction, counts, sum, share(fraction, n))
		}
	}
}

func TestShuffleAndSubset(t *testing.T) {
	s := numbered(0, 1, 0, 1, 0, 1)
	p := s.Shuffle(source(1))
	if index := numbers(t, s, p); !isPermutation(index, 6) || slices.Equal(index, order(6, nil)) {
		t.Errorf("shuffled: got %v", index)
	}
	q := s.Subset([]int{4, 1, 4})
	if got := numbers(t, s, q); !slices.Equal(got, []int{4, 1, 4}) {
		t.Errorf("got %v, want [4 1 4]", got)
	}
	if x := q.Rows(); len(x) != 3 || x[0][0] != 4 || x[1][0] != 1 || len(s.Subset(nil).Rows()) != 0 {
		t.Errorf("rows 4, 1, 4: got %v", x)
	}
	q.X.Set(0, 0, -1)
	q.Labels[0] = 7
	if s.At(4)[0] != 4 || s.Labels[4] != 0 {
		t.Error("a subset shares memory with the set")
	}
	if e := s.Subset(nil); e.Len() != 0 || e.Dim() != 0 || e.X != nil || e.String() != "numbered: 0 samples in ℝ⁰, 0 classes" {
		t.Errorf("the empty subset: got %v", e)
	}
}

func TestBatches(t *testing.T) {
	s := numbered(0, 1, 0, 1, 0, 1, 0)
	for size, want := range map[int][]int{1: {1, 1, 1, 1, 1, 1, 1}, 3: {3, 3, 1}, 7: {7}, 100: {7}} {
		for _, rnd := range []*rand.Rand{nil, source(2)} {
			b := s.Batches(size, rnd)
			var sizes []int
			for _, p := range b {
				sizes = append(sizes, p.Len())
			}
			if !slices.Equal(sizes, want) || !isPermutation(numbers(t, s, b...), 7) {
				t.Errorf("size %d: got %v", size, sizes)
			}
		}
	}
	b := s.Batches(2, nil)
	b[0].X.Set(0, 0, -1)
	if s.At(0)[0] != 0 {
		t.Error("a batch shares memory with the set")
	}
	if b := s.Subset(nil).Batches(3, nil); b != nil {
		t.Errorf("batches of nothing: got %v", b)
	}
	// A batch is a window on a larger matrix; its images must know.
	d := Digits().Batches(5, nil)[1]
	if got, want := d.Pixels(2), Digits().Pixels(7); !mat.Equal(got, want) {
		t.Errorf("image 2 of batch 1: got\n%v\nwant\n%v", mat.Formatted(got), mat.Formatted(want))
	}
}

func TestOneHot(t *testing.T) {
	want := mat.NewDense(3, 4, []float64{0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0})
	if got := OneHot([]int{2, 0, 2}, 4); !mat.Equal(got, want) {
		t.Errorf("got\n%v", mat.Formatted(got))
	}
	s := Digits()
	Y := s.OneHot()
	for c, n := range s.Counts() {
		if got := mat.Sum(Y.ColView(c)); got != float64(n) {
			t.Errorf("class %d: got %v ones, want %d", c, got, n)
		}
	}
	// A part that misses a class has the columns of the whole, because the names go with it.
	if _, c := s.Subset([]int{0, 1}).OneHot().Dims(); c != 10 {
		t.Errorf("got %d columns, want 10", c)
	}
}

func TestStandardize(t *testing.T) {
	training, test := Digits().Split(0.75, source(1))
	z, f := training.Standardize()
	for j := range z.Dim() {
		col := mat.Col(nil, j, z.X)
		mean, std := moments(col)
		if constant := slices.Min(col) == slices.Max(col); math.Abs(mean) > 1e-12 || math.Abs(std-1) > 1e-12 || constant && f.Std[j] != 1 {
			t.Errorf("coordinate %d: mean %v, deviation %v", j, mean, std)
		}
	}
	// The test part is mapped by what the training part says, not by its own moments.
	u := f.Apply(test)
	i, j := 7, 20
	if got, want := u.X.At(i, j), (test.X.At(i, j)-f.Mean[j])/f.Std[j]; got != want {
		t.Errorf("test sample: got %v, want %v", got, want)
	}
	_, own := test.Standardize()
	if slices.Equal(own.Mean, f.Mean) {
		t.Error("training and test part have the same means")
	}
	// A test part of quite another scale does not move the map.
	training2, _ := Digits().Split(0.75, source(1))
	test.X.Scale(100, test.X)
	if _, f2 := training2.Standardize(); !reflect.DeepEqual(f, f2) {
		t.Error("the map depends on more than the training part")
	}
	back := f.Undo(z)
	if !mat.EqualApprox(back.X, training.X, 1e-12) || !slices.Equal(back.Labels, training.Labels) {
		t.Error("Undo is not the inverse of Apply")
	}
	if e := f.Apply(training.Subset(nil)); e.Len() != 0 {
		t.Error("the empty part grew")
	}
}

func TestStandardizeConstant(t *testing.T) {
	s := &Set{X: mat.NewDense(3, 2, []float64{0.1, 1, 0.1, 3, 0.1, 5}), Labels: []int{0, 0, 0}}
	z, f := s.Standardize()
	if f.Mean[0] != 0.1 || f.Std[0] != 1 || mat.Sum(z.X.ColView(0)) != 0 {
		t.Errorf("constant coordinate: got mean %v, deviation %v", f.Mean[0], f.Std[0])
	}
	if want := math.Sqrt(8. / 3); f.Mean[1] != 3 || math.Abs(f.Std[1]-want) > 1e-15 {
		t.Errorf("got mean %v, deviation %v, want 3, %v", f.Mean[1], f.Std[1], want)
	}
}

func TestAddNoise(t *testing.T) {
	const n, sigma = 200000, 0.3
	y := make([]float64, n)
	for i := range y {
		y[i] = 2
	}
	got := AddNoise(nil, y, sigma, source(1))
	mean, std := moments(got)
	// Five deviations of the estimates.
	if math.Abs(mean-2) > 5*sigma/math.Sqrt(n) || math.Abs(std-sigma) > 5*sigma/math.Sqrt(2*n) {
		t.Errorf("got mean %v, deviation %v, want 2, %v", mean, std, sigma)
	}
	if y[0] != 2 || y[n-1] != 2 {
		t.Error("y was changed")
	}
	if again := AddNoise(make([]float64, n), y, sigma, source(1)); !slices.Equal(got, again) {
		t.Error("the same seed gives other noise")
	}
	if in := AddNoise(y, y, sigma, source(1)); !slices.Equal(got, in) || &in[0] != &y[0] {
		t.Error("in place differs")
	}
	if got := AddNoise(nil, []float64{1, 2}, 0, source(1)); !slices.Equal(got, []float64{1, 2}) {
		t.Errorf("no noise: got %v", got)
	}
}

func TestImage(t *testing.T) {
	s := &Set{X: mat.NewDense(1, 6, []float64{0, 1, 0.5, -3, 7, math.NaN()}), Labels: []int{0}, Shape: []int{2, 3}}
	img := s.Image(0)
	if b := img.Bounds(); b.Dx() != 3 || b.Dy() != 2 {
		t.Fatalf("got bounds %v, want 3 × 2", b)
	}
	for k, want := range []uint8{255, 0, 128, 255, 0, 255} {
		if got := img.At(k%3, k/3).(color.Gray).Y; got != want {
			t.Errorf("pixel %d: got %d, want %d", k, got, want)
		}
	}
	P := s.Pixels(0)
	if r, c := P.Dims(); r != 2 || c != 3 || P.At(1, 1) != 7 {
		t.Errorf("got %d × %d\n%v", r, c, mat.Formatted(P))
	}
	P.Set(0, 0, 0.25)
	if s.At(0)[0] != 0.25 {
		t.Error("Pixels is a copy")
	}
}

func TestMoons(t *testing.T) {
	s := Moons(400, 0, source(1))
	for i := range s.Len() {
		x, y := s.At(i)[0], s.At(i)[1]
		if s.Labels[i] == 1 {
			x, y = 1-x, 0.5-y
		}
		if math.Abs(math.Hypot(x, y)-1) > 1e-12 || y < 0 {
			t.Fatalf("point %d, class %d: (%v, %v) is not on its half circle", i, s.Labels[i], x, y)
		}
	}
	if c := s.Counts(); !slices.Equal(c, []int{200, 200}) {
		t.Errorf("got counts %v", c)
	}
}

func TestCircles(t *testing.T) {
	s := Circles(400, 0, source(1))
	for i := range s.Len() {
		if r := math.Hypot(s.At(i)[0], s.At(i)[1]); math.Abs(r-[]float64{1, InnerRadius}[s.Labels[i]]) > 1e-12 {
			t.Fatalf("point %d, class %d: radius %v", i, s.Labels[i], r)
		}
	}
}

func TestSpirals(t *testing.T) {
	const arms = 3
	s := Spirals(300, arms, 0, source(1))
	for i := range s.Len() {
		x, y := s.At(i)[0], s.At(i)[1]
		turns := math.Atan2(y, x)/(2*math.Pi) - SpiralTurns*math.Hypot(x, y) - float64(s.Labels[i])/arms
		if math.Abs(turns-math.Round(turns)) > 1e-9 {
			t.Fatalf("point %d, class %d: %v turns off its arm", i, s.Labels[i], turns)
		}
	}
	if s.Kinds() != arms || s.Class(4) != "arm 1" {
		t.Errorf("got %d classes, sample 4 of class %q", s.Kinds(), s.Class(4))
	}
}

func TestPlaneSeeds(t *testing.T) {
	for name, f := range map[string]func(seed uint64) *Set{
		"moons":   func(seed uint64) *Set { return Moons(50, 0.1, source(seed)) },
		"circles": func(seed uint64) *Set { return Circles(50, 0.1, source(seed)) },
		"spirals": func(seed uint64) *Set { return Spirals(50, 2, 0.1, source(seed)) },
	} {
		if !reflect.DeepEqual(f(1), f(1)) || reflect.DeepEqual(f(1), f(2)) {
			t.Errorf("%s: the seed does not decide", name)
		}
	}
	clean, noisy := Moons(1, 0, source(1)), Moons(1, 0.1, source(1))
	if mat.Equal(clean.X, noisy.X) || !mat.EqualApprox(clean.X, noisy.X, 1) {
		t.Error("the noise of moons is not small noise")
	}
}

func TestMisusePanics(t *testing.T) {
	s, nan, inf := numbered(0, 1, 0), math.NaN(), math.Inf(1)
	broken := &Set{X: s.X, Labels: []int{0}}
	for want, f := range map[string]func(){
		"data.Set.Split: got fraction -0.1":                                  func() { s.Split(-0.1, nil) },
		"data.Set.Split: got fraction 1.01":                                  func() { s.Split(1.01, nil) },
		"data.Set.Split: got fraction NaN":                                   func() { s.Split(nan, nil) },
		"data.Set.Stratified: got fraction 2":                                func() { s.Stratified(2, nil) },
		"data.Set.Stratified: got fraction +Inf":                             func() { s.Stratified(inf, nil) },
		"data.Set.Shuffle: got no source":                                    func() { s.Shuffle(nil) },
		"data.Set.Subset: got sample 3, want 0 ≤ i < 3":                      func() { s.Subset([]int{0, 3}) },
		"data.Set.At: got sample -1":                                         func() { s.At(-1) },
		"data.Set.Class: Labels: got length 1, want 3":                       func() { broken.Class(0) },
		"data.Set.Counts: got label -1":                                      func() { numbered(0, -1).Counts() },
		"data.Set.Batches: got size 0":                                       func() { s.Batches(0, nil) },
		"data.OneHot: got label 2 of sample 1":                               func() { OneHot([]int{0, 2}, 2) },
		"data.OneHot: got label -1":                                          func() { OneHot([]int{-1}, 2) },
		"data.OneHot: got 0 labels":                                          func() { OneHot(nil, 2) },
		"data.Set.Standardize: got no samples":                               func() { new(Set).Standardize() },
		"data.Standard.Apply: coordinates of a sample: got length 1, want 2": func() { Standard{make([]float64, 2), make([]float64, 2)}.Apply(s) },
		"data.AddNoise: dst: got length 1, want 2":                           func() { AddNoise(make([]float64, 1), make([]float64, 2), 1, source(1)) },
		"data.AddNoise: got standard deviation -1":                           func() { AddNoise(nil, nil, -1, source(1)) },
		"data.AddNoise: got no source":                                       func() { AddNoise(nil, nil, 1, nil) },
		"data.Set.Image: got samples in ℝ¹ of shape []":                      func() { s.Image(0) },
		"data.Set.Pixels: got samples in ℝ¹ of shape []":                     func() { s.Pixels(0) },
		"data.Moons: got 0 points":                                           func() { Moons(0, 0, source(1)) },
		"data.Moons: got no source":                                          func() { Moons(1, 0, nil) },
		"data.Circles: got standard deviation NaN":                           func() { Circles(1, nan, source(1)) },
		"data.Spirals: got standard deviation +Inf":                          func() { Spirals(1, 2, inf, source(1)) },
		"data.Spirals: got 0 arms":                                           func() { Spirals(1, 0, 0, source(1)) },
		"data.Set.OneHot: Labels: got length 1, want 3":                      func() { broken.OneHot() },
	} {
		if got := panics(t, f); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q…", got, want)
		}
	}
}
