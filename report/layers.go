package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/lipgloss/table"
	"github.com/mattn/go-runewidth"

	"github.com/drydock-dev/drydock/cache"
)

// Layers writes what builds of a file cost, layer by layer, as a table with bars. If change has an
// After, a second table shows the costs with the suggestions.
func Layers(w io.Writer, path string, change cache.Change) error {
	r := lipgloss.NewRenderer(w)
	var b strings.Builder
	maxSeconds := longest(change)
	part := func(title string, rebuild *cache.Rebuild) {
		fmt.Fprintf(&b, "%s %s: an average build takes %s\n", r.NewStyle().Bold(true).Render(printable(path)), title, seconds(rebuild.Expected))
		b.WriteString(layerTable(r, rebuild, maxSeconds) + "\n\n")
	}
	part("now", change.Before)
	if change.After != nil {
		part("with the suggestions", change.After)
		fmt.Fprintf(&b, "%s\n", saving(change))
	}
	fmt.Fprintf(&b, "%s\n", basis(change))
	_, err := io.WriteString(w, b.String())
	return err
}

// saving says what a change saves.
func saving(c cache.Change) string {
	return fmt.Sprintf("An average build takes %s now and %s with the suggestions: %.0f %% less.", seconds(c.Before.Expected), seconds(c.After.Expected), 100*c.Saved())
}

// basis says where the figures come from.
func basis(c cache.Change) string {
	costs := "Times are estimated by kind of work; --costs reads measured ones."
	for _, l := range c.Before.Layers {
		if l.Measured {
			costs = "Times are measured where the build log has them, and estimated elsewhere."
		}
	}
	if n := c.Before.Commits; n > 0 {
		return fmt.Sprintf("Rebuild rates come from replaying the last %s. %s", Plural(n, "commit"), costs)
	}
	return "Rebuild rates are estimated by kind of file. " + costs
}

func seconds(s float64) string {
	switch {
	case s >= 90:
		return fmt.Sprintf("%.1f min", s/60)
	case s >= 10:
		return fmt.Sprintf("%.0f s", s)
	}
	return fmt.Sprintf("%.1f s", s)
}

// barWidth is the width of the longest bar, in characters.
const barWidth = 12

func layerTable(r *lipgloss.Renderer, rebuild *cache.Rebuild, maxSeconds float64) string {
	right := r.NewStyle().Align(lipgloss.Right).PaddingRight(2)
	left := r.NewStyle().PaddingRight(2)
	t := table.New().Border(lipgloss.HiddenBorder()).BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).BorderHeader(false).
		Headers("line", "layer", "kind of work", "time", "rebuilt", "average", "", "mostly due to").
		StyleFunc(func(_, column int) lipgloss.Style {
			switch column {
			case 0, 3, 4, 5:
				return right
			}
			return left
		})
	for _, l := range rebuild.Shown() {
		bar := r.NewStyle().Foreground(lipgloss.Color("4")).Render(strings.Repeat("█", int(barWidth*l.Expected/max(maxSeconds, 1e-9)+0.5)))
		t.Row(fmt.Sprint(l.Line), printable(runewidth.Truncate(l.Text, 40, "…")), l.Class, seconds(l.Cost), fmt.Sprintf("%.0f %%", 100*l.Runs), seconds(l.Expected), bar, printable(runewidth.Truncate(l.Cause, 28, "…")))
	}
	return t.Render()
}

// longest returns the average cost of the most expensive layer on either side, in seconds.
func longest(c cache.Change) (seconds float64) {
	for _, side := range []*cache.Rebuild{c.Before, c.After} {
		if side != nil {
			for _, l := range side.Layers {
				seconds = max(seconds, l.Expected)
			}
		}
	}
	return seconds
}

// maxBars is how many layers a chart shows per side.
const maxBars = 12

// Mermaid returns what builds of a file cost as a chart that GitHub renders. Each layer has a bar,
// before and after, in whole seconds per average build. Mermaid's manual uses Gantt charts for such
// bars.
func Mermaid(c cache.Change) string {
	var b strings.Builder
	b.WriteString("```mermaid\ngantt\n    title Seconds per average build\n    dateFormat X\n    axisFormat %s\n")
	side := func(name string, rebuild *cache.Rebuild) {
		fmt.Fprintf(&b, "    section %s\n", name)
		shown := rebuild.Shown()
		for _, l := range shown[:min(len(shown), maxBars)] {
			fmt.Fprintf(&b, "    %s : 0, %.0f\n", chartText(l.Text), l.Expected)
		}
	}
	side("Now", c.Before)
	side("With the suggestions", c.After)
	b.WriteString("```")
	return b.String()
}

// chartText makes text from the repository safe in a chart: it keeps only letters, digits and some
// punctuation.
func chartText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" ._/=-", r):
			return r
		}
		return -1
	}, s)
	return runewidth.Truncate(strings.Join(strings.Fields(s), " "), 40, "")
}

// RebuildNote returns what the suggestions save in builds, for a comment or a summary. It is a
// folded chart under a one-sentence summary.
func RebuildNote(path string, c cache.Change) string {
	return fmt.Sprintf("<details><summary>%s: %s</summary>\n\n%s\n\n<sub>Estimated with [a model of the layer cache](%s). `drydock cache` replays your commits.</sub>\n\n</details>",
		inert(strings.Trim(Code(path), "`")), saving(c), Mermaid(c), cacheGuide)
}

const cacheGuide = "https://github.com/drydock-dev/drydock/blob/main/docs/cache.md"
