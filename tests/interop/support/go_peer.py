"""A server of Go's crypto/tls, built once from one source file."""

from support.process import Process, require, run
from support.server_report import ServerReport

_SOURCE = """
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
}

func echo(connection net.Conn, config *tls.Config) {
	defer connection.Close()
	secured := tls.Server(connection, config)
	if err := secured.Handshake(); err != nil {
		fmt.Println("failed", err)
		return
	}
	state := secured.ConnectionState()
	subject := ""
	if len(state.PeerCertificates) > 0 {
		subject = state.PeerCertificates[0].Subject.String()
	}
	fmt.Printf("served %04x %s %v client=%s\\n", state.Version, tls.CipherSuiteName(state.CipherSuite), state.DidResume,
		subject)
	io.Copy(secured, secured)
	secured.Close()
}

func main() {
	pair, err := tls.LoadX509KeyPair(os.Args[1], os.Args[2])
	check(err)
	config := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS10}
	if len(os.Args) > 3 {
		file, err := os.ReadFile(os.Args[3])
		check(err)
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(file)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		check(err)
		go echo(connection, config)
	}
}
"""


def build(folder):
    """The program, built without a look at the network; what that leaves stays in the folder."""
    source, program = folder / "server.go", folder / "go-server"
    source.write_text(_SOURCE)
    run([require("env"), f"GOCACHE={folder}/go-cache", f"GOPATH={folder}/go", "GOPROXY=off", "GOTOOLCHAIN=local",
         "CGO_ENABLED=0", "GO111MODULE=off", require("go"), "build", "-o", program, source], folder, limit=120.0)
    return program


class GoServer(Process):
    """Echoes; every version from TLS 1.0 on; `ca`: the issuer of the certificate that clients must have."""

    def __init__(self, folder, program, material, ca=None):
        super().__init__([program, material.chain, material.key, *([ca.certificate] if ca else [])], folder)
        self.port = int(self.wait_for(r"^port (\d+)").group(1))

    def next_report(self):
        found = self.next_match(r"^served 03(\d\d) (\S+) (true|false) client=(.*)\n")
        version, suite, resumed, subject = found.groups()
        return ServerReport.of(f"1.{int(version) - 1}", suite, subject, resumed == "true")
