package measured

import (
	"fmt"
	"strings"
)

// From which difference on figures are worth a word. Less is noise, or worth nobody's time.
const (
	minPercent = 5
	minTime    = 1000 // milliseconds
)

// IsWorse reports whether the change makes the image do worse.
func (c Comparison) IsWorse() bool { return c.After.Worse != NotWorse }

// Gains reports whether the change makes the image, a rebuild or the stop notably smaller or faster.
func (c Comparison) Gains() bool {
	return !c.IsWorse() && (!c.Before.Builds || len(c.differences()) > 0)
}

// Where says where the figures are from.
func (c Comparison) Where() string {
	if c.Reported {
		return "Built in your CI, as reported by the run"
	}
	return "Built in your CI"
}

// Text tells in one sentence what was measured of a change that does no worse, without more than the figures
// say.
func (c Comparison) Text() string {
	program := c.program()
	switch differences := c.differences(); {
	case !c.Before.Builds:
		return c.Where() + ": it builds. Without this change it doesn't."
	case len(differences) > 0:
		return c.Where() + ": " + list(append(differences, program)) + "."
	case program != "":
		return c.Where() + ": it builds and " + program + "."
	}
	return c.Where() + ": it builds as before."
}

// differences names what notably differs, for better or worse.
func (c Comparison) differences() (all []string) {
	before, after := c.Before, c.After
	if !before.Builds || !after.Builds {
		return nil
	}
	if before.Size > 0 && differs(before.Size, after.Size, 1) {
		all = append(all, Sizes(before.Size, after.Size))
	}
	if before.Rebuild >= 0 && after.Rebuild >= 0 && differs(before.Rebuild, after.Rebuild, minTime) {
		all = append(all, "rebuild after an edit "+Times(before.Rebuild, after.Rebuild))
	}
	return append(all, c.stop()...)
}

// stop tells how the program takes a SIGTERM if that notably differs.
func (c Comparison) stop() []string {
	before, after := c.Before, c.After
	switch {
	case !before.Started || !after.Started || !before.Stays || !after.Stays:
		return nil
	case before.Stop < 0 && after.Stop >= 0:
		return []string{"stops " + Time(after.Stop) + " after SIGTERM instead of being killed"}
	case before.Stop >= 0 && after.Stop < 0:
		return []string{"has to be killed instead of stopping " + Time(before.Stop) + " after SIGTERM"}
	case differs(before.Stop, after.Stop, minTime):
		return []string{"stops after SIGTERM in " + Times(before.Stop, after.Stop)}
	}
	return nil
}

// program tells how the program does that was started in both images and does no worse, "" if it wasn't
// started.
func (c Comparison) program() string {
	switch {
	case !c.Before.Started || !c.After.Started:
		return ""
	case c.After.Stays && c.Before.Stays:
		return "starts as before"
	case c.After.Stays:
		return fmt.Sprintf("stays up, where the program ended with exit code %d before", c.Before.ExitCode)
	}
	return fmt.Sprintf("ends with exit code %d as before", c.After.ExitCode)
}

// Reason says what is worse with the change, as the end of a sentence; "" if nothing is.
func (c Comparison) Reason() string {
	switch c.After.Worse {
	case NotWorse:
		return ""
	case DoesNotBuild:
		return "the image doesn't build"
	case DoesNotStart:
		return "the container can't be started"
	case EndsOtherwise:
		return "the program " + c.end()
	case DoesNotAnswer:
		return "the program doesn't answer on its ports as before"
	}
	return "the program doesn't run as before with a volume that the unchanged image made"
}

func (c Comparison) end() string {
	if c.Before.Stays {
		return fmt.Sprintf("ends at once with exit code %d", c.After.ExitCode)
	}
	return fmt.Sprintf("ends with exit code %d, not %d", c.After.ExitCode, c.Before.ExitCode)
}

// Sizes names two sizes in bytes in the unit of the greater one: "938 → 400 MB".
func Sizes(before, after int64) string {
	divisor, unit := unitOf(max(before, after))
	return number(before, divisor) + " → " + number(after, divisor) + " " + unit
}

// Size names a size in bytes: "938 MB".
func Size(bytes int64) string {
	divisor, unit := unitOf(bytes)
	return number(bytes, divisor) + " " + unit
}

// Times names two times in milliseconds: "9.7 → 2.2 s".
func Times(before, after int64) string {
	return number(before, 1000) + " → " + number(after, 1000) + " s"
}

// Time names a time in milliseconds: "2.2 s".
func Time(milliseconds int64) string { return number(milliseconds, 1000) + " s" }

// unitOf returns the decimal unit for a size in bytes.
func unitOf(bytes int64) (divisor int64, unit string) {
	switch {
	case bytes >= 1e9:
		return 1e9, "GB"
	case bytes >= 1e6:
		return 1e6, "MB"
	}
	return 1e3, "kB"
}

// number returns a quotient with one decimal below 100 if it isn't zero.
func number(n, divisor int64) string {
	if n >= 100*divisor || n%divisor == 0 {
		return fmt.Sprintf("%.0f", float64(n)/float64(divisor))
	}
	return fmt.Sprintf("%.1f", float64(n)/float64(divisor))
}

// differs reports whether a figure differs by at least so much, and by minPercent of what it was.
func differs(before, after, least int64) bool {
	difference := max(before-after, after-before)
	return difference >= least && difference*100 >= before*minPercent
}

// list joins the texts that aren't empty with commas.
func list(texts []string) string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, ", ")
}
