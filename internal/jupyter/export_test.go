package jupyter

import "testing"

// ShortenQueues bounds the queues of the sockets that a test opens.
func ShortenQueues(t *testing.T, bytes int64) {
	before := socketOptions
	socketOptions.QueueBytes = bytes
	t.Cleanup(func() { socketOptions = before })
}

// Arrived returns how many requests have come by the shell channel.
func (k *Kernel) Arrived() uint64 { return k.arrived.Load() }
