// Command drydock finds problems in Dockerfiles and suggests proven fixes. Each
// subcommand has its own file. It reads its input, passes it to the packages,
// and writes their results.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/sirupsen/logrus"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

// Version is the program's version. Releases set it at link time.
var Version = rules.Release + ".0-dev"

// cli is the command line.
type cli struct {
	Check   checkCmd         `cmd:"" help:"Show findings and suggestions."`
	Fix     fixCmd           `cmd:"" help:"Apply the safe suggestions in place."`
	Review  reviewCmd        `cmd:"" help:"Show the review that the bot would post for this branch."`
	Action  actionCmd        `cmd:"" help:"Review the pull request of a GitHub Actions run."`
	Measure measureCmd       `cmd:"" help:"Build a Dockerfile with and without its suggestions, start it, and compare."`
	Cache   cacheCmd         `cmd:"" help:"Show what a Dockerfile's builds cost, layer by layer."`
	Rules   rulesCmd         `cmd:"" help:"List the rules, or show one."`
	Version kong.VersionFlag `help:"Print the version."`
}

// The exit codes.
const (
	exitFindings = 1 // findings at or above --fail-on
	exitFailure  = 2 // wrong usage, or input that couldn't be read
)

// exitError ends the program with an exit code. Its text is empty if there is nothing left to print.
type exitError struct {
	code int
	text string
}

func (e exitError) Error() string { return e.text }

func main() {
	// The program is short-lived and uses little memory. Collecting garbage less often saves a fifth
	// of the time and costs a few megabytes, up to the limit.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(200 << 20)
	// compose-go's warnings are findings here.
	logrus.SetOutput(io.Discard)
	os.Exit(run(os.Args[1:]))
}

// run parses the command line, runs the subcommand and returns the exit code.
func run(args []string) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("drydock"),
		kong.Description("Reviews Dockerfiles. Every suggestion is proven before you see it."),
		kong.Vars{
			"version": Version,
			"formats": strings.Join(report.Formats(), ", "),
			"kinds":   strings.Join(kinds.Names(), ", "),
		},
		kong.UsageOnError(),
	)
	if err != nil {
		return fail(err)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return fail(err)
	}
	return fail(ctx.Run())
}

// fail prints an error on one line and returns its exit code. For nil, that is 0.
func fail(err error) int {
	if err == nil {
		return 0
	}
	code := exitFailure
	var exit exitError
	if errors.As(err, &exit) {
		code = exit.code
	}
	if text := err.Error(); text != "" {
		warn(text)
	}
	return code
}

// warn prints a problem on one line of standard error.
func warn(problem string) {
	fmt.Fprintln(os.Stderr, "drydock: "+strings.ReplaceAll(problem, "\n", "; "))
}
