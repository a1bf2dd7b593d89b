"""Go's crypto/tls as a client; it always asks for a staple and has no keys that are for RSA-PSS only."""

import os

from support.client_scripts import ScriptedClient
from support.process import require, run

_SOURCE = """
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

var versions = map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12,
	"1.3": tls.VersionTLS13}

func configuration(words map[string]string) (*tls.Config, error) {
	pem, err := os.ReadFile(words["ca"])
	if err != nil {
		return nil, err
	}
	config := &tls.Config{ServerName: "localhost", RootCAs: x509.NewCertPool(), MinVersion: versions[words["version"]],
		MaxVersion: versions[words["version"]], ClientSessionCache: tls.NewLRUClientSessionCache(4)}
	config.RootCAs.AppendCertsFromPEM(pem)
	if words["protocols"] != "" {
		config.NextProtos = strings.Split(words["protocols"], ",")
	}
	if words["key"] != "" {
		own, err := tls.LoadX509KeyPair(words["certificate"], words["key"])
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

func connect(port string, config *tls.Config) (tls.ConnectionState, error) {
	connection, err := tls.Dial("tcp", net.JoinHostPort("127.0.0.1", port), config)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer connection.Close()
	if _, err = connection.Write([]byte("GET / HTTP/1.0\\r\\n\\r\\n")); err == nil {
		_, err = io.ReadAll(connection)
	}
	return connection.ConnectionState(), err
}

func main() {
	names := map[uint16]string{}
	for name, number := range versions {
		names[number] = name
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := map[string]string{}
		for _, word := range strings.Split(lines.Text(), "\\t") {
			name, value, _ := strings.Cut(word, "=")
			words[name] = value
		}
		config, err := configuration(words)
		count, _ := strconv.Atoi(words["connections"])
		for ; count > 0; count-- {
			var state tls.ConnectionState
			if err == nil {
				state, err = connect(words["port"], config)
			}
			if err != nil {
				fmt.Printf("error=%v\\n", err)
				continue
			}
			fmt.Printf("version=%s\\tsuite=%s\\tprotocol=%s\\tresumed=%v\\tstaple=%v\\n", names[state.Version],
				tls.CipherSuiteName(state.CipherSuite), state.NegotiatedProtocol, state.DidResume,
				len(state.OCSPResponse) > 0)
		}
	}
}
"""


class Go(ScriptedClient):
    name = "go"
    keys = ("RSA", "EC", "Ed25519")

    def command(self):
        source, program = self.folder / "matrix_client.go", self.folder / "matrix-client"
        source.write_text(_SOURCE)
        # Its library is compiled once for each user, in the cache where every build of Go looks.
        cache = os.environ.get("GOCACHE") or os.path.join(os.path.expanduser("~"), ".cache", "go-build")
        run([require("env"), "GO111MODULE=off", f"GOCACHE={cache}", f"GOPATH={self.folder / 'gopath'}",
             require("go"), "build", "-o", program, source], self.folder, limit=240)
        return [program]
