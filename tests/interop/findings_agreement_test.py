"""What is said when versions, security level or suites do not meet; our client and our server."""

import unittest

from support import names
from support.case import InteropCase
from support.gnutls_peer import GnutlsServer
from support.nginx_peer import Nginx
from support.openssl_peer import ANY_VERSION, OpensslClient, OpensslServer, version_flags


class ClientAgreementTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, *options):
        status, document = self.program.connect(f"localhost:{server.port}", "--trust", "store", *options)
        self.assert_failed(status, document)
        return document

    def with_server(self, server_options, *options, key="EC"):
        with OpensslServer(self.folder, self.servers[key], *server_options) as server:
            return self.connect(server, *options)

    def test_version_client_too_old(self):
        for version in ("1.2", "1.1", "1.0"):
            with self.subTest(version=version):
                document = self.with_server(["-tls1_3"], "--tls", version)
                self.assert_verdict(document, "version-client-too-old", issued_by="peer", phase="tls")
                self.assertEqual([alert["code"] for alert in document["alerts"]], [70])

    def test_version_client_too_old_for_gnutls(self):
        with GnutlsServer(self.folder, self.servers["EC"], version="1.3") as server:
            document = self.connect(server, "--tls", "1.2")
        # GnuTLS answers alert 40, which has many causes; this one must be among those that are named.
        self.assertEqual([alert["code"] for alert in document["alerts"]], [40])
        self.assert_among(document, "version-client-too-old", issued_by="peer", phase="tls")

    def test_version_server_too_old(self):
        document = self.with_server(["-tls1_2"], "--tls", "1.3")
        self.assert_verdict(document, "version-server-too-old", issued_by="peer", phase="tls", confidence="certain")

    def test_version_blocked_by_security_level_of_the_server(self):
        """The server allows TLS 1.0, but Debian's security level of 2 (or 1 upstream) does not."""
        document = self.with_server(["-tls1"], "--tls", "1.0")
        alerts = [alert["code"] for alert in document["alerts"]]
        # OpenSSL 3.0 gives itself away with internal_error; newer ones say protocol_version, as for any old version.
        wanted = "version-blocked-by-security-level" if alerts == [80] else "version-client-too-old"
        self.assertEqual(alerts, [80] if names.openssl_version() == (3, 0) else [70])
        self.assert_verdict(document, wanted, issued_by="peer", phase="tls")

    def test_signature_blocked_by_own_security_level(self):
        """The server goes along with TLS 1.0; what stops it is its signature with SHA-1."""
        document = self.with_server(version_flags("1.0"), "--tls", "1.0", "--security-level", "1")
        wanted = "legacy-signature-blocked"
        if any(finding["id"] == "version-blocked-by-security-level" for finding in document["findings"]):
            # Newer libraries do not even offer the version.
            self.assertGreaterEqual(names.openssl_version(), (3, 2))
            wanted = "version-blocked-by-security-level"
        self.assert_verdict(document, wanted, issued_by="local", phase="tls")

    def test_no_shared_cipher_tls12(self):
        document = self.with_server(["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"],
                                    "--tls", "1.2", "--ciphers", "ECDHE-ECDSA-CHACHA20-POLY1305")
        self.assert_verdict(document, "no-shared-cipher-tls12", issued_by="peer", phase="tls")
        self.assertEqual([alert["code"] for alert in document["alerts"]], [40])

    def test_no_shared_cipher_tls13(self):
        document = self.with_server(["-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"],
                                    "--tls", "1.3", "--suites", "TLS_CHACHA20_POLY1305_SHA256")
        self.assert_verdict(document, "no-shared-cipher-tls13", issued_by="peer", phase="tls")

    def test_refused_without_a_name(self):
        """unrecognized_name says something else of a name that was never sent."""
        with Nginx(self.folder, self.servers["EC"], "ssl_reject_handshake on;") as server:
            for target, *options in (("127.0.0.1",), ("localhost", "--sni", "none")):
                with self.subTest(target=target):
                    status, document = self.program.connect(f"{target}:{server.port}", "--trust", "store", *options)
                    self.assert_failed(status, document)
                    self.assertEqual([alert["code"] for alert in document["alerts"]], [112])
                    self.assert_verdict(document, "sni-not-sent", issued_by="peer", phase="tls", confidence="certain")
                    self.assertTrue(any("--sni" in fix for fix in document["findings"][0]["fix"]))
            document = self.connect(server)
            self.assert_verdict(document, "sni-refused", issued_by="peer", phase="tls", confidence="certain")
            self.assertIn("localhost", document["findings"][0]["title"])

    def test_key_type_not_offered(self):
        document = self.with_server(["-tls1_2"], "--tls", "1.2", "--ciphers", "aRSA+ECDHE")
        self.assert_among(document, "certificate-key-type-not-offered", issued_by="peer", phase="tls")


class ServerAgreementTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def refused(self, server_options, client_options):
        """The document of our server after it refused s_client."""
        with self.program.serve("--cert", "server-ec", *server_options) as server:
            with OpensslClient(self.folder, server.port, *client_options, ca=self.ca) as client:
                document = server.connection()
                self.assertNotEqual(client.wait(), 0)
            self.assertEqual(document["result"], "failed")
            self.assertEqual(server.stop(), 1)
        return document

    def test_version_client_too_old(self):
        document = self.refused(["--tls", "1.3"], ["-tls1_2"])
        self.assert_verdict(document, "version-client-too-old", issued_by="local", phase="tls", confidence="certain")
        self.assertEqual(self.sent_alerts(document), [70])

    def test_version_server_too_old(self):
        document = self.refused(["--tls", "1.2"], ["-tls1_3"])
        self.assert_verdict(document, "version-server-too-old", issued_by="local", phase="tls", confidence="certain")

    def test_version_blocked_by_security_level(self):
        document = self.refused(["--tls", "1.0", "--security-level", "1"], version_flags("1.0"))
        self.assert_verdict(document, "version-blocked-by-security-level", issued_by="local", phase="tls")

    def test_no_shared_cipher_tls12(self):
        document = self.refused(["--tls", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"],
                                ["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"])
        self.assert_verdict(document, "no-shared-cipher-tls12", issued_by="local", phase="tls", confidence="certain")
        self.assertIn("0A0000C1", [error["code"].upper() for error in document["errors"]])

    def test_no_shared_cipher_tls13(self):
        document = self.refused(["--tls", "1.3", "--suites", "TLS_AES_128_GCM_SHA256"],
                                ["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"])
        self.assert_verdict(document, "no-shared-cipher-tls13", issued_by="local", phase="tls", confidence="certain")

    def test_key_type_not_offered(self):
        document = self.refused(["--tls", "1.2"], ["-tls1_2", "-cipher", "aRSA+ECDHE"])
        self.assert_verdict(document, "certificate-key-type-not-offered", issued_by="local", phase="tls")

    def test_old_version_works_when_both_ends_allow_it(self):
        """The same pair of ends connects once the level is 0: the finding named the right cause."""
        with self.program.serve("--cert", "server-ec", "--tls", "1.0", "--security-level", "0") as server:
            with OpensslClient(self.folder, server.port, "-tls1", "-cipher", ANY_VERSION, ca=self.ca) as client:
                client.report()
            self.assert_established(server.connection(), "1.0")


if __name__ == "__main__":
    unittest.main()
