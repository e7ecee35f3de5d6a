// Command debianpackages writes a table of the package debian: the packages that images commonly install,
// with all that they need and recommend. It reads Debian's package data from its input:
//
//	apt-cache dumpavail | go run ./internal/debianpackages -about "bookworm/main amd64, 2026-11" > debian/bookworm.csv
//
// What is installed on the machine counts as available too. So give apt the lists of the release alone, and
// an empty file of what is installed: Dir::Etc::sourcelist, Dir::Etc::sourceparts, Dir::State,
// Dir::State::status and Dir::Cache are its settings for that, see apt.conf(5).
package main

import (
	"bufio"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
)

// wanted are the packages that images install, one a line.
//
//go:embed packages.txt
var wanted string

func main() {
	log.SetFlags(0)
	about := flag.String("about", "", "which package data this is, and when it was fetched")
	flag.Parse()
	index, err := readIndex(os.Stdin)
	if err != nil {
		log.Fatalf("debianpackages: reading the package data from the input: %v", err)
	}
	if len(index.packages) == 0 {
		log.Fatal("debianpackages: the input has no packages: give it the output of `apt-cache dumpavail`")
	}
	fmt.Printf("# %s, from Debian's package data by internal/debianpackages\n", *about)
	if err := index.write(os.Stdout, strings.Fields(wanted)); err != nil {
		log.Fatalf("debianpackages: writing the table: %v", err)
	}
}

// write writes the rows of some packages, and of all that they need or recommend, sorted by name.
func (x *index) write(w io.Writer, names []string) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "name,kB,section,needs,recommends")
	for _, p := range x.reached(names) {
		needs, recommends := x.edges(p)
		fmt.Fprintf(out, "%s,%d,%s,%s,%s\n", p.name, p.size, p.section, strings.Join(needs, " "), strings.Join(recommends, " "))
	}
	return out.Flush()
}
