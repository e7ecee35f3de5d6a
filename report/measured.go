package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/lipgloss/table"
	"github.com/mattn/go-runewidth"

	"github.com/drydock-dev/drydock/measured"
)

// Measured writes what was measured of Dockerfiles: for each a table, bars, and the folders that differ.
func Measured(w io.Writer, d measured.Details) error {
	r := lipgloss.NewRenderer(w)
	var b strings.Builder
	for _, f := range d.Files {
		b.WriteString(r.NewStyle().Bold(true).Render(inLine(f.Path)) + measuredFrom(f) + "\n")
		if f.Problem != "" {
			b.WriteString("  " + inLine(f.Problem) + "\n")
		}
		if f.Before != nil && f.Before.Builds {
			b.WriteString(measuredTable(r, f) + "\n")
			b.WriteString(measuredDropped(f))
			b.WriteString(measuredBars(r, f))
			b.WriteString(measuredFolders(f))
		}
		b.WriteString("\n")
	}
	if d.Builder != "" {
		fmt.Fprintf(&b, "Built with %s; %s.\n", inLine(d.Builder), inLine(d.Starter))
	}
	if d.Incomplete {
		fmt.Fprintf(&b, "Incomplete: %s.\n", inLine(d.Why))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// measuredFrom says what a file is built from.
func measuredFrom(f measured.FileDetails) (text string) {
	if f.Context != "" {
		text = ": built from " + inLine(f.Context)
	}
	if f.Target != "" {
		text += ", target " + inLine(f.Target)
	}
	switch {
	case f.Edited == "":
	case f.Guessed:
		text += ", and after an edit of " + inLine(f.Edited) + " (a guess: the history doesn't say what changes)"
	default:
		text += ", and after an edit of " + inLine(f.Edited) + " (changes most often)"
	}
	return text
}

// texts returns the texts of a file that were measured, in order.
func texts(f measured.FileDetails) (all []measured.Text) {
	all = append(all, *f.Before)
	all = append(all, f.Suggestions...)
	if f.All != nil {
		all = append(all, *f.All)
	}
	return all
}

func measuredTable(r *lipgloss.Renderer, f measured.FileDetails) string {
	right := r.NewStyle().Align(lipgloss.Right).PaddingRight(2)
	left := r.NewStyle().PaddingRight(2)
	t := table.New().Border(lipgloss.HiddenBorder()).BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).BorderHeader(false).
		Headers("", "on disk", "to pull", "from cold", "after an edit", "start", "stops in").
		StyleFunc(func(_, column int) lipgloss.Style {
			if column >= 1 && column <= 4 || column == 6 {
				return right
			}
			return left
		})
	for _, v := range texts(f) {
		t.Row(inLine(runewidth.Truncate(v.Name, maxName, "…")), megabytes(v.Builds, v.Size), megabytes(v.Builds, v.Compressed), measuredTime(v.Cold), measuredTime(v.Rebuild),
			start(v.Figures), stop(v.Figures))
	}
	return t.Render()
}

// maxName is how wide the name of a text may be, in characters.
const maxName = 48

// measuredDropped says which suggestions do worse, and why.
func measuredDropped(f measured.FileDetails) string {
	var b strings.Builder
	for _, v := range f.Suggestions {
		if v.Worse != measured.NotWorse {
			fmt.Fprintf(&b, "  %s: %s\n", inLine(v.Name), inLine(v.Why))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\nDropped, because they do worse\n" + b.String()
}

// start says how a container started.
func start(f measured.Figures) string {
	switch {
	case !f.Started:
		return "–"
	case !f.Stays:
		return fmt.Sprintf("ends with %d", f.ExitCode)
	case f.Ports > 0:
		return "stays, answers on " + Plural(f.Ports, "port")
	}
	return "stays"
}

// stop says how long a container took to stop.
func stop(f measured.Figures) string {
	if f.Stays && f.Stop < 0 {
		return "killed"
	}
	return measuredTime(f.Stop)
}

func megabytes(known bool, bytes int64) string {
	switch {
	case !known:
		return "–"
	case bytes >= 10e6:
		return fmt.Sprintf("%.0f MB", float64(bytes)/1e6)
	case bytes >= 1e5:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.1f kB", float64(bytes)/1e3)
}

// measuredTime returns a time given in milliseconds, a dash for one that isn't known.
func measuredTime(ms int64) string {
	if ms < 0 {
		return "–"
	}
	return seconds(float64(ms) / 1e3)
}

// measuredGroup is a figure, as bars of the texts that it's known of.
type measuredGroup struct {
	title string
	bars  []measuredBar
}

type measuredBar struct {
	name, value string
	share       float64 // of the longest bar
	before      bool
}

// measuredGroups returns the bars of a picture: the file as it is, the suggestions that do no worse, all. What
// hardly differs isn't drawn.
func measuredGroups(f measured.FileDetails) (groups []measuredGroup) {
	for _, g := range []struct {
		title string
		of    func(measured.Figures) int64
		text  func(int64) string
		small int64 // a difference that isn't worth a picture, whatever its share
	}{
		{"Size on disk", func(f measured.Figures) int64 { return f.Size }, func(n int64) string { return megabytes(true, n) }, 1e5},
		{"Size to pull", func(f measured.Figures) int64 { return f.Compressed }, func(n int64) string { return megabytes(true, n) }, 1e5},
		{"Build from cold", func(f measured.Figures) int64 { return f.Cold }, measuredTime, 1000},
		{"Build after an edit", func(f measured.Figures) int64 { return f.Rebuild }, measuredTime, 1000},
	} {
		var drawn []measured.Text
		for _, v := range texts(f) {
			if v.Builds && v.Worse == measured.NotWorse && g.of(v.Figures) >= 0 {
				drawn = append(drawn, v)
			}
		}
		if len(drawn) < 2 || drawn[0].Name != f.Before.Name {
			continue
		}
		byValue := func(a, b measured.Text) int { return cmp.Compare(g.of(a.Figures), g.of(b.Figures)) }
		least, most := g.of(slices.MinFunc(drawn, byValue).Figures), g.of(slices.MaxFunc(drawn, byValue).Figures)
		if most-least < max(g.small, most/20) {
			continue
		}
		group := measuredGroup{title: g.title}
		for i, v := range drawn {
			n := g.of(v.Figures)
			group.bars = append(group.bars, measuredBar{name: v.Name, value: g.text(n), share: float64(n) / float64(most), before: i == 0})
		}
		groups = append(groups, group)
	}
	return groups
}

// longBar is the width of the longest bar of measuredBars, in characters.
const longBar = 30

func measuredBars(r *lipgloss.Renderer, f measured.FileDetails) string {
	var b strings.Builder
	for _, g := range measuredGroups(f) {
		fmt.Fprintf(&b, "\n%s\n", g.title)
		for _, bar := range g.bars {
			color := lipgloss.Color("4")
			if bar.before {
				color = lipgloss.Color("3")
			}
			name := runewidth.FillRight(inLine(runewidth.Truncate(bar.name, maxName, "…")), nameWidth(g))
			fmt.Fprintf(&b, "  %s  %s %s\n", name, r.NewStyle().Foreground(color).Render(strings.Repeat("█", max(1, int(longBar*bar.share+0.5)))), bar.value)
		}
	}
	return b.String()
}

// nameWidth returns the width of a group's longest name, in characters.
func nameWidth(g measuredGroup) (width int) {
	for _, bar := range g.bars {
		width = max(width, runewidth.StringWidth(inLine(runewidth.Truncate(bar.name, maxName, "…"))))
	}
	return width
}

// maxShownFolders is how many folders are named of a text.
const maxShownFolders = 6

// measuredFolders says which folders of the images differ.
func measuredFolders(f measured.FileDetails) string {
	var b strings.Builder
	for _, v := range texts(f) {
		var folders []string
		for _, folder := range v.Folders[:min(len(v.Folders), maxShownFolders)] {
			folders = append(folders, inLine(folder.Path)+" "+difference(folder.Difference))
		}
		if more := len(v.Folders) - len(folders); more > 0 {
			folders = append(folders, fmt.Sprintf("%d more", more))
		}
		if len(folders) > 0 {
			fmt.Fprintf(&b, "  %s: %s\n", inLine(v.Name), strings.Join(folders, ", "))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\nFiles that differ (+ new, ~ changed, − gone)\n" + b.String()
}

func difference(d measured.Difference) string {
	var parts []string
	for _, part := range []struct {
		sign string
		n    int
	}{{"+", d.Added}, {"~", d.Changed}, {"−", d.Removed}} {
		if part.n > 0 {
			parts = append(parts, part.sign+fmt.Sprint(part.n))
		}
	}
	return strings.Join(parts, " ")
}

// inLine returns a text as it can stand in a line.
func inLine(s string) string { return printable(strings.ReplaceAll(s, "\n", " ")) }
