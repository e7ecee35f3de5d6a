package shell

// Unwrapped returns the words of a call without those in front of the program that only say how it
// runs, such as `sudo -u app` or `env A=b`. A word that isn't known is "".
func Unwrapped(values []string) []string {
	words := make([]Word, len(values))
	for i, v := range values {
		words[i] = Word{Value: v, Source: v, Literal: v != ""}
	}
	return values[min(wrapperWords(words), len(values)):]
}
