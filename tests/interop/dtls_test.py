"""DTLS with openssl and gnutls at the other end, and next to tshark; see tshark_comparison_test.py. What a server
says of each situation is held against ours in matrix_dtls_openssl_test.py and matrix_dtls_gnutls_test.py."""

import unittest

from support import names
from support.comparison_case import ComparisonCase
from support.dtls_case import TLS
from support.dtls_peers import GnutlsDtlsServer, OpensslDtlsServer, gnutls_client, openssl_client
from support.ports import free_port
from support.program import DONE, USAGE
from support.psk_peers import IDENTITY, KEY, OpensslPskServer


class DtlsTest(ComparisonCase):
    protocol = "dtls"
    VERSIONS = ("1.0", "1.2")
    ECHOED = ("--send", "abc\\n", "--expect", "abc")

    def assert_dtls(self, document, version):
        self.assert_established(document)
        self.assertEqual(document["negotiated"]["version"], f"DTLS {version}")
        self.assertEqual(document["target"]["transport"], "udp")
        types = [message["type"] for message in document["messages"]]
        # RFC 6347 §4.2.1
        self.assertEqual(types[:3], ["client_hello", "hello_verify_request", "client_hello"])

    def test_openssl_server(self):
        for version in self.VERSIONS:
            for key in ("RSA", "EC"):
                with self.subTest(version=version, key=key), \
                        OpensslDtlsServer(self.folder, self.servers[key], version) as server:
                    document = self.check_client(f"connect --udp, openssl s_server, DTLS {version}, {key}", server.port,
                                                 "--udp", "--tls", TLS[version], "--send", "abc\\n")
                    self.assert_dtls(document, version)
                    server.wait_for("^abc")
                    suite = names.suite(server.wait_for(r"CIPHER is (\S+)").group(1))
                    self.assertEqual(document["negotiated"]["cipher_suite"], suite)

    def test_gnutls_server(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), GnutlsDtlsServer(self.folder, self.servers["RSA"], version) as server:
                document = self.check_client(f"connect --udp, gnutls-serv, DTLS {version}", server.port, "--udp",
                                             "--tls", TLS[version], *self.ECHOED)
                self.assert_dtls(document, version)

    def test_client_certificates(self):
        with OpensslDtlsServer(self.folder, self.servers["EC"], "1.2", "-Verify", "1", "-CAfile",
                               self.ca.certificate) as server:
            document = self.check_client("connect --udp, openssl s_server, client certificate", server.port, "--udp",
                                         "--cert", "client-ec", "--send", "abc\\n")
            self.assertTrue(document["negotiated"]["client_certificate"])
        client = self.clients["RSA"]
        documents = self.check_server(
            "serve --udp, openssl s_client, client certificate",
            lambda port: openssl_client(self.folder, port, self.ca, "1.2", "-cert", client.certificate, "-key",
                                        client.key) and 1,
            "--udp", "--cert", "server-ec", "--client-cert", "require", "--trust", "store")
        self.assertTrue(documents[0]["negotiated"]["client_certificate"])
        self.assertTrue(documents[0]["verification"]["trusted"])

    def test_fragments(self):
        """A small MTU makes the server cut its messages; they stand whole in the trace."""
        with OpensslDtlsServer(self.folder, self.servers["RSA"], "1.2", "-mtu", "300") as server:
            document = self.check_client("connect --udp, openssl s_server, MTU 300", server.port, "--udp", "--send",
                                         "abc\\n")
            self.assert_dtls(document, "1.2")
            certificate = next(one for one in document["messages"] if one["type"] == "certificate")
            self.assertGreater(certificate["length"], 2 * 300)
            self.assertNotIn("error", certificate)
            self.assertGreater(document["datagrams"]["received"]["fragments"], 2)
            self.assertLessEqual(document["datagrams"]["received"]["largest"], 300)

    def test_mtu(self):
        """Our own messages are cut, and put together again by others."""
        for peer in (OpensslDtlsServer, GnutlsDtlsServer):
            asks = ("-Verify", "1") if peer is OpensslDtlsServer else ("--require-client-cert",)
            with self.subTest(peer=peer.__name__), peer(self.folder, self.servers["RSA"], "1.2", *asks) as server:
                document = self.check_client(f"connect --udp --mtu 300, {peer.__name__}", server.port, "--udp", "--mtu",
                                             "300", "--cert", "client-rsa", "--send", "abc\\n")
                self.assert_dtls(document, "1.2")
                self.assertEqual(document["datagrams"]["mtu"], 300)
                self.assertLessEqual(document["datagrams"]["sent"]["largest"], 300)
                self.assertGreater(document["datagrams"]["sent"]["fragments"], 2)

    def test_openssl_client(self):
        for version in self.VERSIONS:
            with self.subTest(version=version):
                documents = self.check_server(
                    f"serve --udp, openssl s_client, DTLS {version}",
                    lambda port, version=version: openssl_client(self.folder, port, self.ca, version) and 1,
                    "--udp", "--cert", "server-rsa", "--tls", TLS[version])
                self.assert_dtls(documents[0], version)
                self.assertEqual(documents[0]["peer_ending"], "close_notify")

    def test_gnutls_client(self):
        for version in self.VERSIONS:
            with self.subTest(version=version):
                documents = self.check_server(
                    f"serve --udp, gnutls-cli, DTLS {version}",
                    lambda port, version=version: gnutls_client(self.folder, port, self.ca, version) and 1,
                    "--udp", "--cert", "server-ec", "--tls", TLS[version])
                self.assert_dtls(documents[0], version)

    def test_resumption(self):
        session = self.folder / "dtls-session.pem"
        with OpensslDtlsServer(self.folder, self.servers["EC"], "1.2") as server:
            for resumed in (False, True):
                document = self.check_client(f"connect --udp --session-file, {'resumed' if resumed else 'new'}",
                                             server.port, "--udp", "--session-file", session)
                self.assertEqual(document["negotiated"]["resumed"], resumed)

    def test_pre_shared_key(self):
        """The suites for it stand in each hello: a server that asks for no cookie sees the first one only."""
        with OpensslPskServer(self.folder, "1.2", udp=True) as server:
            status, document = self.program.connect(f"127.0.0.1:{server.port}", "--udp", "--psk", f"{IDENTITY}:{KEY}",
                                                    "--ciphers", "PSK", "--fields")
            self.assert_clean(status, document)
            self.assert_dtls(document, "1.2")
            self.assertEqual(document["negotiated"]["psk_identity"], IDENTITY)
            hellos = [str(message["fields"]) for message in document["messages"] if message["type"] == "client_hello"]
            self.assertEqual(len(hellos), 2)
            for hello in hellos:
                self.assertIn(document["negotiated"]["cipher_suite"], hello)

    def test_both_ends(self):
        with self.program.serve("--udp", "--cert", "server-ec") as server:
            status, document = self.program.connect(f"localhost:{server.port}", "--udp", "--trust",
                                                    self.ca.certificate, *self.ECHOED)
            self.assert_clean(status, document)
            self.assert_dtls(server.connection(), "1.2")
            self.assertEqual(status, DONE)

    def test_nobody_listens(self):
        status, document = self.program.connect(f"127.0.0.1:{free_port()}", "--udp")
        self.assert_failed(status, document)
        self.assert_verdict(document, "dtls-to-tcp-service", issued_by="peer", phase="tls")

    def test_version_that_is_none(self):
        for command in (("connect", "localhost:1"), ("serve", "--cert", "server-ec")):
            outcome = self.program.run(*command, "--udp", "--tls", "1.3")
            self.assertEqual(outcome.status, USAGE)
            self.assertIn("DTLS 1.3", outcome.stderr)


if __name__ == "__main__":
    unittest.main()
