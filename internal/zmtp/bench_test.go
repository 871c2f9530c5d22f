package zmtp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

// BenchmarkRouter measures round trips, one after the other.
func BenchmarkRouter(b *testing.B) {
	for _, size := range []int{1 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("%dB", size), func(b *testing.B) {
			r, err := zmtp.ListenRouter(anyPort, nil)
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close(0)
			d, err := zmtptest.Dial("DEALER", r.Addr(), "me")
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			m := msg(strings.Repeat("x", size))
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if err := d.Send(m); err != nil {
					b.Fatal(err)
				}
				id, m, err := r.Recv(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				if err := r.Send(id, m); err != nil {
					b.Fatal(err)
				}
				if _, err := d.Recv(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkXPub measures publishing to subscribers that read.
func BenchmarkXPub(b *testing.B) {
	for _, n := range []int{0, 1, 4} {
		b.Run(fmt.Sprintf("1KiB/subscribers=%d", n), func(b *testing.B) {
			x, err := zmtp.ListenXPub(anyPort, &zmtp.Options{StallTimeout: time.Minute}, welcome)
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close(0)
			for range n {
				s, err := zmtptest.Dial("SUB", x.Addr(), "")
				if err != nil {
					b.Fatal(err)
				}
				defer s.Close()
				s.Subscribe("")
				if _, err := s.Recv(b.Context()); err != nil {
					b.Fatal(err)
				}
				go func() {
					for {
						if _, err := s.Recv(b.Context()); err != nil {
							return
						}
					}
				}()
			}
			m := msg(strings.Repeat("x", 1<<10))
			b.SetBytes(1 << 10)
			b.ReportAllocs()
			for b.Loop() {
				if err := x.Publish(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
