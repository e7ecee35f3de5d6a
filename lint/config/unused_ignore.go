package config

import (
	"github.com/drydock-dev/drydock/lint"
)

// UnusedIgnore reports ignore comments without effect. Filter reports it, since only it knows them.
var UnusedIgnore = &lint.Rule{
	ID:       "unused-ignore",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a comment switches off a rule that reports nothing here",
	Doc: "An ignore comment stays when its line is fixed, and hides the next mistake of the same\n" +
		"kind there. This rule reports a name that has no finding, because its rule is silent here\n" +
		"or doesn't exist, and a name that the settings don't let comments switch off\n" +
		"(`allow-ignores`, `never-ignore`).",
	FixDoc: "None: the comment may say more than the name. Remove the name.",
}
