package bake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// describe returns a target on one line, for tables.
func describe(t Target) string {
	parts := []string{t.Name, t.Context, t.Dockerfile}
	if t.Inline {
		parts[2] = "inline"
	}
	if t.Stage != "" {
		parts = append(parts, "stage="+t.Stage)
	}
	for _, m := range []map[string]string{t.Args, t.Contexts} {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			parts = append(parts, key+"="+m[key])
		}
	}
	return strings.Join(append(parts, t.Tags...), " ")
}

// TestTargets shows what is read from a bake file, by what it says.
func TestTargets(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"defaults", `target "a" {}`, "a . Dockerfile"},
		{"all fields", `target "a" {
  context = "../x"
  dockerfile = "d/File"
  target = "final"
  args = { V = "1", N = 2 }
  contexts = { base = "target:b" }
  tags = ["x/y:1", "z"]
}`, "a ../x d/File stage=final N=2 V=1 base=target:b x/y:1 z"},
		{"an inline Dockerfile", "target \"a\" {\n  dockerfile-inline = <<EOT\nFROM scratch\nEOT\n}", "a . inline"},
		{"a default", "target \"a\" { tags = [\"${R}/a:${V}\"] }\nvariable \"V\" { default = \"${M}.1\" }\nvariable \"M\" { default = \"3\" }\nvariable \"R\" { default = \"ghcr.io/x\" }", "a . Dockerfile ghcr.io/x/a:3.1"},
		{"a variable without a default", "variable \"T\" {}\ntarget \"a\" { tags = [\"x/a:${T}\"] }", "a . Dockerfile x/a:${T}"},
		{"a variable that nothing defines", `target "a" { context = DIR }`, "a ${DIR} Dockerfile"},
		{"a function", `target "a" { tags = [lower(join("/", ["X", "Y"]))] }`, "a . Dockerfile x/y"},
		{"a function of the file's own", "function \"t\" {\n  params = [n]\n  result = n\n}\ntarget \"a\" { tags = [t(\"x\"), \"y\"] }", "a . Dockerfile ${item} y"},
		{"a condition", "variable \"P\" { default = \"\" }\ntarget \"a\" { tags = [P == \"\" ? \"x\" : \"y\"] }", "a . Dockerfile x"},
		{"a loop", `target "a" { tags = [for t in ["x"] : t] }`, "a . Dockerfile"},
		{"inherited", "target \"c\" {\n  args = { A = \"1\", B = \"1\" }\n  context = \"c\"\n}\ntarget \"a\" {\n  inherits = [\"c\"]\n  args = { B = \"2\" }\n}", "c c Dockerfile A=1 B=1\na c Dockerfile A=1 B=2"},
		{"only there to be inherited", "target \"_c\" { args = { A = \"1\" } }\ntarget \"a\" { inherits = [\"_c\"] }", "a . Dockerfile A=1"},
		{"in a circle", "target \"a\" {\n  inherits = [\"b\"]\n  context = \"x\"\n}\ntarget \"b\" {\n  inherits = [\"a\"]\n  context = \"x\"\n}", ""},
		{"a matrix", "target \"a\" {\n  matrix = { v = [\"1\", \"2\"], d = [\"x\"] }\n  name = \"a-${v}\"\n  context = d\n  tags = [\"a:${v}\"]\n}", "a-1 x Dockerfile a:1\na-2 x Dockerfile a:2"},
		{"a matrix of maps", "target \"a\" {\n  matrix = { i = [{ n = \"p\", d = \"q\" }] }\n  name = i.n\n  context = i.d\n}", "p q Dockerfile"},
		{"no bake file", "resource \"x\" \"y\" {}", ""},
		{"broken", "target \"a\" {", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, target := range Targets(Source{"docker-bake.hcl", []byte(tt.text)}) {
				got = append(got, describe(target))
			}
			if g := strings.Join(got, "\n"); g != tt.want {
				t.Errorf("got\n%s\nwant\n%s", g, tt.want)
			}
		})
	}
}

// TestTargetsAreMerged shows that a later file adds to an earlier one's targets, in JSON too, and that a
// target stands where the last file names it.
func TestTargetsAreMerged(t *testing.T) {
	got := Targets(
		Source{"docker-bake.json", []byte(`{"variable": {"V": {"default": "1"}}, "target": {"a": {"context": "x", "tags": ["a:${V}"]}}}`)},
		Source{"docker-bake.override.hcl", []byte("\ntarget \"a\" {\n  dockerfile = \"other\"\n}\n")},
	)
	if len(got) != 1 || describe(got[0]) != "a x other a:1" || got[0].Path != "docker-bake.override.hcl" || got[0].Line != 2 {
		t.Errorf("%+v", got)
	}
}

// TestTargetsAreBounded shows that a file can't make much of little.
func TestTargetsAreBounded(t *testing.T) {
	doubling := "variable \"v0\" { default = \"xxxxxxxxxxxxxxxx\" }\n"
	for i := range 60 {
		doubling += fmt.Sprintf("variable \"v%d\" { default = \"${v%d}${v%d}\" }\n", i+1, i, i)
	}
	inherits := ""
	for i := range 60 {
		inherits += fmt.Sprintf("target \"t%d\" {\n  context = \".\"\n  inherits = [\"t%d\", \"t%d\", \"t%d\"]\n}\n", i, i+1, i+1, i+1)
	}
	for name, text := range map[string]string{
		"doubling":   doubling + "target \"a\" { context = v60 }",
		"nesting":    "target \"a\" { context = " + strings.Repeat("[", 200_000) + "}",
		"operators":  "target \"a\" { context = " + strings.Repeat("- ", 200_000) + "1 }",
		"conditions": "target \"a\" { context = (" + strings.Repeat("1 ?\n1 : ", 100_000) + "1) }",
		"inherits":   inherits,
		"a matrix":   `target "a" { matrix = { a = split("", "` + strings.Repeat("x", 900) + `"), b = split("", "` + strings.Repeat("x", 900) + `") } }`,
		"replaced":   `target "a" { context = replace(replace(replace(replace("aaaaaaaaaaaaaaaaaaaa", "a", "aaaaaaaaaaaaaaaaaaaa"), "a", "aaaaaaaaaaaaaaaaaaaa"), "a", "aaaaaaaaaaaaaaaaaaaa"), "a", "aaaaaaaaaaaaaaaaaaaa") }`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, target := range Targets(Source{"docker-bake.hcl", []byte(text)}) {
				if len(target.Context) > maxValue {
					t.Errorf("a context of %d bytes", len(target.Context))
				}
			}
		})
	}
}
