package wavefront

import (
	"context"
	"math/rand/v2"
	"sync"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/train"
)

// pool makes samples of random phantoms. Sample i is of block i / perBlock, a few phantoms that are drawn when
// the first sample of them is wanted and forgotten when later blocks are; which phantom and which pixel depends
// on the sample's own generator.
type pool struct {
	lens     *lens
	seed     uint64
	perBlock int
	phantoms int     // in a block
	noise    float64 // largest deviation, of every second phantom
	fixed    float64 // deviation besides, of all

	mu     sync.Mutex
	blocks map[int]*block
}

type block struct {
	once   sync.Once
	scenes []scene
}

// scene is a phantom as the network sees it, with its labels.
type scene struct {
	field  *field
	labels *labels
	list   [kinds][]int32
}

// newPool returns a pool of phantoms of n × n pixels.
func newPool(n, perBlock, phantoms int, noise float64, seed uint64) *pool {
	return &pool{lens: newLens(n, n), seed: seed, perBlock: perBlock, phantoms: phantoms, noise: noise, blocks: map[int]*block{}}
}

// block returns block b and forgets those before its predecessor.
func (p *pool) block(b int) *block {
	p.mu.Lock()
	k := p.blocks[b]
	if k == nil {
		k = new(block)
		p.blocks[b] = k
		for old := range p.blocks {
			if old < b-1 {
				delete(p.blocks, old)
			}
		}
	}
	p.mu.Unlock()
	k.once.Do(func() {
		for j := range p.phantoms {
			k.scenes = append(k.scenes, p.scene(b*p.phantoms+j))
		}
	})
	return k
}

// blindness is how many deviations of the noise a step must be high to be asked about.
const blindness = 2

// scene draws phantom j: every second one with noise, of deviation U(0, noise).
func (p *pool) scene(j int) scene {
	rnd := rand.New(rand.NewPCG(p.seed, uint64(j)))
	for {
		ph, sigma := RandomPhantom(p.lens.rows, rnd), p.fixed
		if j%2 == 1 {
			sigma += p.noise * rnd.Float64()
		}
		f := data.AddNoise(nil, ph.Image, sigma, rnd)
		l := ph.label(max(LowestStep, blindness*sigma))
		e, _ := p.lens.see(context.Background(), f) // which never ends
		s := scene{e, l, l.sort()}
		if s.complete() {
			return s
		}
	}
}

// complete says whether there are pixels of every kind.
func (s *scene) complete() bool {
	for _, list := range s.list {
		if len(list) == 0 {
			return false
		}
	}
	return true
}

// pick draws a pixel: singular with probability ½, near and far with ¼.
func (s *scene) pick(rnd *rand.Rand) int {
	list := s.list[[]int{singular, singular, near, far}[rnd.IntN(4)]]
	return int(list[rnd.IntN(len(list))])
}

// study draws a pixel to learn from: corners, which are rare, oftener.
func (s *scene) study(rnd *rand.Rand) int {
	if rnd.IntN(16) == 0 {
		return int(s.list[tip][rnd.IntN(len(s.list[tip]))])
	}
	return s.pick(rnd)
}

// often is by how much corners are oftener in study than in pick: about one in 115 of the singular pixels is one.
const often = 15

// draw is a train.Sampler.
func (p *pool) draw(i int, rnd *rand.Rand, x, y []float64) error {
	b := p.block(i / p.perBlock)
	s := &b.scenes[rnd.IntN(len(b.scenes))]
	at := s.study(rnd)
	s.field.patch(x, at/s.labels.n, at%s.labels.n)
	target(y, s.labels.set[at])
	return nil
}

// source returns the samples as a source with that many an epoch.
func (p *pool) source(epoch int) train.Source {
	return train.Source{In: patchLen, Out: outputs, Len: epoch, Draw: p.draw}
}
