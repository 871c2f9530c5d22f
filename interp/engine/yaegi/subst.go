package yaegi

import "go/types"

// sub resolves aliases at the top of t and replaces the type parameters of the
// instance being written, everywhere in t.
func (e *emitter) sub(t types.Type) types.Type {
	t = types.Unalias(t)
	if len(e.env) == 0 {
		return t
	}
	return types.Unalias(subst(t, e.env))
}

// subst replaces type parameters in t. Types without any are returned as they are.
func subst(t types.Type, env map[*types.TypeParam]types.Type) types.Type {
	s := func(t types.Type) types.Type { return subst(t, env) }
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		if r, ok := env[t]; ok {
			return r
		}
		return t
	case *types.Pointer:
		if x := s(t.Elem()); x != t.Elem() {
			return types.NewPointer(x)
		}
	case *types.Slice:
		if x := s(t.Elem()); x != t.Elem() {
			return types.NewSlice(x)
		}
	case *types.Array:
		if x := s(t.Elem()); x != t.Elem() {
			return types.NewArray(x, t.Len())
		}
	case *types.Chan:
		if x := s(t.Elem()); x != t.Elem() {
			return types.NewChan(t.Dir(), x)
		}
	case *types.Map:
		k, v := s(t.Key()), s(t.Elem())
		if k != t.Key() || v != t.Elem() {
			return types.NewMap(k, v)
		}
	case *types.Tuple:
		return substTuple(t, env)
	case *types.Signature:
		p, r := substTuple(t.Params(), env), substTuple(t.Results(), env)
		if p != t.Params() || r != t.Results() {
			return types.NewSignatureType(nil, nil, nil, p, r, t.Variadic())
		}
	case *types.Struct:
		return substStruct(t, env)
	case *types.Named:
		return substNamed(t, env)
	}
	return t
}

func substTuple(t *types.Tuple, env map[*types.TypeParam]types.Type) *types.Tuple {
	changed := false
	vars := make([]*types.Var, t.Len())
	for i := range vars {
		v := t.At(i)
		x := subst(v.Type(), env)
		if x != v.Type() {
			changed = true
			v = types.NewParam(v.Pos(), v.Pkg(), v.Name(), x)
		}
		vars[i] = v
	}
	if !changed {
		return t
	}
	return types.NewTuple(vars...)
}

func substStruct(t *types.Struct, env map[*types.TypeParam]types.Type) types.Type {
	changed := false
	fields, tags := make([]*types.Var, t.NumFields()), make([]string, t.NumFields())
	for i := range fields {
		f := t.Field(i)
		x := subst(f.Type(), env)
		if x != f.Type() {
			changed = true
			f = types.NewField(f.Pos(), f.Pkg(), f.Name(), x, f.Embedded())
		}
		fields[i], tags[i] = f, t.Tag(i)
	}
	if !changed {
		return t
	}
	return types.NewStruct(fields, tags)
}

func substNamed(t *types.Named, env map[*types.TypeParam]types.Type) types.Type {
	if t.TypeArgs().Len() == 0 {
		return t
	}
	changed := false
	args := make([]types.Type, t.TypeArgs().Len())
	for i := range args {
		args[i] = subst(t.TypeArgs().At(i), env)
		changed = changed || args[i] != t.TypeArgs().At(i)
	}
	if !changed {
		return t
	}
	x, err := types.Instantiate(nil, t.Origin(), args, false)
	if err != nil {
		return t
	}
	return x
}
