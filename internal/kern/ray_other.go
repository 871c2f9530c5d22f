package kern

func rayForward[T Float]() func(dst, x []T, r Ray, w T)         { return nil }
func rayBack[T Float]() func(dst, y []T, r Ray, m float64, w T) { return nil }
