package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/mathdl/kernel/mathdl/approx"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

func init() {
	register(Suite{
		Name:  "denoise",
		About: "denoising and inpainting with shearlets: time, and errors on scikit-image's camera and on a picture of ours",
		Run:   benchDenoise,
	})
}

const (
	noiseSigma   = 30.0
	pictureSize  = 512
	listedPSNR   = 28.53 // of ShearLab on camera, with the same noise
	inpaintSteps = 100
	timedSteps   = 5
)

// benchDenoise compares errors, which come from files that both sides write, and times.
func benchDenoise(ctx context.Context, b *Bench) error {
	camera, err := cameraPicture(ctx, b)
	if err != nil {
		return err
	}
	photo, err := photoPicture(b)
	if err != nil {
		return err
	}
	for _, step := range []func(ctx context.Context, b *Bench) error{
		camera.times, camera.shrinkage, camera.best, photo.best, camera.inpainting,
	} {
		if err := step(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// picture is an image, and one with noise, of pictureSize² grey values.
type picture struct {
	name           string
	dir            string // where its files are for the peers
	x, noisy, mask []float64
	absent         string // why it is not the one that was wanted
}

// cameraPicture takes the picture of scikit-image, or ours where that is absent.
func cameraPicture(ctx context.Context, b *Bench) (*picture, error) {
	dir := filepath.Join(b.Tmp(), "camera")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	_, err := b.Python("denoise", allThreads()).Measure("denoise.camera", map[string]any{"dir": dir, "seed": 0})(ctx)
	if a := (*Absent)(nil); errors.As(err, &a) {
		p, err := photoPicture(b)
		if p != nil {
			p.name, p.absent = "camera", a.Error()
		}
		return p, err
	}
	if err != nil {
		return nil, err
	}
	p := &picture{name: "camera", dir: dir}
	for name, to := range map[string]*[]float64{"camera": &p.x, "noisy": &p.noisy, "mask": &p.mask} {
		if *to, err = p.read(name); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// photoPicture is the computed picture, written for the peers.
func photoPicture(b *Bench) (*picture, error) {
	p := &picture{name: "photo", dir: filepath.Join(b.Tmp(), "photo"), x: data.Photo(pictureSize)}
	rnd := rand.New(rand.NewPCG(30, 1))
	p.noisy = data.AddNoise(nil, p.x, noiseSigma, rnd)
	p.mask = make([]float64, len(p.x))
	for i := range p.mask {
		p.mask[i] = float64(rnd.IntN(2))
	}
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	for name, x := range map[string][]float64{"camera": p.x, "noisy": p.noisy, "mask": p.mask} {
		raw, err := binary.Append(nil, binary.LittleEndian, x)
		if err != nil {
			return nil, fmt.Errorf("bench: %w", err)
		}
		if err := os.WriteFile(filepath.Join(p.dir, name), raw, 0o644); err != nil {
			return nil, fmt.Errorf("bench: %w", err)
		}
	}
	return p, nil
}

// read returns a picture that a peer has written.
func (p *picture) read(name string) ([]float64, error) {
	raw, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	x := make([]float64, len(raw)/8)
	if _, err := binary.Decode(raw, binary.LittleEndian, x); err != nil || len(x) != pictureSize*pictureSize {
		return nil, fmt.Errorf("bench: %s: got %d numbers, want %d (%v)", name, len(x), pictureSize*pictureSize, err)
	}
	return x, nil
}

// rmse is the root mean square error of an estimate in grey values.
func (p *picture) rmse(x []float64) float64 {
	s := 0.0
	for i, v := range p.x {
		s += (x[i] - v) * (x[i] - v)
	}
	return math.Sqrt(s / float64(len(x)))
}

func psnr(rmse float64) float64   { return 20 * math.Log10(255/rmse) }
func rmseOf(psnr float64) float64 { return 255 / math.Pow(10, psnr/20) }

// decibels returns what is better by so many as a ratio of errors, with four digits.
func decibels(better float64) float64 { return math.Round(1e4*math.Pow(10, better/20)) / 1e4 }

// args are those of a case, with more.
func (p *picture) args(more map[string]any) map[string]any {
	more["dir"] = p.dir
	return more
}

// times measures denoising with 49 bands, and steps of inpainting.
func (p *picture) times(ctx context.Context, b *Bench) error {
	threads := allThreads()
	python := b.Python("denoise", threads)
	job := func(work func(ctx context.Context, dst []float64, F approx.Transform) error) func() (func() error, error) {
		return func() (func() error, error) {
			system, out := shearlet.New(pictureSize, pictureSize, 4, nil), make([]float64, len(p.x))
			return func() error { return work(ctx, out, system) }, nil
		}
	}
	peer := python.Case("scipy", "denoise.shearlets", p.args(map[string]any{"threads": threads}))
	peer.Want = 2
	if err := b.Pair(ctx, Pair{
		Name: "time/shearlets", About: "hard thresholds in 49 bands, 512²", Threads: threads, Precision: "float64",
		Job: job(func(ctx context.Context, dst []float64, F approx.Transform) error {
			_, err := approx.Denoise(ctx, dst, p.noisy, F, noiseSigma, nil)
			return err
		}),
		Peers: []Peer{peer},
	}); err != nil {
		return err
	}
	peer = python.Case("scipy", "denoise.inpaint", p.args(map[string]any{
		"threads": threads, "iterations": timedSteps, "timed": timedSteps,
	}))
	peer.Want = 2
	return b.Pair(ctx, Pair{
		Name: "time/inpaint", About: "five iterations of inpainting, 49 bands, 512²", Threads: threads, Precision: "float64",
		Job: job(func(ctx context.Context, dst []float64, F approx.Transform) error {
			_, err := approx.Inpaint(ctx, dst, p.x, p.mask, F, &approx.InpaintSettings{Iterations: timedSteps})
			return err
		}),
		Peers: []Peer{peer},
	})
}

// contest is our error beside those of peers, each a case that leaves a file.
type contest struct {
	figure, about string
	ours          []float64
	peers         []rival
}

type rival struct {
	name, file, task string
	args             map[string]any
	want             float64 // the ratio of errors
}

// compare prints a row a rival.
func (p *picture) compare(ctx context.Context, b *Bench, c contest) error {
	python := b.Python("denoise", allThreads())
	ours := p.rmse(c.ours)
	for _, r := range c.peers {
		row := Row{
			Name: p.name + "/" + c.figure, About: c.about, Unit: "grey", PeerName: r.name, Threads: allThreads(),
			Precision: "float64", Want: r.want, Absent: p.absent, Note: fmt.Sprintf("%.2f dB", psnr(ours)),
		}
		theirs := math.NaN()
		_, err := python.Measure(r.task, p.args(r.args))(ctx)
		switch a := (*Absent)(nil); {
		case errors.As(err, &a):
			row.Absent = a.Error()
		case err != nil:
			return err
		default:
			x, err := p.read(r.file)
			if err != nil {
				return err
			}
			theirs = p.rmse(x)
			row.PeerVersion = python.version[r.task]
			row.Note += fmt.Sprintf(", peer %.2f dB", psnr(theirs))
		}
		if err := b.Row(row.compare(Series{ours}, Series{theirs})); err != nil {
			return err
		}
	}
	return nil
}

// shrinkage is the rule of ShearLab: the same numbers are wanted as elsewhere.
func (p *picture) shrinkage(ctx context.Context, b *Bench) error {
	if !b.Wants(p.name + "/shearlets") {
		return nil
	}
	x, err := approx.Denoise(ctx, nil, p.noisy, shearlet.New(pictureSize, pictureSize, 4, nil), noiseSigma, nil)
	if err != nil {
		return err
	}
	const about = "root mean square error at σ = 30, hard thresholds K = 2.5 2.5 2.5 3.8 in 49 bands"
	if err := b.Row(Row{
		Name: p.name + "/shearlets", About: about, Unit: "grey", PeerName: "ShearLab", PeerVersion: "(listed)",
		Precision: "float64", Absent: p.absent, Want: decibels(-0.02), Note: fmt.Sprintf("%.2f dB", psnr(p.rmse(x))),
	}.compare(Series{p.rmse(x)}, Series{rmseOf(listedPSNR)})); err != nil {
		return err
	}
	return p.compare(ctx, b, contest{
		figure: "shearlets", about: about, ours: x,
		peers: []rival{{"scipy", "shearlets", "denoise.shearlets", map[string]any{"threads": allThreads()}, decibels(-0.02)}},
	})
}

// best is our best rule: two systems of shearlets and Haar wavelets, two steps and non-local means.
func (p *picture) best(ctx context.Context, b *Bench) error {
	if !b.Wants(p.name + "/best") {
		return nil
	}
	const n = pictureSize
	frames := []approx.Transform{
		shearlet.New(n, n, 4, &shearlet.Settings{Extend: 24}),
		shearlet.New(n, n, 4, &shearlet.Settings{Extend: 24, Levels: []int{1, 2, 2, 3}}),
		wavelet.New([]int{n, n}, wavelet.Haar(), &wavelet.Settings{Levels: 4, Stationary: true}),
	}
	x, err := approx.Wiener(ctx, nil, p.noisy, frames, noiseSigma, &approx.WienerSettings{NonLocal: new(approx.NonLocalSettings)})
	if err != nil {
		return err
	}
	skimage := func(method string) rival {
		return rival{"skimage " + method, method, "denoise.skimage", map[string]any{"method": method}, 1}
	}
	return p.compare(ctx, b, contest{
		figure: "best", about: "root mean square error at σ = 30, our best rule", ours: x,
		peers: []rival{
			{"ShearLab's rule", "shearlets", "denoise.shearlets", map[string]any{"threads": allThreads()}, decibels(0.5)},
			skimage("nl_means"), skimage("wavelet"), skimage("tv"),
		},
	})
}

// inpainting fills in half of the pixels.
func (p *picture) inpainting(ctx context.Context, b *Bench) error {
	if !b.Wants(p.name + "/inpaint") {
		return nil
	}
	x, err := approx.Inpaint(ctx, nil, p.x, p.mask, shearlet.New(pictureSize, pictureSize, 4, nil), nil)
	if err != nil {
		return err
	}
	args := map[string]any{"threads": allThreads(), "iterations": inpaintSteps, "timed": 1}
	return p.compare(ctx, b, contest{
		figure: "inpaint", about: "root mean square error, half of the pixels missing, 100 iterations", ours: x,
		peers: []rival{{"scipy", "inpaint", "denoise.inpaint", args, decibels(-0.05)}},
	})
}
