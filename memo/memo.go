// Package memo remembers answers that are asked for again.
package memo

import "sync"

// Map remembers answers by name. Its zero value is ready, and it may be asked by several
// at a time: each name's answer is made once.
type Map[T any] struct{ known sync.Map } // of string to func() T

// Get returns the answer for a name, from ask the first time.
func (m *Map[T]) Get(name string, ask func() T) T {
	answer, ok := m.known.Load(name)
	if !ok {
		answer, _ = m.known.LoadOrStore(name, sync.OnceValue(ask))
	}
	return answer.(func() T)()
}
