package main

import (
	"strings"
	"testing"
)

const available = `Package: base
Essential: yes
Section: utils
Installed-Size: 1
Depends: libbase

Package: libbase
Section: libs
Installed-Size: 2

Package: tool
Section: contrib/devel
Installed-Size: 30
Depends: libtool (>= 1), libbase, absent | mailer, libdeep
Recommends: tool-doc, libdeep, base | other
Suggests: nothing

Package: libtool
Section: libs
Installed-Size: 4
Depends: libdeep, libring

Package: libring
Section: libs
Installed-Size: 5
Depends: libtool, libdeep

Package: libdeep
Section: libs
Installed-Size: 6

Package: tool-doc
Section: doc
Installed-Size: 7

Package: post
Priority: extra
Section: mail
Installed-Size: 8
Provides: mailer

Package: postier
Priority: optional
Section: mail
Installed-Size: 9
Provides: mailer (= 2)

Package: alone
Section: misc
Installed-Size: 10
`

func TestTableHasWhatIsReachedAndNoMore(t *testing.T) {
	x, err := readIndex(strings.NewReader(available))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := x.write(&out, []string{"tool", "gone"}); err != nil {
		t.Fatal(err)
	}
	const want = `name,kB,section,needs,recommends
libdeep,6,libs,,
libring,5,libs,libtool libdeep,
libtool,4,libs,libdeep libring,
postier,9,mail,,
tool,30,devel,libtool postier,tool-doc
tool-doc,7,doc,,
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestSizeThatIsNoNumberIsAnError(t *testing.T) {
	if _, err := readIndex(strings.NewReader("Package: a\nInstalled-Size: large\n")); err == nil {
		t.Error("no error")
	}
}
