package compose

import (
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax/compose"
)

// postgresMajor returns the major version in a PostgreSQL service's image tag, 0 if there
// is none.
func postgresMajor(s compose.Service) int {
	_, tag, _ := strings.Cut(s.Get("image").Text, ":")
	digits := tag[:len(tag)-len(strings.TrimLeft(tag, "0123456789"))]
	major, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return major
}
