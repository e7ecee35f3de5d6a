package measured

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/drydock-dev/drydock/fix"
)

// service returns the figures of an image with a program that stays up.
func service(size, rebuild int64) Figures {
	return Figures{Builds: true, Size: size, Compressed: size / 3, Cold: 30_000, Rebuild: rebuild, Started: true, Stays: true, Ports: 1, Stop: 100}
}

// with returns figures with a change.
func with(f Figures, change func(*Figures)) Figures {
	change(&f)
	return f
}

func TestText(t *testing.T) {
	before := service(938e6, 9_700)
	failing := Figures{Builds: true, Size: 5e6, Rebuild: -1, Started: true, ExitCode: 3, Stop: -1}
	for _, test := range []struct {
		name          string
		before, after Figures
		want          string
	}{
		{"smaller and faster", before, service(400e6, 2_200), "938 → 400 MB, rebuild after an edit 9.7 → 2.2 s, starts as before."},
		{"smaller only", before, service(400e6, 9_000), "938 → 400 MB, starts as before."},
		{"faster only", before, service(930e6, 2_000), "rebuild after an edit 9.7 → 2 s, starts as before."},
		{"below both bounds", before, service(900e6, 8_701), "it builds and starts as before."},
		{"a second of a minute", service(938e6, 60_000), service(938e6, 58_500), "it builds and starts as before."},
		{"a loss is told too", before, service(400e6, 14_000), "938 → 400 MB, rebuild after an edit 9.7 → 14 s, starts as before."},
		{"no rebuild known", with(before, func(f *Figures) { f.Rebuild = -1 }), service(400e6, 2_200), "938 → 400 MB, starts as before."},
		{"gigabytes", service(4_210e6, 0), service(380e6, 0), "4.2 → 0.4 GB, starts as before."},
		{"kilobytes", service(800e3, 0), service(95_500, 0), "800 → 95.5 kB, starts as before."},
		{"not started", before, with(service(400e6, 9_700), func(f *Figures) { f.Started = false }), "938 → 400 MB."},
		{"not started and no gain", before, with(before, func(f *Figures) { f.Started = false }), "it builds as before."},
		{"a program that ends in both", failing, failing, "it builds and ends with exit code 3 as before."},
		{"a program that stays up now", failing, service(5e6, 0), "it builds and stays up, where the program ended with exit code 3 before."},
		{"SIGTERM is heard now", with(before, func(f *Figures) { f.Stop = -1 }), with(before, func(f *Figures) { f.Stop = 210 }), "stops 0.2 s after SIGTERM instead of being killed, starts as before."},
		{"SIGTERM is no longer heard", before, with(before, func(f *Figures) { f.Stop = -1 }), "has to be killed instead of stopping 0.1 s after SIGTERM, starts as before."},
		{"a faster stop", with(before, func(f *Figures) { f.Stop = 9_000 }), before, "stops after SIGTERM in 9 → 0.1 s, starts as before."},
		{"didn't build before", Figures{Rebuild: -1}, service(400e6, 0), "it builds. Without this change it doesn't."},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := Comparison{Before: test.before, After: test.after}
			if got, want := c.Text(), "Built in your CI: "+test.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			c.Reported = true
			if got, want := c.Text(), "Built in your CI, as reported by the run: "+test.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestReason(t *testing.T) {
	before := service(938e6, 9_700)
	ended := Figures{Builds: true, Started: true, ExitCode: 1}
	for _, test := range []struct {
		before, after Figures
		worse         Worse
		want          string
	}{
		{before, before, NotWorse, ""},
		{before, Figures{}, DoesNotBuild, "the image doesn't build"},
		{before, Figures{Builds: true}, DoesNotStart, "the container can't be started"},
		{before, Figures{Builds: true, Started: true, ExitCode: 127}, EndsOtherwise, "the program ends at once with exit code 127"},
		{ended, Figures{Builds: true, Started: true, ExitCode: 127}, EndsOtherwise, "the program ends with exit code 127, not 1"},
		{before, before, DoesNotAnswer, "the program doesn't answer on its ports as before"},
		{before, before, FailsWithData, "the program doesn't run as before with a volume that the unchanged image made"},
	} {
		test.after.Worse = test.worse
		c := Comparison{Before: test.before, After: test.after}
		if got := c.Reason(); got != test.want || c.IsWorse() != (test.want != "") {
			t.Errorf("worse %d: %q, want %q", test.worse, got, test.want)
		}
	}
}

// sample returns a report of one file, and the file with its suggestion.
func sample() (r *Report, path string, text []byte, s fix.Suggestion) {
	path, text, s = "app/Dockerfile", []byte("FROM debian\n"), fix.Suggestion{StartLine: 1, EndLine: 1, Replacement: "FROM debian:13"}
	all := service(300e6, 1_000)
	return &Report{
		Version: 1, Head: strings.Repeat("ab", 20),
		Files: []File{{
			Hash: HashOfFile(path, text), Before: service(938e6, 9_700),
			Suggestions: []Variant{{HashOf(path, s), service(400e6, 2_200)}}, All: &all,
		}},
	}, path, text, s
}

// TestMatching shows that figures count for exactly the file, text and suggestion that were measured.
func TestMatching(t *testing.T) {
	r, path, text, s := sample()
	if c, ok := r.Suggestion(path, text, s); !ok || c.Before.Size != 938e6 || c.After.Size != 400e6 {
		t.Errorf("%v %+v", ok, c)
	}
	if c, ok := r.All(path, text); !ok || c.After.Size != 300e6 {
		t.Errorf("%v %+v", ok, c)
	}
	edited := append([]byte("# comment\n"), text...)
	for name, found := range map[string]func() bool{
		"another file":        func() bool { _, ok := r.Suggestion("Dockerfile", text, s); return ok },
		"another text":        func() bool { _, ok := r.Suggestion(path, edited, s); return ok },
		"all of another text": func() bool { _, ok := r.All(path, edited); return ok },
		"another replacement": func() bool { s := s; s.Replacement += "-slim"; _, ok := r.Suggestion(path, text, s); return ok },
		"another line":        func() bool { s := s; s.EndLine++; _, ok := r.Suggestion(path, text, s); return ok },
		"no report":           func() bool { _, ok := (*Report)(nil).Suggestion(path, text, s); return ok },
	} {
		if found() {
			t.Errorf("%s has the figures", name)
		}
	}
}

func TestDecodeReadsWhatEncodeWrites(t *testing.T) {
	r, _, _, _ := sample()
	for name, text := range map[string][]byte{"as written": r.Encode(), "indented": indented(t, r)} {
		got, err := Decode(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(r, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// TestDecodeRefuses tries what a stranger may write. No error repeats it.
func TestDecodeRefuses(t *testing.T) {
	r, _, _, _ := sample()
	text := string(r.Encode())
	replaced := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the sample has no %s", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	variant := text[strings.Index(text, `"suggestions":[`)+len(`"suggestions":[`) : strings.Index(text, `],"all"`)]
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                 {"", "no JSON"},
		"no JSON":                 {"# Hello @octocat", "no JSON"},
		"NaN":                     {replaced(`"size":938000000`, `"size":NaN`), "no JSON"},
		"infinite":                {replaced(`"size":938000000`, `"size":1e308`), "is of the wrong kind or out of range"},
		"beyond 64 bits":          {replaced(`"size":938000000`, `"size":99999999999999999999`), "is of the wrong kind or out of range"},
		"a fraction":              {replaced(`"size":938000000`, `"size":0.5`), "is of the wrong kind or out of range"},
		"negative":                {replaced(`"size":938000000`, `"size":-5`), "a size is out of range"},
		"a huge image":            {replaced(`"size":938000000`, `"size":18000000000000`), "a size is out of range"},
		"a long build":            {replaced(`"cold_ms":30000`, `"cold_ms":86400001`), "a cold_ms is out of range"},
		"many ports":              {replaced(`"ports":1`, `"ports":65537`), "a ports is out of range"},
		"an unknown reason":       {replaced(`"worse":0`, `"worse":6`), "a worse is out of range"},
		"text for a number":       {replaced(`"size":938000000`, `"size":"@octocat"`), "is of the wrong kind or out of range"},
		"a list for a number":     {replaced(`"size":938000000`, `"size":[1]`), "is of the wrong kind or out of range"},
		"Markdown as a hash":      {replaced(r.Files[0].Hash, "[free](https://example.com) @octocat"), "a hash isn't a SHA-256"},
		"a hash in capitals":      {replaced(r.Files[0].Hash, strings.ToUpper(r.Files[0].Hash)), "a hash isn't a SHA-256"},
		"Markdown as a head":      {replaced(r.Head, "@octocat"), "its head isn't a commit"},
		"another version":         {replaced(`"version":1`, `"version":2`), "its version isn't 1"},
		"an unknown field":        {replaced(`"version":1`, `"version":1,"note":"@octocat"`), "its fields aren't exactly"},
		"a field twice":           {replaced(`"version":1`, `"version":2,"version":1`), "its fields aren't exactly"},
		"a field in capitals":     {replaced(`"version":1`, `"Version":1`), "its fields aren't exactly"},
		"a missing field":         {replaced(`"stays":true,`, ``), "its fields aren't exactly"},
		"null":                    {"null", "its version isn't 1"},
		"a second document":       {text + text, "no JSON"},
		"a suggestion twice":      {replaced(variant, variant+","+variant), "a hash is there twice"},
		"deep":                    {strings.Repeat("[", 100_000), "no JSON"},
		"10 MB":                   {strings.Repeat(" ", 10<<20) + text, "longer than 1048576 bytes"},
		"nothing to compare":      {replaced(`{"builds":true`, `{"builds":false`), ""},
		"doesn't build, but fine": {replaced(variant, strings.Replace(variant, `"builds":true`, `"builds":false`, 1)), "contradict each other"},
		"unchanged, but worse":    {replaced(`"worse":0`, `"worse":1`), "contradict each other"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Decode(strings.NewReader(test.text))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("%+v, %v, want an error with %q", got, err, test.want)
			}
			if strings.Contains(err.Error(), "octocat") {
				t.Errorf("the error repeats the text: %v", err)
			}
		})
	}
}

// TestDecodeBounds shows that counts are bounded at their limits.
func TestDecodeBounds(t *testing.T) {
	report := func(files, suggestions int) *Report {
		r := &Report{Version: 1, Files: []File{}}
		for i := range files {
			f := File{Hash: hash(fmt.Sprint("file", i)), Suggestions: []Variant{}}
			for j := range suggestions {
				f.Suggestions = append(f.Suggestions, Variant{Hash: hash(fmt.Sprint(i, " ", j)), Figures: service(1<<40, 1<<20)})
			}
			r.Files = append(r.Files, f)
		}
		return r
	}
	for _, test := range []struct {
		files, suggestions int
		ok                 bool
	}{{100, 10, true}, {101, 0, false}, {1, 1000, true}, {1, 1001, false}, {100, 11, false}, {0, 0, true}} {
		if _, err := Decode(bytes.NewReader(report(test.files, test.suggestions).Encode())); (err == nil) != test.ok {
			t.Errorf("%d files with %d suggestions each: %v", test.files, test.suggestions, err)
		}
	}
}

func indented(t *testing.T, r *Report) []byte {
	t.Helper()
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestDecodeReadsLittle shows that an endless text is left after the limit.
func TestDecodeReadsLittle(t *testing.T) {
	endless := &counted{}
	if _, err := Decode(endless); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("%v", err)
	}
	if endless.bytes > 2*MaxBytes {
		t.Errorf("%d bytes were read", endless.bytes)
	}
}

// counted is a text of blanks that breaks off far beyond the limit.
type counted struct{ bytes int }

func (c *counted) Read(p []byte) (int, error) {
	c.bytes += len(p)
	if c.bytes > 8*MaxBytes {
		return 0, io.ErrUnexpectedEOF
	}
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
