// Package memo caches results by name.
package memo

import "sync"

// Map caches results by name and makes each only once. Its zero value is ready to use, and it is
// safe for concurrent use.
type Map[T any] struct{ known sync.Map } // of string to func() T

// Get returns the result for a name. The first time, it calls ask to make it.
func (m *Map[T]) Get(name string, ask func() T) T {
	answer, ok := m.known.Load(name)
	if !ok {
		answer, _ = m.known.LoadOrStore(name, sync.OnceValue(ask))
	}
	return answer.(func() T)()
}
