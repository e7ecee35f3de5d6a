package rules

var internalError = &Rule{
	ID:       "internal-error",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a part of Drydock, or BuildKit's converter, failed on this file",
	Doc: `A bug in Drydock or in BuildKit's converter, not in your file. The other rules
and the other files were still looked at.`,
	FixDoc: "None: please report it with the file, or the part of it that you can share.",
}

func internalErrorMessage(who, cause string) string {
	return "A bug: " + who + " failed on this file (" + cause + "). Please report it at https://github.com/drydock-dev/drydock/issues with the file, or the part of it that you can share."
}
