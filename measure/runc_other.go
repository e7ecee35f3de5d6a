//go:build !linux

package measure

// runcIn returns an error: runc is there for Linux only.
func runcIn(string) (Starter, error) { return nil, errNoStarter }
