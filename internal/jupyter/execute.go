package jupyter

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mathdl/kernel/interp/display"
)

// arrivalGrace is how long the reply of a failed cell is held back, so that the
// cells a client sent together with it have arrived and can be aborted.
const arrivalGrace = 10 * time.Millisecond

// execute runs a cell.
func (k *Kernel) execute(ctx context.Context, r *request) (any, error) {
	if r.arrival <= k.abortUntil {
		return executeAborted{statusAborted, k.count}, nil
	}
	q, err := newExecuteRequest(r.Message)
	if err != nil {
		return executeFailed{statusError, k.count, failed(requestError{err})}, nil
	}
	if q.StoreHistory {
		k.count++
	}
	if !q.Silent {
		k.publish(r, "execute_input", executeInput{q.Code, k.count})
	}
	started := time.Now()
	out := &cellOutput{k: k, r: r, ctx: ctx, count: k.count, silent: q.Silent, stdin: q.AllowStdin}
	payload, err := k.run(ctx, q.Code, out)
	var values map[string]any
	if err == nil {
		values = k.evaluate(ctx, q.UserExpressions, out)
	}
	out.flush()
	if q.StoreHistory {
		k.history.add(entry{line: k.count, code: q.Code, output: out.plain()})
	}
	if err != nil {
		return k.fail(r, &q, started, err), nil
	}
	r.metadata = newExecuteMetadata(started, statusOK)
	return executeReply{statusOK, k.count, payload, values}, nil
}

// run gives code to the engine, unless it asks for a page of documentation, and
// returns panics as errors.
func (k *Kernel) run(ctx context.Context, code string, out Output) (payload []any, err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	defer func() {
		if p := recover(); p != nil {
			err = k.recovered(typeExecute, p)
		}
	}()
	if name, detail, ok := question(code); ok {
		return k.page(name, detail)
	}
	return []any{}, k.engine.Execute(ctx, k.count, code, out)
}

// fail broadcasts the error of a cell, returns the reply, and marks what is
// waiting as aborted.
func (k *Kernel) fail(r *request, q *executeRequest, started time.Time, err error) executeFailed {
	content := failed(err)
	k.publish(r, "error", content)
	if q.StopOnError {
		time.Sleep(arrivalGrace)
		k.abortUntil = k.arrived.Load()
	}
	r.metadata = newExecuteMetadata(started, statusError)
	return executeFailed{statusError, k.count, content}
}

func newExecuteMetadata(started time.Time, status string) []byte {
	m, _ := marshal(executeMetadata{timestamp(started), status}) // two strings
	return m
}

// evaluate runs the user expressions of a request, in the order of their names,
// after its cell: what they print belongs to the cell, their results to the reply.
func (k *Kernel) evaluate(ctx context.Context, expressions map[string]string, out *cellOutput) map[string]any {
	values := make(map[string]any, len(expressions))
	for _, name := range slices.Sorted(maps.Keys(expressions)) {
		value := &valueOutput{cellOutput: out, b: display.Bundle{Data: map[string]any{display.MIMEText: ""}}}
		if _, err := k.run(ctx, expressions[name], value); err != nil {
			values[name] = errorReply{statusError, failed(err)}
			continue
		}
		values[name] = valueReply{statusOK, k.bundle(value.bundle())}
	}
	return values
}

// valueOutput keeps the result of an expression instead of showing it.
type valueOutput struct {
	*cellOutput
	b display.Bundle
}

// Result keeps b.
func (o *valueOutput) Result(b display.Bundle) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b = b
}

func (o *valueOutput) bundle() display.Bundle {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b
}
