package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// FuzzCheck runs all of `check` on any text, from a file to each format. Nothing may fail, and the
// machine-readable formats must parse.
func FuzzCheck(f *testing.F) {
	for _, source := range []string{
		seed.Bad, "", "FROM a", "# escape=`\nFROM a\nRUN b `\n c\n", "\xEF\xBB\xBFFROM ubuntu\r\nADD . .\r\nCMD a\r\n",
		"ARG V=1\nFROM node:${V} AS x\nCOPY . .\nRUN npm install && npm run build\nFROM x\nUSER root\nENTRYPOINT a\n",
		"FROM python\nRUN <<EOF\npip install x\nEOF\nONBUILD ADD a b\nHEALTHCHECK CMD a\n",
	} {
		f.Add([]byte(source), false)
		f.Add([]byte(source), true)
	}
	f.Fuzz(func(t *testing.T, source []byte, strict bool) {
		path := filepath.Join(t.TempDir(), "Dockerfile")
		if err := os.WriteFile(path, source, 0o600); err != nil {
			t.Fatal(err)
		}
		settings := config.Default(rules.All)
		if strict {
			settings.Profile = lint.Strict
		}
		look := func(f syntax.File, known *facts.Facts, settings config.Settings) *fix.Plan {
			plan := fix.New(f, known, settings, lint.Review)
			for _, finding := range plan.Findings {
				if finding.Rule.ID == "internal-error" {
					t.Error(finding.Message)
				}
			}
			return plan
		}
		flags := inputFlags{Paths: []string{path}, MaxBytes: 1 << 20}
		for _, format := range report.Formats() {
			files, err := flags.look(settings, look)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := report.Write(&out, format, files); err != nil {
				t.Fatal(err)
			}
			switch format {
			case "json", "sarif", "rdjson", "gitlab":
				if !json.Valid(out.Bytes()) {
					t.Fatalf("%s is not JSON:\n%s", format, out.Bytes())
				}
			case "checkstyle", "junit":
				var document struct{}
				if err := xml.Unmarshal(out.Bytes(), &document); err != nil {
					t.Fatalf("%s is not XML: %v\n%s", format, err, out.Bytes())
				}
			}
		}
	})
}
