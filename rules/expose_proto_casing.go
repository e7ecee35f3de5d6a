package rules

var exposeProtoCasing = &Rule{
	ID:       "expose-proto-casing",
	BuildKit: []string{"ExposeProtoCasing"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "Write the protocol in lower case",
	Doc: "Protocols are written in lower case, `80/tcp`; tools that compare the text do\n" +
		"not find `80/TCP`.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}
