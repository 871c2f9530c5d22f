package train

import "fmt"

// Kind names an update rule.
type Kind int

// The update rules. The formulas are those of the papers in the form that is common today: momentum
// without the factor 1−μ, bias correction in the Adam family, decay as part of the gradient everywhere
// but in AdamW.
const (
	KindAdam     Kind = iota // Kingma and Ba 2015
	KindSGD                  // θ ← θ − η g
	KindMomentum             // Polyak 1964
	KindNesterov             // Sutskever et al. 2013
	KindAdamW                // Loshchilov and Hutter 2019
	KindAMSGrad              // Reddi, Kale and Kumar 2018
	KindRMSprop              // Tieleman and Hinton 2012
	KindAdagrad              // Duchi, Hazan and Singer 2011
	KindNAdam                // Dozat 2016
	KindRAdam                // Liu et al. 2020
	KindLBFGS                // Liu and Nocedal 1989, with a line search; see LBFGS
)

var kindNames = [...]string{"Adam", "SGD", "momentum", "Nesterov", "AdamW", "AMSGrad", "RMSprop", "Adagrad", "NAdam", "RAdam", "L-BFGS"}

// String returns the name of the rule.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return kindNames[k]
}

// Method is a first-order method with its constants. Zero constants mean the defaults below; the zero
// Method is Adam.
type Method struct {
	Kind     Kind
	Rate     float64 // η; 0 means DefaultRate, or 0.01 for the methods without moments
	Momentum float64 // μ; 0 means 0.9 for momentum and Nesterov
	Beta1    float64 // 0 means 0.9
	Beta2    float64 // 0 means 0.999; for RMSprop its α, 0.99
	Eps      float64 // 0 means 1e-8; for Adagrad 1e-10
	Decay    float64 // weight decay; 0 means none, 0.01 for AdamW
}

// DefaultRate is η of the Adam family.
const DefaultRate = 1e-3

// SGD is gradient descent on batches with step size rate: θ ← θ − η g.
func SGD(rate float64) Method { return Method{Kind: KindSGD, Rate: rate} }

// Momentum is the heavy ball: v ← μv + g, θ ← θ − ηv.
func Momentum(rate, mu float64) Method { return Method{Kind: KindMomentum, Rate: rate, Momentum: mu} }

// Nesterov is the accelerated gradient: v ← μv + g, θ ← θ − η(g + μv).
func Nesterov(rate, mu float64) Method { return Method{Kind: KindNesterov, Rate: rate, Momentum: mu} }

// Adam scales the mean of past gradients by the root of the mean of their squares.
func Adam(rate float64) Method { return Method{Kind: KindAdam, Rate: rate} }

// AdamW is Adam with weight decay apart from the gradient.
func AdamW(rate, decay float64) Method { return Method{Kind: KindAdamW, Rate: rate, Decay: decay} }

// RMSprop scales the gradient by the root of the running mean of its square.
func RMSprop(rate float64) Method { return Method{Kind: KindRMSprop, Rate: rate} }

// LBFGS is the quasi-Newton method on all samples at once: an epoch is one iteration, and Batch,
// Schedule and ClipNorm play no role. It wants double precision and a loss without randomness.
func LBFGS() Method { return Method{Kind: KindLBFGS} }

// String returns "Adam, rate 0.001".
func (m Method) String() string {
	m = m.filled()
	s := fmt.Sprintf("%v, rate %.3g", m.Kind, m.Rate)
	if m.Kind == KindLBFGS {
		s = m.Kind.String()
	}
	if m.Decay != 0 {
		s += fmt.Sprintf(", decay %.3g", m.Decay)
	}
	return s
}

// filled puts the defaults in place of zeros.
func (m Method) filled() Method {
	set := func(x *float64, v float64) {
		if *x == 0 {
			*x = v
		}
	}
	switch m.Kind {
	case KindSGD, KindRMSprop, KindAdagrad:
		set(&m.Rate, 0.01)
	case KindMomentum, KindNesterov:
		set(&m.Rate, 0.01)
		set(&m.Momentum, 0.9)
	case KindAdamW:
		set(&m.Decay, 0.01)
	case KindNAdam:
		set(&m.Rate, 2e-3)
	}
	set(&m.Rate, DefaultRate)
	set(&m.Beta1, 0.9)
	if m.Kind == KindRMSprop {
		set(&m.Beta2, 0.99)
	}
	if m.Kind == KindAdagrad {
		set(&m.Eps, 1e-10)
	}
	set(&m.Beta2, 0.999)
	set(&m.Eps, 1e-8)
	return m
}
