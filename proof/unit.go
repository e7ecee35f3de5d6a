package proof

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/unit"
)

// unitJudge judges systemd units. systemd reads each line by itself, so a change can't make it
// reject the others.
type unitJudge struct{ plain }

func (unitJudge) Accept(_, after syntax.File) error { return unreadable(after) }

// Changes returns the settings that differ, as "Section.Name".
func (unitJudge) Changes(before, after syntax.File) (places []string) {
	original, changed := before.(*unit.File).Settings, after.(*unit.File).Settings
	if len(original) != len(changed) {
		return []string{"settings"}
	}
	for i, s := range original {
		if o := changed[i]; s.Section != o.Section || s.Name != o.Name || s.Value != o.Value {
			places = append(places, s.Section+"."+s.Name)
		}
	}
	return places
}
