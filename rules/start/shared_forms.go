package start

// shellForm is the topic of a CMD or ENTRYPOINT that a shell runs.
const shellForm = "a shell runs the program"
