// Command drydock finds what is wrong with Dockerfiles and offers changes that
// are proven. It has no logic of its own: each subcommand, in a file of its
// name, reads its input, hands it to the packages, and writes what they say.
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
)

// Version is the program's version; releases set it when they link.
var Version = "1.0.0-dev"

// cli is the command line.
type cli struct {
	Check   checkCmd         `cmd:"" help:"Show findings and suggestions."`
	Fix     fixCmd           `cmd:"" help:"Apply the safe suggestions in place."`
	Review  reviewCmd        `cmd:"" help:"Show what the bot would say about this branch."`
	Action  actionCmd        `cmd:"" help:"Review the pull request of a GitHub Actions run."`
	Cache   cacheCmd         `cmd:"" help:"Show what builds of a Dockerfile cost, layer by layer."`
	Rules   rulesCmd         `cmd:"" help:"List the rules, or show one."`
	Version kong.VersionFlag `help:"Print the version."`
}

// The exit codes.
const (
	exitFindings = 1 // findings at or above --fail-on
	exitFailure  = 2 // misuse, or something that could not be read
)

// exitError ends the program with a code. An empty text has been said already.
type exitError struct {
	code int
	text string
}

func (e exitError) Error() string { return e.text }

func main() {
	// The program is short-lived and its live heap small: collecting less often
	// costs some megabytes, up to a limit, and saves a fifth of the time.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(200 << 20)
	// compose-go warns of what is a finding here.
	logrus.SetOutput(io.Discard)
	os.Exit(run(os.Args[1:]))
}

// run parses the command line, runs the subcommand and returns the exit code.
func run(args []string) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("drydock"),
		kong.Description("Reviews Dockerfiles. Every suggestion was proven before it is shown."),
		kong.Vars{"version": Version},
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

// fail prints an error on one line and returns its exit code, 0 for none.
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
		fmt.Fprintln(os.Stderr, "drydock: "+strings.ReplaceAll(text, "\n", "; "))
	}
	return code
}
