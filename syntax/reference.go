package syntax

import "strings"

// Repository returns an image's name without its tag and digest: `ghcr.io/a/b` of
// `ghcr.io/a/b:1.2@sha256:…`. Variables stay as they are written.
func Repository(image string) string {
	image, _, _ = strings.Cut(strings.Trim(image, `"'`), "@")
	tag, depth := -1, 0
	for i := range len(image) {
		switch c := image[i]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '/' && depth == 0:
			tag = -1
		case c == ':' && depth == 0 && tag < 0:
			tag = i
		}
	}
	if tag >= 0 {
		return image[:tag]
	}
	return image
}
