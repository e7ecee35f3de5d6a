// Package needs says what the program of a container needs to do its work as a user other than root.
// A Dockerfile that gets a USER and nothing else often builds well and doesn't start: the program
// can't write its log, its database or its cache.
//
// [Of] reads a stage. Its answers are
//
//	RootByDesign   the program starts as root and drops it itself, or can't do without
//	Obstacle       what makes another user a guess: volumes with root's files, privileges, low ports,
//	               modes that keep others out, tools that keep what they installed in root's home.
//	               A person has to decide.
//	Account        the user of the file or of the base image that the program can have
//	Folders        what the program writes: folders that the stage makes, and those that ENV, CMD and
//	               ENTRYPOINT name for writing
//	WantsHome      whether the program, or what it is made with, may want a home folder
//
// What each tool keeps in root's home is a table in kept.go, what needs root at start one in
// obstacles.go, what starts as root by design one in start.go.
// The users of base images are in package images.
//
// The package may import facts and what facts imports. It touches neither the network, the clock nor
// the environment. What it reads of the tree is bounded.
package needs
