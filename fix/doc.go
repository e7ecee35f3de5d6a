// Package fix turns findings into proven suggestions.
//
// Only findings in scope are planned: [Limits] says which, before anything is composed.
// What is outside is left alone, unless a fix in scope can't be without it.
//
// One suggestion is one thing. A fix spans the lines from its first edit to its last.
// Fixes form a group where
//   - their spans overlap,
//   - they are in one instruction, its comments included,
//   - they touch, and are of one rule on instructions of one name, or
//   - they touch, and one of them fails the proof without the other.
//
// Each group becomes one suggestion. So suggestions never share lines, and each can be
// accepted on its own. Other fixes stay apart, even if nothing lies between them.
//
// Fixes in a group are composed. The planner applies the first one, by [lint.Fix.Priority]
// and then by the order of the catalogue, along with others in the group that share no
// line with it. Then it checks the new text and repeats with the findings that are left,
// until nothing changes. If the result fails the proof, the planner applies the fixes one
// by one and leaves out the culprit.
//
// A suggestion is shown only if it is proven, both alone and together with the
// others:
//   - BuildKit's parser and converter accept the changed file.
//   - Shell scripts that parsed before still parse.
//   - The findings behind it are gone.
//   - No rule of the settings and no BuildKit check has more findings than before. Findings
//     that another one stands for (lint.Result.Twins) count.
//   - No other rule, whatever the profile and even if it is turned off, has more errors or
//     warnings, nor more findings whose cost is known and not small. Such rules run only
//     on the texts that are proven, not on those of each step.
//   - No comment is lost, and line endings stay the same.
//
// If the proof fails, the finding has no suggestion, and [Plan.Rejected] has
// the reason. If it fails for what the fix adds, the finding's message names that and
// advises the change no more.
//
// Groups are composed and combinations proven in parallel. The result is still
// deterministic, because each has a fixed budget.
//
// The package may import lint, lint/config, proof and what is below them. It knows no rule,
// and touches neither the network, the clock nor the environment.
package fix
