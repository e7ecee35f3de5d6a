package buildkit

import (
	"regexp"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// variable matches a variable in a port. Group 2 is the dash behind the lower end of a range.
var variable = regexp.MustCompile(`\$\{?([A-Za-z_]\w*)\}?(-)?`)

// ports returns a port for each variable in an EXPOSE that has no value in the file, ARGs without a
// default and variables that aren't declared apart. An empty port is an error, but `--build-arg` or the
// base image may set the variable.
func ports(f *dockerfile.File) (args, undeclared map[string]string) {
	args, undeclared = map[string]string{}, map[string]string{}
	for in := range f.Triggered() {
		if in.Name != "EXPOSE" {
			continue
		}
		for _, m := range variable.FindAllStringSubmatch(in.Text(), -1) {
			port := "65535"
			if m[2] != "" {
				port = "1"
			}
			switch declared, set := declares(f, m[1]); {
			case !declared:
				undeclared[m[1]] = port
			case !set:
				args[m[1]] = port
			}
		}
	}
	return args, undeclared
}

// declares reports whether a file has an ARG or ENV of a name, and whether one gives it a value.
func declares(f *dockerfile.File, name string) (declared, set bool) {
	for in := range f.Triggered() {
		switch c := in.Parsed.(type) {
		case *instructions.ArgCommand:
			for _, a := range c.Args {
				if a.Key == name {
					declared, set = true, set || a.Value != nil
				}
			}
		case *instructions.EnvCommand:
			for _, pair := range c.Env {
				if pair.Key == name {
					return true, true
				}
			}
		}
	}
	return declared, set
}
