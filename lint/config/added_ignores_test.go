package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// TestAddedIgnores shows which ignores of a file are new: those of a rule and an instruction that the
// base has none for.
func TestAddedIgnores(t *testing.T) {
	const (
		from  = "FROM debian:12-slim\n"
		own   = "# drydock ignore=maintainer\n"
		merge = "# hadolint ignore=DL3059\n"
	)
	for name, tt := range map[string]struct{ path, settings, before, after, want string }{
		"a new file":                           {after: from + own + "MAINTAINER me\n", want: "maintainer:2"},
		"a new comment":                        {before: from + "MAINTAINER me\n", after: from + own + "MAINTAINER me\n", want: "maintainer:2"},
		"an old comment":                       {before: from + own + "MAINTAINER me\n", after: from + "RUN a\n" + own + "MAINTAINER me\n"},
		"another name of the same rule":        {before: from + "# hadolint ignore=DL4000\nMAINTAINER me\n", after: from + own + "MAINTAINER me\n"},
		"its instruction is edited":            {before: from + merge + "RUN a 1\n", after: from + merge + "RUN a 2\n"},
		"moved to an instruction of before":    {before: from + merge + "RUN a\nRUN b\n", after: from + "RUN a\n" + merge + "RUN b\n", want: "DL3059:3"},
		"moved to a new instruction":           {before: from + merge + "RUN a\n", after: from + "RUN a\n" + merge + "RUN b\n", want: "DL3059:3"},
		"left behind by a removed instruction": {before: from + merge + "RUN a\nRUN b\n", after: from + merge + "RUN b\n", want: "DL3059:2"},
		"a second one":                         {before: from + merge + "RUN a\n", after: from + merge + "RUN a\n" + merge + "RUN b\n", want: "DL3059:4"},
		"a name more":                          {before: from + own + "MAINTAINER me\n", after: from + "# drydock ignore=maintainer,user-root\nMAINTAINER me\n", want: "user-root:2"},
		"for the whole file":                   {before: from, after: "# drydock global ignore=user-root\n" + from, want: "user-root:1"},
		"BuildKit's":                           {before: from + "MAINTAINER me\n", after: "# check=skip=MaintainerDeprecated,Nonsense\n" + from + "MAINTAINER me\n", want: "MaintainerDeprecated:1"},
		"all of BuildKit's":                    {before: from, after: from + "# check=skip=all\nMAINTAINER me\n", want: "all:2"},
		"one of a rule that doesn't run":       {settings: "rules: {maintainer: 'off'}\n", after: from + own + "MAINTAINER me\n"},
		"one of no rule":                       {after: from + "# drydock ignore=nonsense\nMAINTAINER me\n"},
		"a code":                               {after: from + "# hadolint ignore=SC2086\nRUN a $b\n", want: "SC2086:2"},
		"a refused one":                        {settings: "never-ignore: [maintainer]\n", after: from + own + "MAINTAINER me\n"},
		"all are refused":                      {settings: "allow-ignores: false\n", after: from + own + "MAINTAINER me\n"},
		"in a Compose file":                    {path: "compose.yml", before: "services:\n  a:\n    image: b:1\n    privileged: true\n", after: "services:\n  a:\n    image: b:1\n    # drydock ignore=compose-privileged\n    privileged: true\n", want: "compose-privileged:4"},
		"in a Dockerfile in a Compose file":    {path: "compose.yml", after: "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian:12-slim\n        # drydock ignore=maintainer\n        MAINTAINER me\n", want: "maintainer:6"},
		"a comment that no instruction has ":   {before: from, after: from + own, want: "maintainer:2"},
	} {
		t.Run(name, func(t *testing.T) {
			settings, err := config.Parse(rules.All, "drydock.yaml", []byte(tt.settings))
			if err != nil {
				t.Fatal(err)
			}
			path := "Dockerfile"
			if tt.path != "" {
				path = tt.path
			}
			var before syntax.File
			if tt.before != "" {
				before = kinds.Parse(path, []byte(tt.before))
			}
			var got []string
			for _, i := range settings.AddedIgnores(before, kinds.Parse(path, []byte(tt.after))) {
				got = append(got, fmt.Sprintf("%s:%d", i.Name, i.Line))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
