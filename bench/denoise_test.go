package main

import (
	"math"
	"testing"
)

func TestDecibels(t *testing.T) {
	if got := psnr(rmseOf(listedPSNR)); math.Abs(got-listedPSNR) > 1e-12 {
		t.Errorf("got %v dB back, want %v", got, listedPSNR)
	}
	if got := rmseOf(listedPSNR) / rmseOf(listedPSNR+0.5); math.Abs(got-decibels(0.5)) > 1e-4 {
		t.Errorf("half a dB: got a ratio of %v, want %v", decibels(0.5), got)
	}
}

// What is written for the peers is what we measure with.
func TestPhotoPicture(t *testing.T) {
	b, err := newBench(1, nil, jsonLines{t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	p, err := photoPicture(b)
	if err != nil {
		t.Fatal(err)
	}
	x, err := p.read("noisy")
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range p.noisy {
		if x[i] != v {
			t.Fatalf("pixel %d: got %v from the file, want %v", i, x[i], v)
		}
	}
	if got := p.rmse(x); math.Abs(got-noiseSigma) > 0.3 {
		t.Errorf("error of the noisy picture: got %v, want %v", got, noiseSigma)
	}
	if _, err := p.read("absent"); err == nil {
		t.Error("a file that is not there: got no error")
	}
}
