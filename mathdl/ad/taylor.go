package ad

// scaledDerivatives returns f^(k)(x)/k! for k = 1, …, order: in closed form where the table has one,
// otherwise by repeated forward mode. Zero ones are nil.
func (v *Var) scaledDerivatives(order int) [MaxOrder + 1]*Var {
	if f := rules[v.op].taylor; f != nil {
		return f(v, order)
	}
	var d [MaxOrder + 1]*Var
	if order == 0 {
		return d
	}
	x := v.in[0]
	one := v.tape.Full(1, x.val.shape...)
	d[1] = rules[v.op].jvp(v, one, 0)
	fact := 1.0
	next := d[1]
	for k := 2; k <= order && next != nil; k++ {
		next = directional(next, x, one)
		if fact *= float64(k); next != nil {
			d[k] = Scale(1/fact, next)
		}
	}
	return d
}

// directional is Push for one variable, nil if y does not depend on x.
func directional(y, x, t *Var) *Var {
	if y.tape.dependent(y, x) {
		return Push([]*Var{y}, []*Var{x}, []*Var{t})[0]
	}
	return nil
}

func (t *Tape) dependent(y, x *Var) bool {
	_, stamp := t.reach([]*Var{x}, y.id)
	return y.stamp == stamp
}

// Closed forms of f^(k)/k!.

// expTaylor is eˣ/k!.
func expTaylor(v *Var, order int) (d [MaxOrder + 1]*Var) {
	c := 1.0
	for k := 1; k <= order; k++ {
		c /= float64(k)
		d[k] = Scale(c, v)
	}
	return d
}

// tanhTaylor has s = 1−h²: s, −hs, s(h²−1/3), sh(2/3−h²).
func tanhTaylor(v *Var, order int) (d [MaxOrder + 1]*Var) {
	hh := Square(v)
	s := AddScalar(Neg(hh), 1)
	for k := 1; k <= order; k++ {
		switch k {
		case 1:
			d[k] = s
		case 2:
			d[k] = Neg(Mul(v, s))
		case 3:
			d[k] = Mul(s, AddScalar(hh, -1.0/3))
		case 4:
			d[k] = Mul(Mul(s, v), AddScalar(Neg(hh), 2.0/3))
		}
	}
	return d
}

// sinTaylor and cosTaylor turn around the circle.
func sinTaylor(v *Var, order int) [MaxOrder + 1]*Var {
	return circle(order, Cos(v.in[0]), v)
}

func cosTaylor(v *Var, order int) [MaxOrder + 1]*Var {
	return circle(order, Neg(Sin(v.in[0])), v)
}

// circle is f′, −f/2, −f′/6, f/24.
func circle(order int, slope, f *Var) (d [MaxOrder + 1]*Var) {
	for k, c := range []float64{1, -0.5, -1.0 / 6, 1.0 / 24} {
		if k < order {
			d[k+1] = Scale(c, []*Var{slope, f}[k%2])
		}
	}
	return d
}

// squareTaylor is 2x, 1.
func squareTaylor(v *Var, order int) (d [MaxOrder + 1]*Var) {
	d[1] = Scale(2, v.in[0])
	if order > 1 {
		d[2] = v.tape.Scalar(1)
	}
	return d
}
