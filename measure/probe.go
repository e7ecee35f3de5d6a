package measure

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// probe asks a TCP port of a host and returns what a client sees, as Container.Probe does.
func probe(ctx context.Context, host, port string) string {
	number, protocol, _ := strings.Cut(port, "/")
	if protocol == "udp" || protocol == "sctp" {
		return ""
	}
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp4", net.JoinHostPort(host, number))
	if err != nil {
		return ""
	}
	defer conn.Close()
	return ask(conn)
}

// stopSignal returns the signal that stops an image's program. It becomes an argument, so it's no flag.
func stopSignal(image *Image) string {
	if s := image.Config.StopSignal; s != "" && !strings.HasPrefix(s, "-") {
		return s
	}
	return "SIGTERM"
}

// ask sends GET / over a connection and returns the answer's status, "open" if there is none.
func ask(conn net.Conn) string {
	if conn.SetDeadline(time.Now().Add(time.Second)) != nil {
		return "open"
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"); err != nil {
		return "open"
	}
	start := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(conn, start); err != nil || !bytes.HasPrefix(start, []byte("HTTP/1.")) {
		return "open"
	}
	code, err := strconv.Atoi(string(start[len("HTTP/1.1 "):]))
	if err != nil || http.StatusText(code) == "" {
		return "open"
	}
	return strconv.Itoa(code)
}
