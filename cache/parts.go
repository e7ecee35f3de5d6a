package cache

// Part is a range of steps that an order rearranges.
type Part struct {
	First int     // index of the first step
	Order Order   // the new order of the steps
	Gain  float64 // seconds saved per average rebuild if only this part changes
}

// Parts splits an order into the smallest parts that can change on their own.
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
