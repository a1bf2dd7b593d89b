"""The decoder next to tshark: OCSP staples, pre-shared keys and resumption; see tshark_comparison_test.py."""

import unittest

from support.comparison_case import ComparisonCase
from support.gnutls_peer import GnutlsClient, GnutlsServer
from support.openssl_peer import OpensslClient, OpensslServer, version_flags
from support.psk_peers import IDENTITY, KEY, GnutlsPskServer, OpensslPskServer, psk_client


class TsharkSessionsTest(ComparisonCase):
    VERSIONS = ("1.2", "1.3")
    KINDS = (("1.2", ()), ("1.2", ("-no_ticket",)), ("1.3", ()))
    ANSWERED = ("--send", "abc\\n", "--expect", "cba")
    ECHOED = ("--send", "abc\\n", "--expect", "abc")

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.staple = cls.folder / "staple.der"
        cls.program.run("store", "ocsp", "server-rsa", "--out", cls.staple)

    def assert_stapled(self, document):
        self.assertTrue(document["ocsp_staple"]["present"])
        types = [message["type"] for message in document["messages"]]
        if document["negotiated"]["version"] == "TLS 1.2":
            self.assertIn("certificate_status", types)

    def talk(self, port, *options):
        with OpensslClient(self.folder, port, *options, ca=self.ca) as client:
            client.wait_for(r"^(New|Reused), ")
            client.write("over and out\n")
            client.wait_for("over and out")

    def test_staple_of_openssl(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), \
                    OpensslServer(self.folder, self.servers["RSA"], "-status_file", self.staple) as server:
                self.assert_stapled(self.check_client(
                    f"connect --ocsp, openssl s_server, TLS {version}", server.port, "--ocsp", "--tls", version,
                    *self.ANSWERED))

    def test_staple_of_gnutls(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), \
                    GnutlsServer(self.folder, self.servers["RSA"], "--ocsp-response", self.staple,
                                 "--ignore-ocsp-response-errors", version=version) as server:
                self.assert_stapled(self.check_client(
                    f"connect --ocsp, gnutls-serv, TLS {version}", server.port, "--ocsp", "--tls", version,
                    *self.ECHOED))

    def test_our_staple(self):
        for version in self.VERSIONS:
            with self.subTest(version=version, client="openssl"):
                documents = self.check_server(
                    f"serve --ocsp, openssl s_client, TLS {version}",
                    lambda port, version=version: self.talk(port, "-status", *version_flags(version)),
                    "--cert", "server-rsa", "--tls", version, "--ocsp", self.staple)
                self.assert_stapled(documents[0])
            with self.subTest(version=version, client="gnutls"):
                def talk(port, version=version):
                    with GnutlsClient(self.folder, port, "--ocsp", ca=self.ca, version=version) as client:
                        client.report()
                        client.write("over and out\n")
                        client.wait_for("^over and out")
                documents = self.check_server(f"serve --ocsp, gnutls-cli, TLS {version}", talk, "--cert", "server-rsa",
                                              "--tls", version, "--ocsp", self.staple)
                self.assert_stapled(documents[0])

    def test_pre_shared_key_of_servers(self):
        for version in self.VERSIONS:
            for kind, dialogue in ((OpensslPskServer, self.ANSWERED), (GnutlsPskServer, self.ECHOED)):
                with self.subTest(version=version, kind=kind.__name__), kind(self.folder, version) as server:
                    document = self.check_client(f"connect --psk, {kind.__name__}, TLS {version}", server.port, "--tls",
                                                 version, "--psk", f"{IDENTITY}:{KEY}", *dialogue)
                    self.assertEqual(document["negotiated"]["psk_identity"], IDENTITY)

    def test_pre_shared_key_suites(self):
        for suite in ("PSK-AES128-GCM-SHA256", "DHE-PSK-AES256-GCM-SHA384", "ECDHE-PSK-CHACHA20-POLY1305"):
            with self.subTest(suite=suite), OpensslPskServer(self.folder, "1.2", "-cipher", suite) as server:
                self.check_client(f"connect --psk, openssl s_server, {suite}", server.port, "--tls", "1.2", "--psk",
                                  f"{IDENTITY}:{KEY}", *self.ANSWERED)

    def test_our_pre_shared_key(self):
        for version, tool in (("1.2", "openssl"), ("1.3", "openssl"), ("1.3", "gnutls")):
            with self.subTest(version=version, tool=tool):
                documents = self.check_server(
                    f"serve --psk, {tool}, TLS {version}",
                    lambda port, version=version, tool=tool: psk_client(self.folder, port, version, tool),
                    "--tls", version, "--psk", f"{IDENTITY}:{KEY}")
                self.assertEqual(documents[0]["negotiated"]["psk_identity"], IDENTITY)

    def test_our_client_resumes(self):
        for version, options in self.KINDS:
            with self.subTest(version=version, options=options), \
                    OpensslServer(self.folder, self.servers["EC"], *options) as server:
                session = self.next_file("session")
                for resumed in (False, True):
                    document = self.check_client(
                        f"connect --session-file, openssl s_server, TLS {version}{' '.join(['', *options])}, "
                        f"{'resumed' if resumed else 'new'}", server.port, "--tls", version, "--session-file", session,
                        *self.ANSWERED)
                    self.assertEqual(document["negotiated"]["resumed"], resumed)

    def test_our_client_resumes_with_gnutls(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), \
                    GnutlsServer(self.folder, self.servers["RSA"], version=version) as server:
                session = self.next_file("session")
                for resumed in (False, True):
                    document = self.check_client(
                        f"connect --session-file, gnutls-serv, TLS {version}, {'resumed' if resumed else 'new'}",
                        server.port, "--tls", version, "--session-file", session, *self.ECHOED)
                    self.assertEqual(document["negotiated"]["resumed"], resumed)

    def test_our_server_resumes(self):
        for version, options in self.KINDS:
            def talk(port, version=version, options=options):
                session = self.next_file("session")
                self.talk(port, *version_flags(version), *options, "-sess_out", session)
                self.talk(port, *version_flags(version), *options, "-sess_in", session)
                return 2
            with self.subTest(version=version, options=options):
                documents = self.check_server(f"serve, openssl s_client twice, TLS {version}{' '.join(['', *options])}",
                                              talk, "--cert", "server-ec", "--tls", version)
                self.assertEqual([one["negotiated"]["resumed"] for one in documents], [False, True])


if __name__ == "__main__":
    unittest.main()
