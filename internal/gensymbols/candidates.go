package main

import "go/types"

// elements are the types that take the place of a single type parameter; few
// those of each of several; keys and elems those of a map.
var (
	elements = []types.Type{
		types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.String], types.Typ[types.Float32],
		types.Typ[types.Uint8], types.Typ[types.Int32], types.Typ[types.Bool],
		types.NewSlice(types.Typ[types.Float64]), types.NewSlice(types.Typ[types.Int]),
	}
	few   = []types.Type{types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.String]}
	keys  = []types.Type{types.Typ[types.String], types.Typ[types.Int]}
	elems = []types.Type{
		types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.String], types.Typ[types.Bool],
		types.NewSlice(types.Typ[types.Float64]), types.NewSlice(types.Typ[types.Int]),
	}
)

// candidates returns the lists of type arguments to try for a generic type or
// function with the type parameters list, where t is its underlying type or
// signature. They may not satisfy the constraints; types.Instantiate decides.
//
// A type parameter whose constraint is a type in terms of others, such as
// S ~[]E, has no choice. What remains is free: a parameter that is the key of
// a map anywhere ranges over keys and the only other one over elems, the only
// free parameter over elements, and each of several over few.
func candidates(list *types.TypeParamList, t types.Type) [][]types.Type {
	shape := make([]types.Type, list.Len()) // nil where free
	isKey := make([]bool, list.Len())
	hasKeys, free := false, 0
	for i := range list.Len() {
		shape[i] = core(list.At(i))
	}
	for i := range list.Len() {
		isKey[i] = keyIn(t, list.At(i))
		for _, s := range shape {
			isKey[i] = isKey[i] || s != nil && keyIn(s, list.At(i))
		}
		hasKeys = hasKeys || isKey[i]
		if shape[i] == nil && !isKey[i] {
			free++
		}
	}
	combos := [][]types.Type{make([]types.Type, list.Len())}
	for i := range list.Len() {
		if shape[i] == nil {
			combos = product(combos, i, choices(list.At(i), isKey[i], hasKeys, free))
		}
	}
	for _, combo := range combos {
		for i, s := range shape {
			if s != nil {
				combo[i] = substitute(s, list, combo)
			}
		}
	}
	return combos
}

// choices returns the types to try for a free type parameter, one of free such
// that are not keys. A constraint that is an interface with methods, such as
// hash.Hash, is the one type known to satisfy itself.
func choices(p *types.TypeParam, isKey, hasKeys bool, free int) []types.Type {
	if i := p.Constraint().Underlying().(*types.Interface); i.IsMethodSet() && i.NumMethods() > 0 {
		return []types.Type{p.Constraint()}
	}
	switch {
	case isKey:
		return keys
	case free > 1:
		return few
	case hasKeys:
		return elems
	}
	return elements
}

// product extends each combination by each choice for its element i.
func product(combos [][]types.Type, i int, choices []types.Type) [][]types.Type {
	var all [][]types.Type
	for _, combo := range combos {
		for _, c := range choices {
			next := append([]types.Type(nil), combo...)
			next[i] = c
			all = append(all, next)
		}
	}
	return all
}

// core returns the type T of a constraint T or ~T that mentions a type
// parameter, and nil for any other constraint.
func core(p *types.TypeParam) types.Type {
	i := p.Constraint().Underlying().(*types.Interface)
	if i.NumEmbeddeds() != 1 {
		return nil
	}
	t := i.EmbeddedType(0)
	if u, ok := t.(*types.Union); ok {
		if u.Len() != 1 {
			return nil
		}
		t = u.Term(0).Type()
	}
	switch t.(type) {
	case *types.Slice, *types.Map, *types.Pointer:
		return t
	}
	return nil
}

// keyIn reports whether t contains a map with keys of type k.
func keyIn(t types.Type, k *types.TypeParam) bool {
	in := func(v *types.Var) bool { return !keyIn(v.Type(), k) }
	switch t := t.(type) {
	case *types.Map:
		return t.Key() == k || keyIn(t.Elem(), k)
	case *types.Slice:
		return keyIn(t.Elem(), k)
	case *types.Pointer:
		return keyIn(t.Elem(), k)
	case *types.Signature:
		return !all(t.Params().Variables(), in) || !all(t.Results().Variables(), in)
	case *types.Struct:
		return !all(t.Fields(), in)
	}
	return false
}

// substitute replaces the type parameters in a type that core returned.
func substitute(t types.Type, list *types.TypeParamList, args []types.Type) types.Type {
	switch t := t.(type) {
	case *types.TypeParam:
		if arg := args[t.Index()]; arg != nil && list.At(t.Index()) == t {
			return arg
		}
	case *types.Slice:
		return types.NewSlice(substitute(t.Elem(), list, args))
	case *types.Pointer:
		return types.NewPointer(substitute(t.Elem(), list, args))
	case *types.Map:
		return types.NewMap(substitute(t.Key(), list, args), substitute(t.Elem(), list, args))
	}
	return t
}
