// Package symbols holds what the generator makes of package shapes; the tests
// of the generator compare it, compile it and look into it.
package symbols

import "reflect"

// The maps that the generated files fill.
var (
	Symbols   = map[string]map[string]reflect.Value{}
	Instances = map[string]string{}
)
