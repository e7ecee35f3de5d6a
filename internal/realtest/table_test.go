package main

import (
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/measure"
)

func stays(size int64, rebuild time.Duration) figure {
	return figure{Built: true, Size: size, Rebuild: rebuild, Cold: 2 * time.Second, Start: measure.Outcome{Stays: true, StopIn: time.Second}}
}

func TestSumsLeaveOutWhatCannotBeCompared(t *testing.T) {
	same := stays(100e6, time.Second)
	same.Same = true
	broken := figure{Worse: "it doesn't build", Err: "no"}
	all := []*outcome{
		{project: &project{name: "smaller"}, Results: []figure{stays(400e6, 10*time.Second), stays(400e6, 10*time.Second), stays(100e6, time.Second)}},
		{project: &project{name: "same"}, Results: []figure{stays(100e6, time.Second), same, same}},
		{project: &project{name: "never edited"}, Results: []figure{stays(0, -1), stays(0, -1), stays(0, -1)}},
		{project: &project{name: "broken"}, Results: []figure{stays(900e6, time.Second), stays(900e6, time.Second), broken}},
		{project: &project{name: "absent"}, Missing: "conda", Results: []figure{{Err: "no"}}},
		{project: &project{name: "wrong"}, Failure: "it doesn't print", Results: []figure{stays(1e6, 0)}},
	}
	s := sumsOf(all)
	if s.measured != 5 || s.missing != 1 || s.kept != [3]int{4, 4, 3} {
		t.Errorf("%d measured, %d missing, kept %v", s.measured, s.missing, s.kept)
	}
	if s.size != [3]int64{500e6, 500e6, 200e6} || s.rebuild != [3]time.Duration{11 * time.Second, 11 * time.Second, 2 * time.Second} {
		t.Errorf("sizes %v, rebuilds %v", s.size, s.rebuild)
	}
	for _, want := range []string{"| sizes, MB | 500 | 500 | 200 |", "| | | +0.0 % | -60.0 % |", "| median change of a size | | | +0.0 % |", "5 projects were built, 1 can't be built on this machine."} {
		if !strings.Contains(s.String(), want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
}

func TestTableTellsEachProject(t *testing.T) {
	same := stays(100e6, time.Second)
	same.Same = true
	killed := stays(50e6, -1)
	killed.Start.Killed = true
	killed.Worse = "port 80 answers nothing"
	text := table([]*outcome{
		{project: &project{name: "page", kind: "web"}, Results: []figure{stays(100e6, time.Second), same, killed}},
		{project: &project{name: "gone", kind: "web"}, Results: []figure{stays(100e6, time.Second), same, {Worse: "it doesn't build"}}},
		{project: &project{name: "snake", kind: "python"}, Missing: "conda"},
	}, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
	for _, want := range []string{
		"2026-01-02, ", "| page | 100, 2.0, 1.0, 1.0 | = | 50, 2.0, –, killed, **worse** |\n", "| gone | 100, 2.0, 1.0, 1.0 | = | **doesn't build** |\n",
		"Not built:\n\n- snake: conda can't be had on this machine\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
