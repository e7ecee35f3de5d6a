package facts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// countingTree counts how often its files are opened.
type countingTree struct {
	fs.FS
	opened atomic.Int64
}

func (t *countingTree) Open(name string) (fs.File, error) {
	t.opened.Add(1)
	return t.FS.Open(name)
}

func files(texts map[string]string) *countingTree {
	m := fstest.MapFS{}
	for name, text := range texts {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return &countingTree{FS: m}
}

// TestRemembered shows that an answer is worked out once, and that asking again opens no
// file.
func TestRemembered(t *testing.T) {
	tree := files(map[string]string{
		"Dockerfile": "FROM a\nCOPY . /\n", "main.go": "", ".dockerignore": "x\n",
		"compose.yaml": "services:\n  web:\n    build: .\n    user: app\n",
	})
	known := Gather(tree, nil, time.Time{}, nil)
	file := dockerfile.Parse("Dockerfile", []byte("FROM a\nCOPY . /\nVOLUME /data\n"))
	composeFile := compose.Parse("compose.yaml", []byte("services:\n  web:\n    build: .\n")).(*compose.File)
	for name, ask := range map[string]func() string{
		"services":       func() string { return fmt.Sprint(len(known.Services(file)), known.AllRunAsUser(file)) },
		"neighbours":     func() string { return fmt.Sprint(known.Beside(file)) },
		"build contexts": func() string { return fmt.Sprint(known.ContextAt(file, ".") != nil) },
		"built stage":    func() string { return known.BuiltStage(composeFile, composeFile.Services[0]).Base },
	} {
		t.Run(name, func(t *testing.T) {
			before := tree.opened.Load()
			first := ask()
			asked := tree.opened.Load()
			if asked == before {
				t.Error("the tree isn't asked")
			}
			if again := ask(); again != first || tree.opened.Load() != asked {
				t.Errorf("%q, then %q with %d more opens", first, again, tree.opened.Load()-asked)
			}
		})
	}
}

// TestStartCommands shows what a container starts: its own command, and those of the script
// in the tree that it starts with, behind wrappers.
func TestStartCommands(t *testing.T) {
	tests := []struct {
		name, source string
		tree         map[string]string
		want         []string // "script:line words"
	}{
		{"a program", "CMD [\"nginx\", \"-g\", \"x\"]\n", nil, []string{":0 nginx -g x"}},
		{"in shell form, behind exec", "CMD exec nginx -g x\n", nil, []string{":0 nginx -g x"}},
		{"a shell's script", "CMD [\"sh\", \"-c\", \"a && exec b\"]\n", nil, []string{":0 a", ":0 b"}},
		{"a script of the tree", "COPY start.sh /\nCMD [\"/start.sh\"]\n",
			map[string]string{"start.sh": "#!/bin/sh\nset -e\nexec gosu app nginx\n"},
			[]string{":0 /start.sh", "start.sh:2 set -e", "start.sh:3 gosu app nginx"}},
		{"one that a shell runs", "WORKDIR /app\nCOPY . .\nENTRYPOINT [\"bash\", \"bin/start\"]\n",
			map[string]string{"bin/start": "#!/usr/bin/env bash\nif a; then\n  exec nginx \"$@\"\nfi\n"},
			[]string{":0 bash bin/start", "bin/start:2 a", "bin/start:3 nginx "}},
		{"behind exec in shell form", "COPY start.sh /\nCMD exec /start.sh\n",
			map[string]string{"start.sh": "nohup nice -n 5 a &\nexec b\n"},
			[]string{":0 /start.sh", "start.sh:1 a", "start.sh:2 b"}},
		{"ENTRYPOINT and CMD", "ENTRYPOINT [\"a\"]\nCMD [\"b\"]\n", nil, []string{":0 a", ":0 b"}},
		{"a script of another stage", "COPY --from=x start.sh /\nCMD [\"/start.sh\"]\n", map[string]string{"start.sh": "a\n"}, []string{":0 /start.sh"}},
		{"a file that is no script", "COPY start /\nCMD [\"/start\"]\n", map[string]string{"start": "a\n"}, []string{":0 /start"}},
		{"nothing", "RUN a\n", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := dockerfile.Parse("Dockerfile", []byte("FROM a\n"+tt.source))
			if file.Err != nil {
				t.Fatal(file.Err)
			}
			var got []string
			for _, c := range Gather(files(tt.tree), nil, time.Time{}, nil).StartCommands(file, file.FinalStage()) {
				got = append(got, fmt.Sprintf("%s:%d %s", c.Script, c.Line, strings.Join(c.Words, " ")))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
