package config

import (
	"github.com/drydock-dev/drydock/lint"
)

// hadolintSeverities are the severities that hadolint gives its rules. Its "style" is info here, and
// rules that it ignores unless asked are off. Source: the table of rules in hadolint's README,
// version 2.
var hadolintSeverities = map[string]lint.Severity{
	"DL3000": lint.Error, "DL3001": lint.Info, "DL3002": lint.Warning, "DL3003": lint.Warning, "DL3004": lint.Error, "DL3005": lint.Error,
	"DL3006": lint.Warning, "DL3007": lint.Warning, "DL3008": lint.Warning, "DL3009": lint.Info, "DL3010": lint.Info, "DL3011": lint.Error,
	"DL3012": lint.Error, "DL3013": lint.Warning, "DL3014": lint.Warning, "DL3015": lint.Info, "DL3016": lint.Warning, "DL3018": lint.Warning,
	"DL3019": lint.Info, "DL3020": lint.Error, "DL3021": lint.Error, "DL3022": lint.Warning, "DL3023": lint.Error, "DL3024": lint.Error,
	"DL3025": lint.Warning, "DL3026": lint.Error, "DL3027": lint.Warning, "DL3028": lint.Warning, "DL3029": lint.Warning, "DL3030": lint.Warning,
	"DL3032": lint.Warning, "DL3033": lint.Warning, "DL3034": lint.Warning, "DL3035": lint.Warning, "DL3036": lint.Warning, "DL3037": lint.Warning,
	"DL3038": lint.Warning, "DL3040": lint.Warning, "DL3041": lint.Warning, "DL3042": lint.Warning, "DL3043": lint.Error, "DL3044": lint.Error,
	"DL3045": lint.Warning, "DL3046": lint.Warning, "DL3047": lint.Info, "DL1001": lint.Off, "DL3048": lint.Info, "DL3049": lint.Info, "DL3050": lint.Info, "DL3051": lint.Warning, "DL3052": lint.Warning, "DL3053": lint.Warning, "DL3054": lint.Warning, "DL3055": lint.Warning, "DL3056": lint.Warning, "DL3058": lint.Warning, "DL3067": lint.Warning, "DL3057": lint.Off, "DL3059": lint.Info, "DL3060": lint.Info,
	"DL3061": lint.Error, "DL3062": lint.Warning, "DL3063": lint.Error, "DL3064": lint.Warning, "DL3065": lint.Warning, "DL3066": lint.Info,
	"DL4000": lint.Error, "DL4001": lint.Warning, "DL4003": lint.Warning, "DL4004": lint.Error, "DL4005": lint.Warning, "DL4006": lint.Warning,
}

// hadolintSeverity returns the severity that hadolint gives a rule, Off for one that it doesn't have.
func hadolintSeverity(r *lint.Rule) lint.Severity {
	worst := lint.Off
	for _, alias := range r.Aliases {
		worst = max(worst, hadolintSeverities[alias])
	}
	return worst
}
