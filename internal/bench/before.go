package main

import (
	"fmt"
	"time"
)

// beforeTable compares the program with an earlier build of it: what a change costs. It is measured
// with more runs than the rest, since the differences are small. It returns "" if there is none.
func (b *bench) beforeTable(files []string) (string, error) {
	if b.before == "" {
		return "", nil
	}
	now := []command{b.check(files, "--no-suggestions"), b.check(files), b.fix(files)}
	var both []command
	for _, c := range now {
		earlier := c
		earlier.args = append([]string{b.before}, c.args[1:]...)
		both = append(both, c, earlier)
	}
	runs := b.runs
	b.runs = 2*runs + 1
	costs, err := b.measure(both...)
	b.runs = runs
	if err != nil {
		return "", err
	}
	t := newTable(fmt.Sprintf("%d files, against an earlier build", len(files)), "command", "time", "× the earlier build's", "processor time", "× the earlier build's", "memory at its peak", "the earlier build's")
	for i := 0; i < len(both); i += 2 {
		c, e := costs[i], costs[i+1]
		t.add(both[i].name, ms(c.wall), fine(c.wall, e.wall), ms(c.cpu), fine(c.cpu, e.cpu), mib(c.memory), mib(e.memory))
	}
	return t.String(), nil
}

// fine is a ratio to the percent, since a change may cost a few.
func fine(now, earlier time.Duration) string {
	return fmt.Sprintf("%.2f", float64(now)/float64(earlier))
}
