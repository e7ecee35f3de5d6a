package action

import (
	"context"
	"fmt"

	"github.com/drydock-dev/drydock/measure"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Builder is a Measurer with a real builder: Docker's, else a BuildKit of its own.
type Builder struct{}

// Measure implements Measurer.
func (Builder) Measure(ctx context.Context, c Checkout) (*measured.Report, []string, error) {
	var targets []measure.Target
	var notes []string
	notMeasured := func(path, why string) {
		notes = append(notes, fmt.Sprintf("Not measured or not compared: %s: %s.", report.Code(path), oneLine(why)))
	}
	for _, d := range c.Dockerfiles {
		file, ok := c.Known.Parse(d.Path, d.Path, d.Plan.File.Source).(*dockerfile.File)
		if !ok {
			continue
		}
		project, err := measure.ProjectOf(file, c.Known, c.Dir)
		if err != nil {
			notMeasured(d.Path, err.Error())
			continue
		}
		targets = append(targets, measure.Target{Path: d.Path, Plan: d.Plan, Project: project})
	}
	found := measured.Details{Version: 1}
	if len(targets) > 0 {
		limits := measure.Limits{Time: maxMeasuring, KeepFree: measure.DefaultKeepFree} // the context has the time
		if err := measure.Files(ctx, "", limits, targets, &found, c.Tell); err != nil {
			if len(found.Files) == 0 {
				return nil, nil, err
			}
			notes = append(notes, "After the measuring: "+oneLine(err.Error())+".")
		}
	}
	for _, f := range found.Files {
		if f.Problem != "" {
			notMeasured(f.Path, f.Problem)
		}
	}
	if found.Incomplete {
		notes = append(notes, "The measuring ended early: "+oneLine(found.Why)+".")
	}
	r := found.Report()
	return &r, notes, nil
}
