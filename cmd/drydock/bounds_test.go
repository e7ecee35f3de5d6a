package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestBounds checks files designed to crash the program. It must finish each with a report, within a
// minute and 512 MiB.
func TestBounds(t *testing.T) {
	if raceDetector {
		t.Skip("it would measure the race detector's memory; without the detector it is run as well")
	}
	const size = 1 << 20
	repeat := func(head, text string) string {
		return head + strings.Repeat(text, (size-len(head))/len(text))
	}
	doubling := "FROM a\nENV a0=xx\n"
	for i := range 40 {
		doubling += fmt.Sprintf("ENV a%d=$a%d$a%d\n", i+1, i, i)
	}
	files := map[string]string{
		"one line":                  repeat("FROM a\nRUN ", "x"),
		"100,000 instructions":      repeat("FROM a\n", "RUN a\n"),
		"as many as are taken":      "FROM debian:12\n" + strings.Repeat("RUN apt-get install a\n", 999),
		"a finding on each line":    "FROM debian:12\n" + strings.Repeat("ADD a.py /\n", 999),
		"10,000 stages":             strings.Repeat("FROM a\n", 10_000),
		"a long continued line":     repeat("FROM a\nRUN a \\\n", "  b \\\n"),
		"nested quotes":             repeat("FROM a\nRUN echo ", "\"'`$("),
		"nested in short lines":     repeat("FROM a\nRUN echo \\\n", "\"'`$(\\\n"),
		"brackets":                  repeat("FROM a\nRUN \\\n", "((((((((\\\n"),
		"a here-document":           repeat("FROM a\nRUN <<EOF\n", "x\n"),
		"here-documents":            repeat("FROM a\n", "RUN <<EOF\n"),
		"here-documents on a line":  repeat("FROM a\nRUN ", "<<A "),
		"a million variables":       repeat("FROM a\nENV \\\n", "a=$b \\\n"),
		"variables that double":     doubling,
		"variables of variables":    "FROM a\nARG x=1\nENV y=" + strings.Repeat("$x", 30_000) + "\nENV z=" + strings.Repeat("$y", 30_000) + "\n",
		"a long value in each step": "FROM a\nENV a=" + strings.Repeat("x", 60_000) + "\n" + strings.Repeat("RUN b\n", 900),
		"comments":                  repeat("FROM a\n", "# a\n"),
		"blank lines":               repeat("FROM a\n", "\n"),
		"long scripts":              "FROM debian:12\n" + strings.Repeat("RUN apt-get update\nRUN apt-get install"+strings.Repeat(" a", 300)+"\n", 400),
	}
	for name, text := range files {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "Dockerfile"), text)
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			cmd := program(t).Command(ctx, t, dir, nil, "check", "--fail-on", "none", "Dockerfile")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "1 file: ") {
				t.Fatalf("%v: %.300s", err, out)
			}
			if used := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10; used > 512<<20 {
				t.Errorf("it took %d MiB", used>>20)
			}
		})
	}
}
