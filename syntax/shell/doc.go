// Package shell is the one model of shell scripts: the RUN, CMD and ENTRYPOINT of a
// Dockerfile, a script file, a recipe of a Makefile, a step of a workflow, the ExecStart
// of a systemd unit. [Parse] reads a script into simple [Command]s: the program behind
// its wrappers (sudo, env, nohup…), its words with the bytes they stand on, its
// redirections, and where in the script it stands. mvdan.cc/sh decides what a script is;
// one that it rejects has no commands.
//
// [File] is a file of any kind that holds such scripts.
//
// It may import syntax. It touches neither the network, the clock nor the environment.
package shell
