// Command noise counts each rule's findings in a folder of Dockerfiles, and in the Compose files of
// the folder compose next to it. With -docs it writes the counts into docs/precision.md, together
// with the results of reading samples by eye.
//
// With -sample it prints findings of one rule with their lines, for somebody to read.
package main

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/internal/figures"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// readings has the results of reading findings by eye: rule, how many were read, how many were
// right, and what was wrong with the others.
//
//go:embed readings.csv
var readings string

func main() {
	corpus := flag.String("corpus", "", "folder of Dockerfiles")
	docs := flag.String("docs", "", "also write the tables into this page")
	sample := flag.String("sample", "", "print findings of this rule instead of counting")
	n := flag.Int("n", 30, "with -sample: how many findings to print")
	profile := flag.String("profile", "recommended", "with -sample: the profile to run")
	today := flag.String("today", time.Now().Format(time.DateOnly), "day that counts as today, for rules that know dates")
	flag.Parse()
	if err := run(*corpus, *docs, *sample, *profile, *today, *n); err != nil {
		fmt.Fprintln(os.Stderr, "noise:", err)
		os.Exit(1)
	}
}

func run(corpus, docs, sample, profile, today string, n int) error {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return err
	}
	chosen, err := lint.ParseProfile(profile)
	if err != nil {
		return err
	}
	sets := []set{
		{"Dockerfiles", corpus, false, func(path string) bool { return dockerfile.Is(filepath.ToSlash(path)) }, func(path string, source []byte) syntax.File { return dockerfile.Parse(path, source) }},
		{"Compose files", filepath.Join(filepath.Dir(corpus), "compose"), true, func(path string) bool { return filepath.Ext(path) == ".yml" }, compose.Parse},
	}
	if sample != "" {
		for _, s := range sets {
			results, err := s.look(chosen, day)
			if err != nil {
				return err
			}
			if err := printSample(results, sample, n); err != nil {
				return err
			}
		}
		return nil
	}
	judged, err := parseReadings()
	if err != nil {
		return err
	}
	text := judgedLine(judged)
	for _, s := range sets {
		recommended, err := s.look(lint.Recommended, day)
		if err != nil {
			return err
		}
		strict, err := s.look(lint.Strict, day)
		if err != nil {
			return err
		}
		if len(recommended) > 0 {
			text += "\n" + table(s.name, recommended, strict, judged)
		}
	}
	fmt.Print(text)
	if docs == "" {
		return nil
	}
	return figures.Replace(docs, "make noise", text)
}

// set is a folder of files of one kind.
type set struct {
	name, folder string
	optional     bool // whether the folder may be missing
	is           func(path string) bool
	parse        func(path string, source []byte) syntax.File
}

// look runs a profile's rules over the files. It fails if there are none, except that an optional
// folder may be missing.
func (s set) look(profile lint.Profile, today time.Time) ([]*lint.Result, error) {
	var results []*lint.Result
	err := filepath.WalkDir(s.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !s.is(path) {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		settings := config.Default(rules.All)
		settings.Profile = profile
		results = append(results, settings.Check(s.parse(path, source), facts.Gather(nil, nil, today, nil)))
		return nil
	})
	switch {
	case s.optional && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && len(results) == 0:
		err = fmt.Errorf("no %s in %q", s.name, s.folder)
	}
	return results, err
}

// count is how many findings a rule has, and in how many files.
type count struct{ findings, files int }

func counts(results []*lint.Result) map[string]count {
	all := map[string]count{}
	for _, r := range results {
		seen := map[string]bool{}
		for _, f := range r.Findings {
			c := all[f.Rule.ID]
			c.findings++
			if !seen[f.Rule.ID] {
				c.files++
			}
			seen[f.Rule.ID] = true
			all[f.Rule.ID] = c
		}
	}
	return all
}

// reading is the result of reading a rule's findings.
type reading struct {
	read, right int    // findings
	wrong       string // with the others
}

func parseReadings() (map[string]reading, error) {
	r := csv.NewReader(strings.NewReader(readings))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	all := map[string]reading{}
	for _, record := range records[1:] {
		read, readErr := strconv.Atoi(record[1])
		right, rightErr := strconv.Atoi(record[2])
		if _, err := rules.All.Find(record[0]); err != nil || readErr != nil || rightErr != nil || right > read {
			return nil, fmt.Errorf("readings.csv: %q", record)
		}
		all[record[0]] = reading{read, right, record[3]}
	}
	return all, nil
}

// judgedLine returns a line that says how many findings were read and how many were right.
func judgedLine(judged map[string]reading) string {
	read, right := 0, 0
	for _, r := range judged {
		read, right = read+r.read, right+r.right
	}
	return fmt.Sprintf("Read by eye: %d findings of %d rules, %d of them right (%.1f %%).\n", read, len(judged), right, 100*float64(right)/float64(read))
}

// table returns the figures for one kind of file as a Markdown table.
func table(name string, recommended, strict []*lint.Result, judged map[string]reading) string {
	var b strings.Builder
	quiet, all := counts(recommended), counts(strict)
	fmt.Fprintf(&b, "%d %s. Findings a file, recommended: median %d, mean %.1f; strict: median %d, mean %.1f.\n\n",
		len(recommended), name, median(recommended), mean(recommended), median(strict), mean(strict))
	b.WriteString("| rule | recommended: findings | in files | a file | strict: findings | in files | read | right | what was wrong |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	ids := slices.SortedFunc(func(yield func(string) bool) {
		for id := range all {
			if !yield(id) {
				return
			}
		}
	}, func(x, y string) int {
		return cmp.Or(quiet[y].findings-quiet[x].findings, all[y].findings-all[x].findings, strings.Compare(x, y))
	})
	for _, id := range ids {
		q, s, r := quiet[id], all[id], judged[id]
		line := fmt.Sprintf("| [%s](rules/%s.md) | %d | %d | %.2f | %d | %d | ", id, id, q.findings, q.files, float64(q.findings)/float64(len(recommended)), s.findings, s.files)
		if r.read > 0 {
			line += fmt.Sprintf("%d | %d | %s |", r.read, r.right, r.wrong)
		} else {
			line += "| | |"
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

func median(results []*lint.Result) int {
	var n []int
	for _, r := range results {
		n = append(n, len(r.Findings))
	}
	slices.Sort(n)
	return n[len(n)/2]
}

func mean(results []*lint.Result) float64 {
	sum := 0
	for _, r := range results {
		sum += len(r.Findings)
	}
	return float64(sum) / float64(len(results))
}

// printSample prints n findings of a rule, at most two per file. It always picks the same ones.
func printSample(results []*lint.Result, id string, n int) error {
	rule, err := rules.All.Find(id)
	if err != nil {
		return err
	}
	type item struct {
		file syntax.File
		f    lint.Finding
	}
	var found []item
	for _, r := range results {
		inFile := 0
		for _, f := range r.Findings {
			if f.Rule == rule && inFile < 2 {
				inFile++
				found = append(found, item{r.File, f})
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(found), func(i, j int) { found[i], found[j] = found[j], found[i] })
	for _, i := range found[:min(n, len(found))] {
		fmt.Printf("%s:%d: %s: %s\n", filepath.Base(i.file.Common().Path), i.f.Start.Line, i.f.Severity, i.f.Message)
		for line := i.f.Start.Line; line <= min(i.f.End.Line, i.f.Start.Line+4); line++ {
			fmt.Printf("    %.160s\n", i.file.Common().LinesText(line, line))
		}
	}
	return nil
}
