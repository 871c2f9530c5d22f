// Command gemm generates the micro-kernels of the matrix products: tiles of a few rows and one or two
// vectors of columns of C, held in registers.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// Offsets of the fields of tileArgs, which a test in package kern compares with the Go struct.
const (
	argK, argSegs                = 0, 8
	argA, argOffA, argRsA        = 16, 24, 32
	argCsA, argSegA              = 40, 48 // segA: from the end of a segment to the next
	argB, argRsB, argSegB        = 56, 64, 72
	argC, argOffC, argLdc        = 80, 88, 96
	argTiles, argStepA, argStepC = 104, 112, 120
	argBits, argLanes            = 128, 136 // the mask of the last vector, as bits and as lanes
	argAcc                       = 144
	argLast                      = 152      // more than 1 if the last step stores
	argOffNext, argStepNext      = 160, 168 // what to ask for, from B on, and how much further with each step
)

// kernel is one micro-kernel: rows × vecs vectors of C; masked if only part of the last vector exists,
// half if that is at most half of it: then it is one of half the width, which costs half the time where a
// core has two units of that width.
type kernel struct {
	isa.ISA
	rows, vecs   int
	masked, half bool

	arg    reg.GPVirtual
	as     []reg.GPVirtual // row 0, 3, 6, … of A
	rs, cs reg.GPVirtual
	b, rb  reg.GPVirtual
	acc    [][]reg.VecVirtual
	bv     []reg.VecVirtual
	av     reg.VecVirtual
	next   reg.GPVirtual // nil where nothing is asked for
	far    reg.GPVirtual
	km     reg.OpmaskVirtual
	ym     reg.VecVirtual
}

func (k *kernel) name() string {
	n := fmt.Sprintf("gemm%dx%d", k.rows, k.vecs)
	if k.masked && !k.Wide {
		n += "m"
	}
	if k.half {
		n += "h"
	}
	return k.Name(n)
}

func (k *kernel) at(off int) Mem { return Mem{Base: k.arg, Disp: off} }

func (k *kernel) load(off int) reg.GPVirtual {
	r := GP64()
	MOVQ(k.at(off), r)
	return r
}

func (k *kernel) generate() {
	TEXT(k.name(), NOSPLIT, "func(p *byte)")
	Pragma("noescape")
	k.arg = Load(Param("p"), GP64()).(reg.GPVirtual)
	k.rs, k.cs, k.rb = k.load(argRsA), k.load(argCsA), k.load(argRsB)
	k.b = GP64()
	for g := 0; 3*g < k.rows; g++ {
		k.as = append(k.as, GP64())
	}
	if k.masked {
		k.loadMask()
	}
	if k.rows == most(k.ISA) && k.vecs == 2 {
		k.next, k.far = GP64(), k.load(argStepNext)
	}
	Label("tile")
	k.begin()
	k.fetchC()
	k.sum()
	k.end()
	VZEROUPPER()
	RET()
}

func (k *kernel) loadMask() {
	if k.Wide {
		k.km = K()
		KMOVW(k.load(argBits).As32(), k.km)
		return
	}
	k.ym = YMM()
	VMOVUPS(Mem{Base: k.load(argLanes)}, k.ym)
}

// begin sets the pointers and clears the sums.
func (k *kernel) begin() {
	MOVQ(k.at(argA), k.as[0])
	ADDQ(k.at(argOffA), k.as[0])
	for g := 1; g < len(k.as); g++ {
		LEAQ(Mem{Base: k.as[g-1], Index: k.rs, Scale: 2}, k.as[g])
		ADDQ(k.rs, k.as[g])
	}
	MOVQ(k.at(argB), k.b)
	if k.next != nil {
		MOVQ(k.at(argOffNext), k.next)
		ADDQ(k.b, k.next)
	}
	k.acc, k.bv = nil, nil
	for range k.rows {
		var row []reg.VecVirtual
		for j := range k.vecs {
			z := k.vec(j)
			k.Zero(z)
			row = append(row, z)
		}
		k.acc = append(k.acc, row)
	}
	for j := range k.vecs {
		k.bv = append(k.bv, k.vec(j))
	}
	k.av = k.Vec()
}

// fetchC asks for the tile of C, which is needed at the end and may be far away.
func (k *kernel) fetchC() {
	if k.vecs == 4 {
		return
	}
	c, ldc := GP64(), k.load(argLdc)
	MOVQ(k.at(argC), c)
	ADDQ(k.at(argOffC), c)
	for i := range k.rows {
		for j := 0; j < k.vecs*k.Width(); j += 64 {
			PREFETCHT0(Mem{Base: c, Disp: j})
		}
		if i < k.rows-1 {
			ADDQ(ldc, c)
		}
	}
}

// fetchNext asks for a little of the panel of B after this one, into the second cache: it comes from afar,
// and no processor looks beyond a page for itself.
func (k *kernel) fetchNext() {
	if k.next != nil {
		PREFETCHT1(Mem{Base: k.next})
		ADDQ(k.far, k.next)
	}
}

// vec allocates vector j of a row.
func (k *kernel) vec(j int) reg.VecVirtual {
	if k.half && j == k.vecs-1 {
		return YMM()
	}
	return k.Vec()
}

// row is the address of the current element of row i of A.
func (k *kernel) row(i int) Mem {
	switch i % 3 {
	case 0:
		return Mem{Base: k.as[i/3]}
	case 1:
		return Mem{Base: k.as[i/3], Index: k.rs, Scale: 1}
	}
	return Mem{Base: k.as[i/3], Index: k.rs, Scale: 2}
}

// sum adds the products of all segments.
func (k *kernel) sum() {
	segs, n := k.load(argSegs), GP64()
	TESTQ(segs, segs)
	JZ(LabelRef("store"))
	Label("segment")
	MOVQ(k.at(argK), n)
	if k.storesLast() { // without the last step if C is overwritten
		CMPQ(segs, k.at(argLast))
		SBBQ(U8(0), n)
		JZ(LabelRef("last"))
	}
	Label("loop")
	k.step(nil)
	k.fetchNext()
	k.advance(k.cs, k.rb)
	DECQ(n)
	JNZ(LabelRef("loop"))
	DECQ(segs)
	JZ(LabelRef("summed"))
	sa, sb := k.load(argSegA), k.load(argSegB)
	k.advance(sa, sb)
	JMP(LabelRef("segment"))
	Label("summed")
	if k.storesLast() {
		k.last()
	}
}

// storesLast tells whether the last step is one of its own that stores the sums as soon as they are there:
// storing all of them afterwards would take as long as two steps.
func (k *kernel) storesLast() bool { return k.Wide && k.vecs <= 2 }

// last is the last step where C is overwritten.
func (k *kernel) last() {
	CMPQ(k.at(argAcc), Imm(0))
	JNE(LabelRef("store"))
	Label("last")
	const behind = 3 // rows, which is the latency of a multiplication
	c, ldc := GP64(), k.load(argLdc)
	MOVQ(k.at(argC), c)
	ADDQ(k.at(argOffC), c)
	store := func(i int) {
		for j := range k.acc[i] {
			k.storeC(Mem{Base: c, Disp: k.Width() * j}, i, j)
		}
		if i < k.rows-1 {
			ADDQ(ldc, c)
		}
	}
	k.step(func(i int) {
		if i >= behind {
			store(i - behind)
		}
	})
	for i := max(0, k.rows-behind); i < k.rows; i++ {
		store(i)
	}
	JMP(LabelRef("next"))
}

func (k *kernel) advance(a, b reg.GPVirtual) {
	for _, r := range k.as {
		ADDQ(a, r)
	}
	ADDQ(b, k.b)
}

// step multiplies a column of A by a row of B. With AVX-512 the multiplication reads the element of A by
// itself: on Zen 4 a broadcast to a register of its own costs a tenth where the last vector is half one.
// Only with four vectors there would be more reads than the processor has room for. After each row it calls
// then, if that is not nil.
func (k *kernel) step(then func(i int)) {
	for j, v := range k.bv {
		k.loadLanes(Mem{Base: k.b, Disp: k.Width() * j}, v, j)
	}
	for i := range k.acc {
		k.multiply(i)
		if then != nil {
			then(i)
		}
	}
}

// multiply adds the products with the element of row i of A.
func (k *kernel) multiply(i int) {
	c := k.acc[i]
	if k.Wide && k.vecs <= 2 {
		for j := range c {
			k.FMA231B(k.row(i), k.bv[j], c[j])
		}
		return
	}
	k.Bcast(k.row(i), k.av)
	for j := range c {
		k.FMA231(k.bv[j], k.av, c[j])
	}
}

// loadLanes loads vector j of a row, if it is the last one under the mask.
func (k *kernel) loadLanes(m Mem, v reg.VecVirtual, j int) {
	switch {
	case !k.masked || j < k.vecs-1:
		k.Mov(m, v)
	case k.Wide:
		k.MovZ(m, k.km, v)
	default:
		k.MaskMov(m, k.ym, v)
	}
}

// end adds what C holds if asked to, stores the sums and goes on to the next tile.
func (k *kernel) end() {
	Label("store")
	c, ldc := GP64(), k.load(argLdc)
	CMPQ(k.at(argAcc), Imm(0))
	JE(LabelRef("write"))
	k.eachOfC(c, ldc, k.addC)
	Label("write")
	k.eachOfC(c, ldc, k.storeC)
	Label("next")
	step := k.load(argStepA)
	ADDQ(step, k.at(argOffA))
	step = k.load(argStepC)
	ADDQ(step, k.at(argOffC))
	if k.next != nil {
		SUBQ(k.at(argB), k.next)
		MOVQ(k.next, k.at(argOffNext))
	}
	DECQ(k.at(argTiles))
	JNZ(LabelRef("tile"))
}

// eachOfC calls f with the address of each vector of C.
func (k *kernel) eachOfC(c, ldc reg.GPVirtual, f func(m Mem, i, j int)) {
	MOVQ(k.at(argC), c)
	ADDQ(k.at(argOffC), c)
	for i := range k.acc {
		for j := range k.acc[i] {
			f(Mem{Base: c, Disp: k.Width() * j}, i, j)
		}
		if i < k.rows-1 {
			ADDQ(ldc, c)
		}
	}
}

func (k *kernel) addC(m Mem, i, j int) {
	v := k.acc[i][j]
	switch {
	case !k.masked || j < k.vecs-1:
		k.Add(m, v, v)
	case k.Wide:
		k.Add(m, v, k.km, v)
	default:
		k.MaskMov(m, k.ym, k.av)
		k.Add(k.av, v, v)
	}
}

func (k *kernel) storeC(m Mem, i, j int) {
	v := k.acc[i][j]
	switch {
	case !k.masked || j < k.vecs-1:
		k.Mov(v, m)
	case k.Wide:
		k.Mov(v, k.km, m)
	default:
		k.MaskMov(v, k.ym, m)
	}
}

// most is the largest number of rows whose sums fit into the registers.
func most(s isa.ISA) int {
	if s.Wide {
		return 14
	}
	return 6
}

// few is the largest number of rows for which there are kernels of four vectors: more columns are
// needed there to hide the latency of the multiplications.
func few(s isa.ISA) int {
	if s.Wide {
		return 3
	}
	return 2
}

func kernels(s isa.ISA) (ks []*kernel) {
	for rows := 1; rows <= most(s); rows++ {
		ks = append(ks, &kernel{ISA: s, rows: rows, vecs: 1, masked: true}, &kernel{ISA: s, rows: rows, vecs: 2, masked: true})
		if s.Wide {
			for vecs := 1; vecs <= 2; vecs++ {
				ks = append(ks, &kernel{ISA: s, rows: rows, vecs: vecs, masked: true, half: true})
			}
		} else { // loads under a mask are slower there
			ks = append(ks, &kernel{ISA: s, rows: rows, vecs: 2})
		}
	}
	for rows := 1; rows <= few(s); rows++ {
		ks = append(ks, &kernel{ISA: s, rows: rows, vecs: 4})
	}
	return ks
}

// table writes the Go source of the table of kernels for each level and kind of element.
func table(file string) error {
	var b strings.Builder
	b.WriteString("// Code generated by _asm/gemm. DO NOT EDIT.\n\n//go:build !noasm\n\npackage kern\n\n")
	for _, s := range isa.All {
		fmt.Fprintf(&b, "var %s = tileSet{\n\trows: %d, few: %d, lanes: %d, dots: %s,\n", s.Name("tiles"), most(s), few(s), s.Lanes(), s.Name("dotRows"))
		fields := map[string][]string{}
		for _, k := range kernels(s) {
			f := map[int]string{1: "one", 2: "two", 4: "four"}[k.vecs]
			switch {
			case k.half:
				f += "Half"
			case k.vecs == 2 && !k.masked:
				f = "full"
			}
			fields[f] = append(fields[f], fmt.Sprintf("%d: %s", k.rows, k.name()))
		}
		for _, f := range []string{"one", "two", "oneHalf", "twoHalf", "full", "four"} {
			if len(fields[f]) > 0 {
				fmt.Fprintf(&b, "\t%s: [15]tileKernel{%s},\n", f, strings.Join(fields[f], ", "))
			}
		}
		b.WriteString("}\n\n")
	}
	return os.WriteFile(file, []byte(b.String()), 0o666)
}

func main() {
	tables := flag.String("table", "", "write the table of kernels to this Go file")
	flag.Parse()
	ConstraintExpr("amd64,!noasm")
	for _, s := range isa.All {
		for _, k := range kernels(s) {
			k.generate()
		}
		dotRows(s)
	}
	ones()
	Generate()
	if err := table(*tables); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
