// Package cache models BuildKit's layer cache: what a rebuild of a stage costs, and
// in which order of its instructions it costs least.
//
// # The model
//
// A layer is taken from the cache as long as its instruction and everything above
// it are what they were. An instruction i of a stage has a probability p(i) that
// something it takes in is new at a build, and a cost c(i) of running it. It runs
// when it or one above is new, so a rebuild costs, on average,
//
//	Σ c(i) · (1 − Π over j ≤ i of (1 − p(j)))
//
// ([Model.Expected]). LABEL, EXPOSE, CMD and other metadata change no layer, and
// nothing below them runs again for their sake; ARG and ENV are in the environment
// of every RUN below.
//
// Where the repository's history is known, p is the share of commits that changed a
// source; else it goes by the class of its name: manifests change least, then
// models and data, configuration, code ([ClassOf]). An ARG that by its name is a
// commit or a date is new at every build. c goes by what the instruction spends its
// time with (package effects), or is measured: see [ReadCosts].
//
// # The order
//
// Two neighbours that do not depend on each other (effects.Independent) may change
// places. Of two such, the one with the greater c·(1−p)/p belongs first: that
// follows from writing the cost of both orders down. [Model.Best] moves one
// instruction at a time past its neighbours as long as a rebuild gets cheaper, and
// never past one that it depends on; what is as cheap as before stays where its
// author put it.
//
// # Limits
//
// Probabilities are taken as independent of each other, costs as the same at each
// build. Stages are modelled one by one: a COPY --from counts as never new.
//
// The package may import syntax and effects. It touches neither the network, the
// clock nor the environment.
package cache
