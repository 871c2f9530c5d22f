package main

import (
	"context"
	"time"
)

const (
	// Budget is how long one measurement of a loop goes on, on either side.
	Budget = 200 * time.Millisecond
	// tick is the least time that a clock tells well.
	tick = 200 * time.Microsecond
	// leastLaps is how many laps a measurement has, whatever they take.
	leastLaps = 3
)

// Loop measures the seconds of a call of f: the median over as many laps as the
// budget has room for. A lap is one call, or as many as take a time that the clock
// tells well. A call before the first lap is not counted.
func Loop(f func() error) Measure {
	return func(ctx context.Context) (float64, error) {
		calls, err := lap(f)
		if err != nil {
			return 0, err
		}
		var laps Series
		for end := time.Now().Add(Budget); len(laps) < leastLaps || time.Now().Before(end); {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			t, err := timed(f, calls)
			if err != nil {
				return 0, err
			}
			laps = append(laps, t.Seconds()/float64(calls))
		}
		return laps.Median(), nil
	}
}

// lap returns how many calls make a lap.
func lap(f func() error) (int, error) {
	if err := f(); err != nil {
		return 0, err
	}
	for calls := 1; ; calls *= 2 {
		t, err := timed(f, calls)
		if err != nil || t >= tick {
			return calls, err
		}
	}
}

func timed(f func() error, calls int) (time.Duration, error) {
	start := time.Now()
	for range calls {
		if err := f(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// each is the part of a measurement that falls to one of so many.
func each(times int, m Measure) Measure {
	if times <= 1 {
		return m
	}
	return func(ctx context.Context) (float64, error) {
		v, err := m(ctx)
		return v / float64(times), err
	}
}
