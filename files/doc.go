// Package files finds, reads and replaces files on disk, for the command line. A file is replaced as a
// whole or not at all, and a folder's tree can't be left through a link.
//
// It may import kinds and memo. It touches the disk, and nothing else of the machine.
package files
