// Package fix turns findings into suggestions that are proven.
//
// A fix spans the lines from its first edit to its last. Fixes whose spans
// touch or overlap form a group; a group becomes one suggestion, so that
// suggestions never share lines and any of them can be accepted without the
// others. Inside a group fixes are composed: the first by the order of
// rules.All is applied, with those of the group that share no line with it, the
// new text is checked again, and what is still found there follows, until
// nothing changes. Two lessons about one line are one suggestion that teaches
// both. When the outcome fails the proof, the fixes are applied one by one, and
// the one that is to blame is left out.
//
// A suggestion is shown only if it is proven, alone and together with the
// others: BuildKit's parser and converter take the changed file, shell scripts
// that parsed still do, the findings that asked for it are gone, no rule and
// no check of BuildKit has more hits than before, no comment is lost, and line
// endings are as they were. What fails leaves its finding without a
// suggestion, and the reason in [Plan.Rejected].
//
// Groups are composed, and combinations proven, side by side, with the outcome
// always the same: what one of them may cost is fixed beforehand.
//
// The package may import syntax, images, buildkit and rules, and touches neither
// the network, the clock nor the environment.
package fix
