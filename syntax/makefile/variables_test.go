package makefile

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
)

// TestRecipesExpand shows what make gives to the shell, by what the file defines.
func TestRecipesExpand(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no variable", "a:\n\t@echo 1\n", "2 echo 1"},
		{"a value", "D := x/y # why\na:\n\techo $(D) ${D}/z\n", "3 echo x/y x/y/z"},
		{"a default", "D ?= x\na:\n\techo $(D)\n", "3 echo x"},
		{"by another variable", "D = $(E)/y\nE = x\na:\n\techo $(D)\n", "4 echo x/y"},
		{"over lines", "D = x \\\n  y\na:\n\techo $(D)\n", "4 echo x y"},
		{"the shell's own", "a:\n\techo $$D $$(pwd)\n", "2 echo $D $(pwd)"},
		{"what make has the shell run", "D = $(shell pwd)\na:\n\techo $(D)\n", "3 echo $(pwd)"},
		{"make's folder", "a:\n\techo $(CURDIR)/x\n", "2 echo ./x"},
		{"not defined", "a:\n\techo $(D) $(call f,x)\n", "2 echo ${D} ${call_f_x}"},
		{"defined twice", "D = x\nD = y\na:\n\techo $(D)\n", "4 echo ${D}"},
		{"added to", "D = x\nD += y\na:\n\techo $(D)\n", "4 echo ${D}"},
		{"in a circle", "D = $(D)\na:\n\techo $(D)\n", "3 echo ${D}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := syntax.NewDocument("Makefile", []byte(tt.text))
			lines := Recipes(&doc)
			if len(lines) != 1 {
				t.Fatalf("%d lines", len(lines))
			}
			if got := string(rune('0'+lines[0].Line)) + " " + lines[0].Text; got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestRecipesAreBounded shows that variables which name each other over and over end.
func TestRecipesAreBounded(t *testing.T) {
	text := "v10 =\n"
	for i := range 10 {
		text += "v" + string(rune('0'+i)) + " = " + strings.Repeat("$(v"+string(rune('0'+i+1))+")", 1000) + "\n"
	}
	doc := syntax.NewDocument("Makefile", []byte(text+"a:\n\techo $(v0)\n"))
	if n := len(Recipes(&doc)[0].Text); n > maxExpanded {
		t.Errorf("%d bytes", n)
	}
}
