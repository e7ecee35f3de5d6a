// Package figures writes what a tool measured into a page of the documentation.
//
// It imports nothing else of this module.
package figures

import (
	"fmt"
	"os"
	"strings"
)

const end = "<!-- end of the figures -->"

// Replace replaces the figures that a command made in a page. They stand between a line that names
// the command and the next line that ends figures. The error says that the page doesn't have both.
func Replace(page, command, text string) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	begin := fmt.Sprintf("<!-- figures: made by `%s` -->\n", command)
	before, rest, begun := strings.Cut(string(old), begin)
	_, after, ended := strings.Cut(rest, end)
	if !begun || !ended {
		return fmt.Errorf("%s doesn't have the lines around the figures of `%s`", page, command)
	}
	return os.WriteFile(page, []byte(before+begin+"\n"+strings.TrimSpace(text)+"\n\n"+end+after), 0o644)
}
