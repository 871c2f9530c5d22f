package ad

import (
	"math/rand/v2"
	"testing"
)

// A planned tape computes the same bits as one that computes at once, for every primitive with its
// gradient, again and again.
func TestPlanComputesTheSame(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		var x []*Var
		build := func(tape *Tape) []*Var {
			x = e.draw(tape, rand.New(rand.NewPCG(17, 17)))
			y := e.f(x)
			return append([]*Var{y}, Grad(Sum(Sin(y)), x...)...)
		}
		now := NewTape(Float64)
		want := build(now)
		later := NewTape(Float64)
		later.Defer()
		got := build(later)
		later.Plan(got...)
		for range 3 {
			later.Replay()
			for i := range want {
				same(t, "result", got[i], want[i])
			}
		}
	})
}

// A long chain needs memory for its ends and a few values between.
func TestPlanSharesMemory(t *testing.T) {
	const n = 1 << 14
	tape := NewTape(Float32)
	tape.Defer()
	x := tape.Leaf(NewTensor(Float32, n))
	y := x
	for range 50 {
		y = Mul(y, AddScalar(Sin(y), 1))
	}
	unused := Exp(y)
	tape.Plan(y)
	if got := tape.Bytes(); got > 4*4*n {
		t.Errorf("got %d bytes for values of %d", got, 4*n)
	}
	if x.val.f32[0] = 1; !unused.dead {
		t.Error("what no result needs is computed")
	}
	tape.Replay()
	want := float32(1)
	ref := NewTape(Float32)
	r := ref.Full(1, 1)
	for range 50 {
		r = Mul(r, AddScalar(Sin(r), 1))
	}
	if want = r.val.f32[0]; y.val.f32[0] != want {
		t.Errorf("got %v, want %v", y.val.f32[0], want)
	}
}

// Repeated computations are done once, with the same results.
func TestPlanMergesRepetitions(t *testing.T) {
	tape := NewTape(Float64)
	tape.Defer()
	x := tape.Var([]float64{1, 2})
	a, b := Sin(x), Sin(x)
	y, z := Mul(a, b), Square(b)
	m, n := Dropout(x, 0.5, rand.New(rand.NewPCG(1, 1))), Dropout(x, 0.5, rand.New(rand.NewPCG(2, 1)))
	tape.Plan(a, b, y, z, m, n)
	tape.Replay()
	computed := 0
	for id := range tape.n {
		if v := tape.at(id); v.op == opSin && !v.dead {
			computed++
		}
	}
	if computed != 1 || a.Float64s(nil)[1] != b.Float64s(nil)[1] || y.Float64s(nil)[1] != z.Float64s(nil)[1] {
		t.Errorf("sin is computed %d times; %v, %v, %v, %v", computed, a, b, y, z)
	}
	if m.in[1] == n.in[1] {
		t.Error("two random masks are taken for one")
	}
}

// Values alive at the same time never overlap, whatever the order of requests.
func TestHeap(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		var h heap
		var held []span
		owned := map[int]bool{}
		for range 300 {
			if len(held) > 0 && rnd.IntN(2) == 0 {
				k := rnd.IntN(len(held))
				s := held[k]
				held = append(held[:k], held[k+1:]...)
				for i := s.lo; i < s.lo+s.n; i++ {
					delete(owned, i)
				}
				h.give(s)
			} else {
				s := span{n: rnd.IntN(20)}
				s.lo = h.take(s.n)
				for i := s.lo; i < s.lo+s.n; i++ {
					if owned[i] || i >= h.top {
						t.Fatalf("element %d is taken twice, or beyond %d", i, h.top)
					}
					owned[i] = true
				}
				held = append(held, s)
			}
		}
		for _, s := range held {
			h.give(s)
		}
		if len(h.free) > 1 {
			t.Fatalf("pieces were not joined: %v", h.free)
		}
	}
}

func TestDeferredMisuse(t *testing.T) {
	tape := NewTape(Float64)
	tape.Defer()
	x := tape.Var([]float64{1, 2})
	y := Sum(Square(x))
	if s := y.String(); s != "not computed float64 []" {
		t.Errorf("got %q", s)
	}
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"value", func() { y.Float() }},
		{"not empty", func() { tape.Defer() }},
		{"not begun", func() { NewTape(Float64).Plan() }},
		{"plan twice", func() { tape.Plan(y); tape.Plan(y) }},
		{"record after", func() { Sin(y) }},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: want a panic", c.name)
				}
			}()
			c.f()
		}()
	}
}

// On a planned tape the origin of a value that is no number is found all the same.
func TestFirstNonFiniteOnAPlannedTape(t *testing.T) {
	tape := NewTape(Float64)
	tape.Defer()
	x := tape.Var([]float64{-1, 4})
	tape.Label("root")
	y := Sqrt(x)
	tape.Label("later")
	z := Sum(Exp(AddScalar(Scale(2, y), 1)))
	tape.Plan(z)
	tape.Replay()
	if v := tape.FirstNonFinite(); v == nil || v.Op() != "Sqrt" || v.Where() != "root" {
		t.Errorf("got %v", v)
	}
	x.val.f64[0] = 1
	tape.Replay()
	if v := tape.FirstNonFinite(); v != nil {
		t.Errorf("got %s", v.Op())
	}
}
