package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/measured"
)

// measuredExample is a Dockerfile with a suggestion that gains, one that changes nothing, and one that's worse.
func measuredExample() measured.Details {
	figures := func(size, rebuild int64) measured.Figures {
		return measured.Figures{Builds: true, Size: size, Compressed: size / 3, Cold: 12300, Rebuild: rebuild, Started: true, Stays: true, Ports: 1, Stop: -1}
	}
	gain, all := figures(400e6, 2200), figures(400e6, 2200)
	gain.Stop = 600
	return measured.Details{
		Version: 1, Builder: "Docker's builder", Starter: "started with Docker",
		Files: []measured.FileDetails{{
			Path: "api/Dockerfile", Context: "api", Edited: "src/app.js", Before: &measured.Text{Name: "as it is", Figures: figures(938e6, 9700)},
			Suggestions: []measured.Text{
				{Name: "line 1: from-slim", Figures: gain, Folders: []measured.Folder{{Path: "/usr/lib", Difference: measured.Difference{Removed: 3, Changed: 1}}}},
				{Name: "line 9: maintainer", Figures: figures(938e6, 9650)},
				{Name: "line 10: cmd-exec-form", Figures: measured.Figures{Builds: true, Size: 938e6, Compressed: 1, Cold: -1, Rebuild: -1, Started: true, ExitCode: 2, Stop: -1, Worse: measured.EndsOtherwise}, Why: "the program ends at once (exit code 2)"},
			},
			All: &measured.Text{Name: "all together", Figures: all},
		}},
	}
}

func TestMeasured(t *testing.T) {
	var b bytes.Buffer
	if err := Measured(&b, measuredExample()); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{
		"api/Dockerfile: built from api, and after an edit of src/app.js (changes most often)\n",
		"938 MB   313 MB       12 s          9.7 s  stays, answers on 1 port    killed",
		"400 MB   133 MB       12 s          2.2 s  stays, answers on 1 port     0.6 s",
		"ends with 2",
		"Dropped, because they do worse\n  line 10: cmd-exec-form: the program ends at once (exit code 2)\n",
		"Size on disk\n  as it is            ██████████████████████████████ 938 MB\n  line 1: from-slim   █████████████ 400 MB\n",
		"Files that differ (+ new, ~ changed, − gone)\n  line 1: from-slim: /usr/lib ~1 −3\n",
		"Built with Docker's builder; started with Docker.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, not := range []string{"Build from cold", "Incomplete"} { // the times are the same
		if strings.Contains(text, not) {
			t.Errorf("%q in\n%s", not, text)
		}
	}
	if bars := text[strings.Index(text, "Size on disk"):]; strings.Contains(bars, "cmd-exec-form") {
		t.Errorf("what was dropped has a bar:\n%s", bars)
	}
}

// TestMeasuredSVG checks that the picture has the bars of the text.
func TestMeasuredSVG(t *testing.T) {
	var b bytes.Buffer
	if err := MeasuredSVG(&b, measuredExample().Files[0]); err != nil {
		t.Fatal(err)
	}
	for want, n := range map[string]int{"938 MB": 2, "400 MB": 2, "9.7 s": 2, "2.2 s": 2, "Size to pull": 1, "Build from cold": 0, `class="before"`: 3, `width="300"`: 10} {
		if got := strings.Count(b.String(), want); got < n || n == 0 && got > 0 {
			t.Errorf("%s is there %d times, want %d\n%s", want, got, n, b.String())
		}
	}
}

// TestMeasuredOfHostileText checks that names of a stranger's repository can't break a terminal or a picture.
func TestMeasuredOfHostileText(t *testing.T) {
	d := measuredExample()
	f := &d.Files[0]
	hostile := "x<script>alert(1)</script>\x1b[31m\x01\nnew line & </text>"
	f.Path, f.Context, f.Edited, f.Problem = hostile, hostile, hostile, hostile
	f.Suggestions[0].Name, f.Suggestions[2].Why, f.Suggestions[0].Folders[0].Path = hostile, hostile, hostile
	var text, picture bytes.Buffer
	if err := errors.Join(Measured(&text, d), MeasuredSVG(&picture, *f)); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(text.String(), "\x1b\x01") || strings.Contains(text.String(), "\nnew line") {
		t.Errorf("%q", text.String())
	}
	for decoder := xml.NewDecoder(&picture); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
			t.Error("an element of the text")
		}
	}
}

// TestMeasuredNothing checks the report of a Dockerfile that doesn't build as it is, and of an early end.
func TestMeasuredNothing(t *testing.T) {
	d := measured.Details{Incomplete: true, Why: "the time limit of 15m0s is over", Files: []measured.FileDetails{{Path: "Dockerfile", Problem: "it doesn't build as it is", Before: &measured.Text{}}}}
	var b bytes.Buffer
	if err := errors.Join(Measured(&b, d), MeasuredSVG(io.Discard, d.Files[0])); err != nil {
		t.Fatal(err)
	}
	if want := "Dockerfile\n  it doesn't build as it is\n\nIncomplete: the time limit of 15m0s is over.\n"; b.String() != want {
		t.Errorf("got %q", b.String())
	}
}
