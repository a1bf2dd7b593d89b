"""Our client against gnutls-serv: what the JSON says agrees with what the server says."""

import itertools
import unittest

from support import names
from support.case import InteropCase
from support.gnutls_peer import GnutlsServer, priority
from support.program import TEST_FAILED


class GnutlsServerTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, version, *options):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, "--tls", version,
                                    "--send", "there and back\\n", "--expect", "there and back", *options)

    def assert_agree(self, report, negotiated):
        self.assertEqual(report.version, negotiated["version"])
        self.assertEqual(report.group, negotiated["group"] or "")
        self.assertEqual(report.cipher, names.gnutls_cipher(negotiated["cipher_suite"]))
        if report.signature and negotiated["signature_scheme"]:
            self.assertIn(report.signature, names.gnutls_signature(negotiated["signature_scheme"]))

    def test_versions_and_keys(self):
        for version, key in itertools.product(names.VERSIONS, ("RSA", "EC")):
            with self.subTest(version=version, key=key), \
                    GnutlsServer(self.folder, self.servers[key], "--disable-client-cert") as server:
                status, document = self.connect(server, version)
                self.assert_clean(status, document, version)
                self.assert_agree(server.report(), document["negotiated"])
                self.assertFalse(document["negotiated"]["client_certificate"])

    def test_server_without_secure_renegotiation(self):
        """RFC 5746: refused unless it is allowed."""
        old = priority("1.2") + ":%DISABLE_SAFE_RENEGOTIATION"
        with GnutlsServer(self.folder, self.servers["RSA"], "--disable-client-cert", "--priority", old) as server:
            status, document = self.connect(server, "1.2")
            self.assertEqual((document["result"], status), ("failed", TEST_FAILED))
            self.assertEqual(document["findings"][0]["id"], "legacy-renegotiation-disabled")
            status, document = self.connect(server, "1.2", "--legacy-renegotiation")
            self.assert_clean(status, document, "1.2")

    def test_client_certificates(self):
        for version, key in itertools.product(names.VERSIONS, ("RSA", "EC")):
            demand = ("--require-client-cert", "--verify-client-cert", "--x509cafile", self.ca.certificate)
            with self.subTest(version=version, key=key), \
                    GnutlsServer(self.folder, self.servers[key], *demand) as server:
                status, document = self.connect(server, version, "--cert", self.clients[key].name)
                self.assert_clean(status, document, version)
                self.assert_agree(server.report(), document["negotiated"])
                self.assertTrue(document["negotiated"]["client_certificate"])
                self.assertIn(f"CN={self.clients[key].name}", server.output())


if __name__ == "__main__":
    unittest.main()
