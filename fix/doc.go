// Package fix turns findings into proven suggestions.
//
// A fix spans the lines from its first edit to its last. Fixes whose spans
// touch or overlap form a group, and each group becomes one suggestion. So
// suggestions never share lines, and each can be accepted on its own.
//
// Fixes in a group are composed. The planner applies the first one in the order
// of the catalogue, along with others in the group that share no line with it. Then
// it checks the new text and repeats with the findings that are left, until
// nothing changes. If the result fails the proof, the planner applies the fixes
// one by one and leaves out the culprit.
//
// A suggestion is shown only if it is proven, both alone and together with the
// others:
//   - BuildKit's parser and converter accept the changed file.
//   - Shell scripts that parsed before still parse.
//   - The findings behind it are gone.
//   - No rule and no BuildKit check has more findings than before.
//   - No comment is lost, and line endings stay the same.
//
// If the proof fails, the finding has no suggestion, and [Plan.Rejected] has
// the reason.
//
// Groups are composed and combinations proven in parallel. The result is still
// deterministic, because each has a fixed budget.
//
// The package may import syntax, images, buildkit and rules, and touches neither
// the network, the clock nor the environment.
package fix
