package cache

// Part is a run of steps that are in another order among themselves.
type Part struct {
	First int   // the first of them, by index
	Order Order // in their order
	Gain  float64
}

// Parts returns the smallest parts of a stage that an order changes, each with what
// it saves of an average rebuild, in seconds, when it is made alone.
func (m *Model) Parts(order Order) (parts []Part) {
	written := m.Expected(m.AsWritten())
	for first := 0; first < len(order); first++ {
		last := order[first]
		for place := first; place <= last; place++ {
			last = max(last, order[place])
		}
		if last == first {
			continue
		}
		alone := m.AsWritten()
		copy(alone[first:last+1], order[first:last+1])
		parts = append(parts, Part{First: first, Order: order[first : last+1], Gain: written - m.Expected(alone)})
		first = last
	}
	return parts
}
