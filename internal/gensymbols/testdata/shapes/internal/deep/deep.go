// Package deep is one that only its neighbours can import.
package deep

// Secret is a type that others cannot name.
type Secret struct{ N int }
