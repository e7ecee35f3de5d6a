// Package rehearsal runs shell scripts whose programs are stand-ins, and compares what two versions of
// a script do.
//
// A rehearsal is hermetic: programs are recorded and not started, files live in memory, and what the
// file doesn't say (a build argument, a file of the image) is decided by a [world]. It is also
// deterministic. One goroutine runs one statement after the other, the left side of a pipe before the
// right one, and each step, byte and call of a function counts against a limit. There is no clock and
// no deadline. A script that exceeds a limit, or that needs what a rehearsal doesn't have, isn't
// rehearsed, and the reason is told.
//
// Words are expanded by mvdan.cc/sh/v3/expand, with its doors to the machine (user names, folders)
// closed. Its interpreter isn't used: it runs both sides of a pipe at once through pipes of the
// system, so the order of calls is left to chance, it looks for programs on the disk, and loops
// without calls can be stopped by a clock only.
//
// The package may import packages of syntax. It touches neither disk, network, clock nor environment.
package rehearsal
