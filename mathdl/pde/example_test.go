package pde_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/pde"
)

// −u″ = π² sin πx with u(0) = u(1) = 0, by an ansatz that keeps the condition.
func ExampleProblem_Solve() {
	Ω := domain.Interval(0, 1)
	f := pde.On(Ω, "x")
	x := f.X("x")
	exact := pde.Sin(x.Scale(math.Pi))
	Φ := nn.New([]int{1, 10, 10, 1}, nn.Tanh, rand.New(rand.NewPCG(1, 1)))
	u := x.Times(pde.Const(1).Minus(x)).Times(f.Net(Φ))
	points := Ω.Interior(40, domain.Grid, nil)
	p := pde.New(f, pde.Equation(u.D("xx").Plus(exact.Scale(math.Pi*math.Pi)), points))
	if _, err := p.Solve(context.Background(), nil, &pde.Settings{LBFGS: 200}); err != nil {
		fmt.Println(err)
	}
	fmt.Println("error below 1e-4:", f.RelL2(u, exact, points.X) < 1e-4)
	// Output:
	// error below 1e-4: true
}

func ExampleExpr_D() {
	f := pde.On(domain.Times(domain.Interval(-1, 1), 0, 1), "x", "t")
	u := f.Net(nn.New([]int{2, 5, 1}, nn.Tanh, nil))
	fmt.Println(u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(0.01)))
	fmt.Println(f.X("x").Times(u).D("xt"))
	// Output:
	// ((u_t + u·u_x) + -0.01·u_xx)
	// (u_t + x·u_xt)
}

// The eigenvalue π² of −u″ = λu on (0, 1).
func ExampleEigen() {
	Ω := domain.Interval(0, 1)
	f := pde.On(Ω, "x")
	x := f.X("x")
	u := x.Times(pde.Const(1).Minus(x)).Times(f.Net(pde.NewResNet(1, 8, 2, 1, nn.Tanh, rand.New(rand.NewPCG(1, 1)))))
	points, _ := Ω.Gauss(40)
	r, _ := pde.Eigen(f, u, pde.Const(0), 0, 1, points, nil).Solve(context.Background(), nil, &pde.Settings{LBFGS: 200})
	fmt.Printf("%.4g\n", r.Rayleigh())
	// Output:
	// 9.87
}

func ExampleGauss() {
	s := pde.Gauss(2)
	fmt.Printf("b = %.3g, c = %.4g, R(-0.8) = %.4g\n", s.B, s.C, s.Stability(-0.8))
	// Output:
	// b = [0.5 0.5], c = [0.2113 0.7887], R(-0.8) = 0.4495
}
