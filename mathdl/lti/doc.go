// Package lti is Learning the Invisible (Bubba, Kutyniok, Lassas, März, Samek, Siltanen and Srinivasan 2019): limited-angle
// tomography in which a network learns only what the data cannot say.
//
// # The method
//
// Data g = R_φ f + noise for angles in [-φ, φ] determine the edges of f whose normals are among those angles, and say
// nothing of the others (Quinto 1993). In a frame of shearlets the two are coefficients of different bands, SH(f)_vis and
// SH(f)_inv. Therefore, in the three steps of the paper:
//
//	1  f* = argmin_{f ≥ 0} ½‖R_φ f - g‖² + ‖SH f‖_{1,w}     [Problem.Star]
//	2  F = Φ(SH(f*)_vis),  Φ trained to give SH(f)_inv       [Net.Train], [Net.Predict]
//	3  f_LtI = SHᵀ(SH(f*)_vis + F)                           [Net.Apply]
//
// What it is compared with is a network of the same layers that sees filtered back projections and gives images
// (Jin et al. 2017): [PostProcessing].
//
// # Notation
//
//	φ             Setting.Phi    in degrees
//	R_φ           Problem.R      angles from -φ on in steps of a degree
//	SH            Problem.SH     a Parseval frame of 41 shearlets by default
//	vis, inv      Problem.Split  33 and 8 bands by default
//	w_j = 3ʲ w    Setting.Base   weights of step 1
//	Φ             [Net]          a U-Net between two layers of shearlets, or a [PhantomNet] with [Wrap]
//
// # Learning
//
//	p := lti.NewProblem(lti.Setting{Seed: 2019})
//	set, err := lti.OpenSet(ctx, p, "ellipses.set", 150, true) // random ellipses; can be continued
//	net := lti.NewNet(p, lti.Invisible, lti.Shipped(), rand.New(rand.NewPCG(1, 1)))
//	net.Fit(set.Samples()...)
//	result, err := net.Train(ctx, lti.Mirrored(p.N, set.Samples()), nil, &train.Settings{Epochs: 60}, 200)
//
// # Limits
//
// Square images, parallel rays, phantoms of random ellipses ([data.FewEllipses]); other images go through [Sample], f
// and g of one's own. A network is for the setting that it has seen: number of pixels, angles, weights.
package lti
