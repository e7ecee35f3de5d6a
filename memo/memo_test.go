package memo

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestMap(t *testing.T) {
	var m Map[int]
	var asked atomic.Int64
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			want := i % 2
			name := []string{"even", "odd"}[want]
			if got := m.Get(name, func() int { asked.Add(1); return want }); got != want {
				t.Errorf("%s: %d", name, got)
			}
		})
	}
	group.Wait()
	if n := asked.Load(); n != 2 {
		t.Errorf("asked %d times for two names", n)
	}
}
