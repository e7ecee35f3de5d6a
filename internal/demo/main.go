// Command demo shows a review without GitHub. It starts a GitHub in memory with a pull request that
// adds the seed's Dockerfile and a Compose file, and runs the real Action against it as a runner
// would. Then it pushes a second time, mends a part, and runs the Action again. It prints the review
// as posted, and writes a page that looks like the pull request in a browser. A second page shows a
// review whose suggestions were built and started.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/drydock-dev/drydock/report"
)

func main() {
	program := flag.String("drydock", "bin/drydock", "the built program")
	page := flag.String("page", "demo.html", "file to write the page to")
	measuredPage := flag.String("measured", "demo-measured.html", "file to write the second page to")
	flag.Parse()
	if err := run(*program, *page, *measuredPage); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(program, page, measuredPage string) error {
	pr, err := play(program)
	if err != nil {
		return err
	}
	if err := pr.print(os.Stdout); err != nil {
		return err
	}
	html, err := pr.page()
	if err != nil {
		return err
	}
	if err := os.WriteFile(page, []byte(html), 0o644); err != nil {
		return err
	}
	built, err := playMeasured(program)
	if err != nil {
		return err
	}
	if err := built.print(os.Stdout); err != nil {
		return err
	}
	if html, err = built.page(); err != nil {
		return err
	}
	if err := os.WriteFile(measuredPage, []byte(html), 0o644); err != nil {
		return err
	}
	fmt.Printf("\nThe action exited with code %d after %d requests. See the pull request in %s, and one with measured suggestions in %s\n", pr.first.code, pr.first.requests, page, measuredPage)
	return nil
}

// print writes the pull request as text.
func (pr *pullRequest) print(w io.Writer) error {
	var paths []string
	for _, f := range pr.first.files {
		paths = append(paths, f.Path)
	}
	fmt.Fprintf(w, "The review, as posted to a pull request that adds %s:\n\n%s\n", strings.Join(paths, " and "), pr.first.review.Body)
	for _, c := range pr.first.comments {
		fmt.Fprintf(w, "\n──── %s, %s ────\n\n%s\n", c.Path, lines(c, "–"), visible(c.Body))
	}
	for _, f := range pr.first.committed {
		fmt.Fprintf(w, "\n──── %s, with all suggestions committed ────\n\n%s\n", f.Path, f.After)
	}
	fmt.Fprintf(w, "\n──── The second push ────\n\n%s\n\n", secondPush)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, t := range pr.threads() {
		fmt.Fprintf(table, "%s\t%s, %s\t%s\n", t.state, t.at().Path, lines(t.at(), "–"), strings.Join(rulesOf(t.Body), ", "))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", pr.notRepeated())
	return nil
}

// notRepeated says how many comments the second run left as they are.
func (pr *pullRequest) notRepeated() string {
	open := 0
	for _, t := range pr.threads() {
		if t.state == stillOpen {
			open++
		}
	}
	return fmt.Sprintf("%s still true and not repeated.", map[bool]string{true: "1 comment is", false: report.Plural(open, "comment") + " are"}[open == 1])
}
