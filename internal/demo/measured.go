package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
	"github.com/drydock-dev/drydock/examples"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
)

//go:embed measured.html
var measuredTemplate string

// measuredPush is a push whose suggestions were built and started. The figures were recorded: see
// examples/measured/README.md.
type measuredPush struct {
	*push
	figures measured.FileDetails
}

// howMeasured says what the second page shows.
const howMeasured = "The Action posts its review first. Then each suggestion is built and started beside the Dockerfile as it is, and the comments are completed with what was measured. One suggestion is withdrawn: with it, the program ends at once."

// playMeasured has the Action review a push, and then complete the review with the recorded figures.
func playMeasured(program string) (*measuredPush, error) {
	recorded, err := recordedFigures()
	if err != nil {
		return nil, err
	}
	p := &measuredPush{figures: recorded.Files[0]}
	files, err := exampleFiles(path.Dir(p.figures.Path))
	if err != nil {
		return nil, err
	}
	server := githubtest.New(files...)
	defer server.Close()
	if _, err := review(program, server); err != nil {
		return nil, err
	}
	r := recorded.Report()
	r.Head = server.Head()
	p.push, err = completed(program, server, r.Encode())
	return p, err
}

// recordedFigures reads what was measured of the example.
func recordedFigures() (d measured.Details, err error) {
	text, err := examples.Measured.ReadFile("measured/figures.json")
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err == nil && len(d.Files) != 1 {
		err = fmt.Errorf("examples/measured/figures.json has %d files, want 1", len(d.Files))
	}
	return d, err
}

// exampleFiles returns the example's files as a pull request that adds them to a folder.
func exampleFiles(folder string) (files []githubtest.File, err error) {
	for _, name := range []string{"Dockerfile", "app.py", "requirements.txt"} {
		text, err := fs.ReadFile(examples.Measured, "measured/"+name)
		if err != nil {
			return nil, err
		}
		files = append(files, githubtest.File{Path: path.Join(folder, name), After: string(text)})
	}
	return files, nil
}

// completed runs the Action with figures, as after the measuring, and returns the push as it is then.
func completed(program string, server *githubtest.Server, figures []byte) (*push, error) {
	ran, err := runAction(program, server, figures)
	if err != nil {
		return nil, err
	}
	p := &push{files: server.Files[:1], comments: server.Comments(), code: ran.code, requests: len(server.Requests()), summary: ran.summary}
	if posted := server.Reviews(); len(posted) == 1 {
		p.review = posted[0]
		return p, nil
	}
	return nil, fmt.Errorf("the action posted another review:\n%s", ran.log)
}

// told returns what the comments tell of figures, in their order.
func (p *measuredPush) told() (lines []string) {
	for _, c := range p.comments {
		for line := range strings.Lines(visible(c.Body)) {
			if strings.HasPrefix(line, "**Built in your CI") || strings.HasPrefix(line, "**No suggestion:**") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return lines
}

// print writes what was measured as text.
func (p *measuredPush) print(w io.Writer) error {
	fmt.Fprintf(w, "\n──── Built and started ────\n\n%s\n\n", howMeasured)
	for _, c := range p.comments {
		fmt.Fprintf(w, "──── %s, %s ────\n\n%s\n\n", c.Path, lines(c, "–"), visible(c.Body))
	}
	_, err := fmt.Fprintln(w, p.builtSummary())
	return err
}

// builtSummary returns the part of the job's summary about what was measured.
func (p *measuredPush) builtSummary() string {
	const heading = "## Built and started"
	_, text, _ := strings.Cut(p.summary, heading)
	return strings.TrimSpace(text)
}

// page returns the push as one self-contained HTML page.
func (p *measuredPush) page() (string, error) {
	var picture strings.Builder
	if err := report.MeasuredSVG(&picture, p.figures); err != nil {
		return "", err
	}
	data := struct {
		Explanation      string
		Picture, Summary template.HTML
		Push             pushView
	}{Explanation: howMeasured, Picture: template.HTML(picture.String())}
	var err error
	if data.Summary, err = markdown(p.builtSummary(), nil); err != nil {
		return "", err
	}
	if data.Push, err = p.view("first", nil, p.comments); err != nil {
		return "", err
	}
	pages, err := template.New("page").Parse(pageTemplate + measuredTemplate)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = pages.ExecuteTemplate(&b, "measured", data)
	return b.String(), err
}
