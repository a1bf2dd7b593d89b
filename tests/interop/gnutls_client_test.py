"""gnutls-cli against our server: what the JSON says agrees with what the client says."""

import unittest

from support import names
from support.case import InteropCase
from support.gnutls_peer import GnutlsClient


class GnutlsClientTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def talk(self, server, version, *options):
        with GnutlsClient(self.folder, server.port, *options, ca=self.ca, version=version) as client:
            report = client.report()
            client.wait_for("Simple Client Mode")
            client.write("over and out\n")
            client.wait_for(r"^over and out$")
        return report, server.connection()

    def assert_agree(self, report, document):
        negotiated = document["negotiated"]
        self.assertEqual(report.version, negotiated["version"])
        self.assertEqual(report.group, negotiated["group"] or "")
        self.assertEqual(report.cipher, names.gnutls_cipher(negotiated["cipher_suite"]))
        if report.signature and negotiated["signature_scheme"]:
            self.assertIn(report.signature, names.gnutls_signature(negotiated["signature_scheme"]))

    def test_versions_and_keys(self):
        for key, material in self.servers.items():
            with self.program.serve("--cert", material.name, "--tls", "all") as server:
                for version in names.VERSIONS:
                    with self.subTest(version=version, key=key):
                        report, document = self.talk(server, version)
                        self.assert_established(document, version)
                        self.assert_agree(report, document)
                        self.assertEqual(document["target"]["sni"], "localhost")

    def test_client_certificates(self):
        for key, material in self.clients.items():
            own = ("--x509certfile", material.certificate, "--x509keyfile", material.key)
            with self.program.serve("--cert", self.servers[key].name, "--tls", "all", "--client-cert", "require",
                                    "--trust", self.ca.certificate) as server:
                for version in names.VERSIONS:
                    with self.subTest(version=version, key=key):
                        report, document = self.talk(server, version, *own)
                        self.assert_established(document, version)
                        self.assert_agree(report, document)
                        self.assertTrue(document["negotiated"]["client_certificate"])
                        self.assertIn(material.name, document["certificates"][0]["subject"])


if __name__ == "__main__":
    unittest.main()
