package rules

var exposeFormat = &Rule{
	ID:       "expose-format",
	BuildKit: []string{"ExposeInvalidFormat"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "EXPOSE takes a container port and a protocol only; publish with `docker run -p`",
	Doc: "EXPOSE documents a port of the container. Host addresses and host ports in it\n" +
		"are ignored.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}
