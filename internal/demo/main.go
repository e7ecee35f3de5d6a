// Command demo shows a review without GitHub. It starts a GitHub in memory with a pull request that
// adds the seed's Dockerfile and a Compose file, and runs the real Action against it as a runner
// would. It prints the review as posted, and writes a page that looks like the pull request in a
// browser.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
	"github.com/drydock-dev/drydock/examples"
	"github.com/drydock-dev/drydock/internal/seed"
)

func main() {
	program := flag.String("drydock", "bin/drydock", "the built program")
	page := flag.String("page", "demo.html", "file to write the page to")
	flag.Parse()
	if err := run(*program, *page); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(program, page string) error {
	compose, err := examples.Habits.ReadFile("habits/bad/" + composeFile)
	if err != nil {
		return err
	}
	files := []githubtest.File{{Path: seed.Path, After: seed.Bad}, {Path: composeFile, After: string(compose)}}
	server := githubtest.New(files...)
	defer server.Close()
	log, code, err := runAction(program, server)
	if err != nil {
		return err
	}
	if len(server.Reviews()) != 1 {
		return fmt.Errorf("the action posted %d reviews, want 1:\n%s", len(server.Reviews()), log)
	}
	review := server.Reviews()[0]
	fmt.Printf("The review, as posted to a pull request that adds %s and %s:\n\n%s\n", seed.Path, composeFile, review.Body)
	for _, c := range server.Comments() {
		fmt.Printf("\n──── %s, lines %d–%d ────\n\n%s\n", c.Path, c.First(), c.Line, visible(c.Body))
	}
	for _, f := range files {
		fixed, err := server.Accept(f.Path, suggested(server, f.Path)...)
		if err != nil {
			return err
		}
		fmt.Printf("\n──── %s, with all suggestions committed ────\n\n%s\n", f.Path, fixed)
	}
	html, err := renderPage(seed.Path, seed.Bad, review, on(server, seed.Path), code)
	if err != nil {
		return err
	}
	if err := os.WriteFile(page, []byte(html), 0o644); err != nil {
		return err
	}
	fmt.Printf("The action exited with code %d after %d requests. See the pull request in %s\n", code, len(server.Requests()), page)
	return nil
}

// composeFile is the second file in the pull request.
const composeFile = "compose.yaml"

// on returns the comments on a file.
func on(server *githubtest.Server, path string) (comments []githubtest.Comment) {
	for _, c := range server.Comments() {
		if c.Path == path {
			comments = append(comments, c)
		}
	}
	return comments
}

// suggested returns the comments on a file that have a suggestion.
func suggested(server *githubtest.Server, path string) (comments []githubtest.Comment) {
	for _, c := range on(server, path) {
		if _, ok := githubtest.Suggestion(c.Body); ok {
			comments = append(comments, c)
		}
	}
	return comments
}

// runAction runs the Action in the environment that a runner gives it, and returns its output.
func runAction(program string, server *githubtest.Server) (log string, code int, err error) {
	dir, err := os.MkdirTemp("", "drydock-demo-*")
	if err != nil {
		return "", 0, err
	}
	defer os.RemoveAll(dir)
	event := filepath.Join(dir, "event.json")
	if err := os.WriteFile(event, []byte(server.Event()), 0o644); err != nil {
		return "", 0, err
	}
	cmd := exec.Command(program, "action")
	cmd.Env = append(server.Env(event, map[string]string{"github-token": githubtest.Token}), "PATH="+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		return "", 0, err
	}
	return string(out), cmd.ProcessState.ExitCode(), nil
}

// visible returns a comment without the hidden marker at its end.
func visible(body string) string {
	text, _, _ := strings.Cut(body, "<!--")
	return strings.TrimSpace(text)
}
