package dockerfile

import (
	"strings"
	"testing"
)

// TestExpansion shows that variables which name more than any memory holds are
// refused, and that usual ones are not.
func TestExpansion(t *testing.T) {
	doubling := "FROM a\nENV a0=xx\n"
	for range 40 {
		doubling += "ENV a0=$a0${a0}\n"
	}
	tests := map[string]struct {
		source string
		line   int // of the refusal, 0 for none
	}{
		"usual":          {"ARG V=1\nFROM a:$V\nENV PATH=/x:$PATH Y=${Z:-$PATH} W=${PATH//x/yy}\nCOPY $Y /\n" + strings.Repeat("ENV PATH=$PATH:/a\n", 300), 0},
		"doubling":       {doubling, 17},
		"a long value":   {"FROM a\nENV a=" + strings.Repeat("x", 60000) + "\nENV b=$a$a$a\n", 3},
		"replacement":    {"FROM a\nENV a=" + strings.Repeat("x", 60000) + "\nENV b=${a//x/yyyyyy}\n", 3},
		"global":         {"ARG a=" + strings.Repeat("x", 60000) + "\nARG b=$a$a$a\nFROM $b\n", 2},
		"many copies":    {"FROM a\nENV a=" + strings.Repeat("x", 60000) + "\n" + strings.Repeat("COPY $a$a$a$a$a$a$a$a$a$a$a$a$a /\n", 60), 42},
		"here-documents": {"FROM a\nENV a=" + strings.Repeat("x", 60000) + "\nCOPY <<E /\n" + strings.Repeat("$a\n", 1000) + "E\n", 3},
		"in every layer": {"FROM a\nENV a=" + strings.Repeat("x", 60000) + "\n" + strings.Repeat("RUN b\n", 990), 560},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := Parse("Dockerfile", []byte(tt.source))
			if line := 0; f.Err != nil {
				if line = f.Err.Line; line != tt.line || !f.Err.Refused {
					t.Errorf("refused at line %d, want %d: %v", line, tt.line, f.Err)
				}
			} else if tt.line > 0 {
				t.Error("not refused")
			}
		})
	}
}
