package effects

import "slices"

// cargo is for Rust. It reads the whole folder, because Cargo requires the sources that a manifest
// names for everything it does.
var cargo = family{
	programs:  []string{"cargo"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		words, ok := literal(c.Words)
		if !ok || len(words) < 2 || !slices.Contains([]string{"fetch", "build", "install", "test", "check", "vendor"}, words[1]) || c.has("--manifest-path", "-C") {
			return unknown("`cargo`, which may read and write anything")
		}
		return c.inFolder(Compile, []string{"*"}, "/usr/local/cargo")
	},
}
