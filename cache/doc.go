// Package cache models BuildKit's layer cache: what it costs to rebuild a stage, and
// which order of its instructions is cheapest.
//
// # The model
//
// A layer comes from the cache as long as its instruction and everything above it
// are unchanged. p(i) is the probability that an input of instruction i is new in a
// build, and c(i) is the cost of running it. It runs if it or an instruction above
// is new. So the average cost of a rebuild is
//
//	Σ c(i) · (1 − Π over j ≤ i of (1 − p(j)))
//
// ([Model.Expected]). LABEL, EXPOSE, CMD and other metadata change no layer, so they
// don't cause anything below to rerun. ARG and ENV do, because they are in the
// environment of every RUN below.
//
// p is the share of commits that changed a source, if the repository's history is
// known. Otherwise it depends on the class of the source's name ([ClassOf]):
// manifests change least, then models and data, configuration, and code. An ARG
// whose name suggests a commit or a date is new in every build. c depends on the
// kind of work (package effects) or is measured; see [ReadCosts].
//
// # The order
//
// Two neighbours that don't depend on each other (effects.Independent) may change
// places. The one with the greater c·(1−p)/p belongs first, as comparing the costs
// of both orders shows. [Model.Best] moves one instruction at a time past its
// neighbours while that makes a rebuild cheaper, but never past one that it depends
// on. If a move saves nothing, the author's order stays.
//
// # Limits
//
// The model assumes that probabilities are independent and that costs are the same
// in each build. It models each stage on its own and treats a COPY --from as never
// new.
//
// The package may import syntax and effects. It touches neither the network, the
// clock nor the environment.
package cache
