"""The decoder next to tshark: handshakes with GnuTLS, nginx, node, Java and NSS; see tshark_comparison_test.py."""

import unittest

from support.comparison_case import ComparisonCase
from support.gnutls_peer import GnutlsClient, GnutlsServer
from support.java_peer import JavaServer, java_client
from support.names import VERSIONS
from support.nginx_peer import Nginx
from support.node_peer import NodeServer, node_client
from support.nss_peer import NssFiles, NssServer, nss_client


class TsharkPeersTest(ComparisonCase):
    ECHOED = ("--send", "abc\\n", "--expect", "abc")

    def test_gnutls(self):
        for version in VERSIONS:
            with self.subTest(version=version, role="client"), \
                    GnutlsServer(self.folder, self.servers["RSA"], version=version) as server:
                self.check_client(f"connect, gnutls-serv, TLS {version}", server.port, "--tls", version, *self.ECHOED)
            with self.subTest(version=version, role="server"):
                def talk(port, version=version):
                    with GnutlsClient(self.folder, port, ca=self.ca, version=version) as client:
                        client.report()
                        client.write("over and out\n")
                        client.wait_for("^over and out")
                self.check_server(f"serve, gnutls-cli, TLS {version}", talk, "--cert", "server-ec", "--tls", version)

    HTTP = ("--send", "GET / HTTP/1.0\\r\\n\\r\\n", "--expect", "HTTP/1")

    def test_nginx(self):
        for version in VERSIONS:
            with self.subTest(version=version), Nginx(self.folder, self.servers["RSA"]) as server:
                self.check_client(f"connect, nginx, TLS {version}", server.port, "--tls", version, "--alpn", "http/1.1",
                                  *self.HTTP)

    def test_node(self):
        for version in VERSIONS:
            with self.subTest(version=version, role="client"), \
                    NodeServer(self.folder, self.servers["RSA"], version) as server:
                self.check_client(f"connect, node, TLS {version}", server.port, "--tls", version, *self.ECHOED)
            with self.subTest(version=version, role="server"):
                self.check_server(f"serve, node, TLS {version}",
                                  lambda port, version=version: node_client(
                                      self.folder, port, self.ca, version),
                                  "--cert", "server-ec", "--tls", version)

    def test_java(self):
        for version in ("1.2", "1.3"):
            material = self.servers["RSA"]
            with self.subTest(version=version, role="client"), \
                    JavaServer(self.folder, material, self.ca, version) as server:
                self.check_client(f"connect, java, TLS {version}", server.port, "--tls", version, *self.ECHOED)
            with self.subTest(version=version, role="server"):
                self.check_server(f"serve, java, TLS {version}",
                                  lambda port, version=version, material=material: java_client(
                                      self.folder, port, material, self.ca, version),
                                  "--cert", "server-ec", "--tls", version)

    def test_nss(self):
        files = NssFiles(self.folder, self.servers["RSA"], self.ca)
        for version in VERSIONS:
            with self.subTest(version=version, role="client"), \
                    NssServer(self.folder, files, version) as server:
                self.check_client(f"connect, NSS selfserv, TLS {version}", server.port, "--tls", version, *self.HTTP)
            with self.subTest(version=version, role="server"):
                self.check_server(f"serve, NSS tstclnt, TLS {version}",
                                  lambda port, version=version: nss_client(
                                      self.folder, port, files, version),
                                  "--cert", "server-rsa", "--tls", version)


if __name__ == "__main__":
    unittest.main()
