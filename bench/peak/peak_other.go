//go:build !amd64 || noasm

package peak

func width(bool) int { return 0 }

func spin(int, bool) {}
