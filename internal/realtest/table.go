package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// line tells a project's outcome in one line.
func (o *outcome) line() string {
	text := o.project.name + ":"
	for i, r := range o.Results {
		if i == 0 || !r.Same {
			text += fmt.Sprintf(" %s %s;", variantNames[i], r.cell())
		}
	}
	switch {
	case o.Missing != "":
		text += " not built: " + o.Missing + " can't be had here"
	case o.wrong() != "":
		text += " FAILS: " + o.wrong()
	}
	return text
}

// cell tells a result: the image's size, the time of a build without cache, of one after an edit, and how the
// program stops.
func (f figure) cell() string {
	if !f.Built {
		return "**doesn't build**"
	}
	text := fmt.Sprintf("%.0f, %s, %s, %s", mb(f.Size), seconds(f.Cold), seconds(f.Rebuild), f.stop())
	if f.Worse != "" {
		text += ", **worse**"
	}
	return text
}

// stop tells in which time the program ended after SIGTERM.
func (f figure) stop() string {
	switch {
	case !f.Start.Stays:
		return "–"
	case f.Start.Killed:
		return "killed"
	}
	return seconds(f.Start.StopIn)
}

// seconds tells a time; a negative one isn't known.
func seconds(d time.Duration) string {
	if d < 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", d.Seconds())
}

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }

// table is the page's part about a run, in Markdown.
func table(all []*outcome, at time.Time) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s, %d processors, %s of memory.\n\n%s\n", at.Format(time.DateOnly), runtime.NumCPU(), memory(), sumsOf(all))
	for _, kind := range kinds(all) {
		fmt.Fprintf(&text, "\n**%s**\n\n| project | as it is | safe | all |\n| --- | --- | --- | --- |\n", kind)
		for _, o := range all {
			if o.project.kind == kind && o.Missing == "" {
				fmt.Fprintf(&text, "| %s |%s\n", o.project.name, o.cells())
			}
		}
	}
	text.WriteString(notBuilt(all))
	return text.String()
}

func (o *outcome) cells() (text string) {
	for i := range variantNames {
		switch {
		case i >= len(o.Results):
			text += " |"
		case o.Results[i].Same:
			text += " = |"
		default:
			text += " " + o.Results[i].cell() + " |"
		}
	}
	return text
}

func kinds(all []*outcome) (names []string) {
	for _, o := range all {
		if !slices.Contains(names, o.project.kind) {
			names = append(names, o.project.kind)
		}
	}
	return names
}

// notBuilt says which projects can't be built on this machine, and why.
func notBuilt(all []*outcome) string {
	text := ""
	for _, o := range all {
		if o.Missing != "" {
			text += fmt.Sprintf("- %s: %s can't be had on this machine\n", o.project.name, o.Missing)
		}
	}
	if text == "" {
		return ""
	}
	return "\nNot built:\n\n" + text
}

// sums are those of all projects that were built as they are and do what they should.
type sums struct {
	measured, missing int
	kept              [3]int // projects that build and start as before, by variant
	size              [3]int64
	rebuild           [3]time.Duration
	shrinks           []float64 // by how much of its size each image shrinks with all suggestions, in percent
}

func sumsOf(all []*outcome) (s sums) {
	for _, o := range all {
		if o.Missing != "" {
			s.missing++
			continue
		}
		s.measured++
		if o.Failure != "" {
			continue
		}
		for i, r := range o.Results {
			if r.Worse == "" {
				s.kept[i]++
			}
		}
		if slices.ContainsFunc(o.Results, func(r figure) bool { return !r.Built }) {
			continue
		}
		for i, r := range o.Results {
			s.size[i] += r.Size
			s.rebuild[i] += max(r.Rebuild, 0)
		}
		s.shrinks = append(s.shrinks, percent(o.Results[2].Size, o.Results[0].Size))
	}
	return s
}

// percent is the change from before to now.
func percent[N int64 | time.Duration](now, before N) float64 {
	if before == 0 {
		return 0
	}
	return 100 * float64(now-before) / float64(before)
}

// String is the table of the sums, in Markdown.
func (s sums) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%d projects were built, %d can't be built on this machine.\n\n| | as it is | safe | all |\n| --- | --- | --- | --- |\n", s.measured, s.missing)
	fmt.Fprintf(&text, "| build and start as before | %d | %d | %d |\n", s.kept[0], s.kept[1], s.kept[2])
	fmt.Fprintf(&text, "| sizes, MB | %.0f | %.0f | %.0f |\n", mb(s.size[0]), mb(s.size[1]), mb(s.size[2]))
	fmt.Fprintf(&text, "| | | %+.1f %% | %+.1f %% |\n", percent(s.size[1], s.size[0]), percent(s.size[2], s.size[0]))
	fmt.Fprintf(&text, "| rebuilds after an edit, s | %s | %s | %s |\n", seconds(s.rebuild[0]), seconds(s.rebuild[1]), seconds(s.rebuild[2]))
	fmt.Fprintf(&text, "| | | %+.1f %% | %+.1f %% |\n", percent(s.rebuild[1], s.rebuild[0]), percent(s.rebuild[2], s.rebuild[0]))
	fmt.Fprintf(&text, "| median change of a size | | | %+.1f %% |", median(s.shrinks))
	return text.String()
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// memory is the machine's.
func memory() string {
	text, err := os.ReadFile("/proc/meminfo")
	var kib int64
	if err == nil {
		_, err = fmt.Sscanf(string(text), "MemTotal: %d kB", &kib)
	}
	if err != nil {
		return "unknown size"
	}
	return fmt.Sprintf("%.0f GiB", float64(kib)/(1<<20))
}
