//go:build !linux

package kern

func adviseHuge([]float64) {}
