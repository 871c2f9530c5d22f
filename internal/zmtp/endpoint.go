package zmtp

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
)

// splitEndpoint returns what package net needs to know of an endpoint.
// A star stands for every interface or for any port, as in libzmq.
func splitEndpoint(endpoint string) (network, address string, err error) {
	scheme, address, ok := strings.Cut(endpoint, "://")
	if !ok || address == "" {
		return "", "", fmt.Errorf("endpoint: got %q, want transport://address", endpoint)
	}
	switch scheme {
	case "ipc":
		return "unix", address, nil
	case "tcp":
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return "", "", fmt.Errorf("endpoint %q: %w", endpoint, err)
		}
		if host == "*" {
			host = ""
		}
		if port == "*" {
			port = "0"
		}
		return "tcp", net.JoinHostPort(host, port), nil
	}
	return "", "", fmt.Errorf("endpoint %q: got transport %q, want tcp or ipc", endpoint, scheme)
}

// listen binds an endpoint and returns it with the port it really has.
func listen(endpoint string) (net.Listener, string, error) {
	network, address, err := splitEndpoint(endpoint)
	if err != nil {
		return nil, "", err
	}
	ln, err := net.Listen(network, address)
	if network == "unix" && errors.Is(err, syscall.EADDRINUSE) && abandoned(address) {
		if err := os.Remove(address); err != nil {
			return nil, "", err
		}
		ln, err = net.Listen(network, address)
	}
	if err != nil {
		return nil, "", err
	}
	if network == "unix" {
		return ln, endpoint, nil
	}
	return ln, "tcp://" + ln.Addr().String(), nil
}

// abandoned reports whether path is a socket nobody listens on: what a killed
// process leaves behind.
func abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != fs.ModeSocket {
		return false
	}
	c, err := net.Dial("unix", path)
	if err == nil {
		c.Close()
		return false
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}
