package rules

// hadolintSeverities are the severities that hadolint gives its rules; its
// "style" is info here, and what it ignores unless asked is off. Source: the
// table of rules in hadolint's README, version 2.
var hadolintSeverities = map[string]Severity{
	"DL3000": Error, "DL3001": Info, "DL3002": Warning, "DL3003": Warning, "DL3004": Error, "DL3005": Error,
	"DL3006": Warning, "DL3007": Warning, "DL3008": Warning, "DL3009": Info, "DL3010": Info, "DL3011": Error,
	"DL3012": Error, "DL3013": Warning, "DL3014": Warning, "DL3015": Info, "DL3016": Warning, "DL3018": Warning,
	"DL3019": Info, "DL3020": Error, "DL3021": Error, "DL3022": Warning, "DL3023": Error, "DL3024": Error,
	"DL3025": Warning, "DL3026": Error, "DL3027": Warning, "DL3028": Warning, "DL3029": Warning, "DL3030": Warning,
	"DL3032": Warning, "DL3033": Warning, "DL3034": Warning, "DL3035": Warning, "DL3036": Warning, "DL3037": Warning,
	"DL3038": Warning, "DL3040": Warning, "DL3041": Warning, "DL3042": Warning, "DL3043": Error, "DL3044": Error,
	"DL3045": Warning, "DL3046": Warning, "DL3047": Info, "DL1001": Off, "DL3048": Info, "DL3049": Info, "DL3050": Info, "DL3051": Warning, "DL3052": Warning, "DL3053": Warning, "DL3054": Warning, "DL3055": Warning, "DL3056": Warning, "DL3058": Warning, "DL3067": Warning, "DL3057": Off, "DL3059": Info, "DL3060": Info,
	"DL3061": Error, "DL3062": Warning, "DL3063": Error, "DL3064": Warning, "DL3065": Warning, "DL3066": Info,
	"DL4000": Error, "DL4001": Warning, "DL4003": Warning, "DL4004": Error, "DL4005": Warning, "DL4006": Warning,
}

// hadolintSeverity returns the severity that hadolint gives a rule, Off for one
// that it does not have.
func hadolintSeverity(r *Rule) Severity {
	worst := Off
	for _, alias := range r.Aliases {
		worst = max(worst, hadolintSeverities[alias])
	}
	return worst
}
