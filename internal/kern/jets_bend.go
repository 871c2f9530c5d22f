package kern

// JetBend is the chain rule for jets along curves that bend. Channel x is a first derivative, channel q is κ times the
// second derivative in the same direction plus a first derivative in another one, where κ is a number for each
// point. Through y = ρ(a) they go as
//
//	y_x = ρ′a_x,  y_q = ρ′a_q + κρ″a_x²
//
// of which this stores the second in q; z, where the first is, it multiplies by 2κ. Channels have rows of as many
// numbers as κ. h is ρ(a), which is needed for tanh; s is as for [JetChain]. It panics with a *LengthError for
// channels of different lengths or no whole rows.
func JetBend(q, z, aq, ax, h, kappa []float64, s JetSlopes) {
	bendLengths("JetBend", q, kappa, [][]float64{z, aq, ax}, h, s[:2])
	if bendAsm(q, z, aq, ax, h, kappa, s) {
		return
	}
	for k := range q {
		s1, s2, _ := s.at(h, k)
		κ := kappa[k%len(kappa)]
		q[k] = s1*aq[k] + κ*s2*ax[k]*ax[k]
		z[k] *= 2 * κ
	}
}

// JetBendBack is the gradient e in the value a_0 of a function of ρ(a_0), y_x and y_q, whose gradients in these are g,
// 2κp_x and p:
//
//	e = ρ′g + ρ″(2κp_x a_x + p a_q) + ρ‴κp a_x²
//
// It panics as JetBend does.
func JetBendBack(e, g, px, p, aq, ax, h, kappa []float64, s JetSlopes) {
	bendLengths("JetBendBack", e, kappa, [][]float64{g, px, p, aq, ax}, h, s[:])
	if bendBackAsm(e, g, px, p, aq, ax, h, kappa, s) {
		return
	}
	for k := range e {
		s1, s2, s3 := s.at(h, k)
		κ := kappa[k%len(kappa)]
		e[k] = s1*g[k] + s2*(2*κ*px[k]*ax[k]+p[k]*aq[k]) + s3*κ*p[k]*ax[k]*ax[k]
	}
}

func bendLengths(name string, x, kappa []float64, others [][]float64, h []float64, s [][]float64) {
	for _, o := range others {
		sameLen(name, "a channel", len(o), len(x))
	}
	if len(x) > 0 {
		atLeast(name, "kappa", len(kappa), 1)
		sameLen(name, "a channel", len(x)%len(kappa), 0)
	}
	if s[0] == nil {
		sameLen(name, "h", len(h), len(x))
		return
	}
	for _, d := range s {
		sameLen(name, "a slope", len(d), len(x))
	}
}
