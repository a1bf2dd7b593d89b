"""What is said about client certificates: our client at foreign servers, foreign clients at our server."""

import itertools
import unittest

from support.case import InteropCase
from support.gnutls_peer import GnutlsClient, GnutlsServer
from support.openssl_peer import OpensslClient, OpensslServer, version_flags


def missing(version):
    return "client-certificate-missing-tls13" if version == "1.3" else "client-certificate-missing-tls12"


class ClientSideTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.other_ca = cls.openssl_pki.make("other-ca", "ca")

    def connect(self, server, version, *options):
        status, document = self.program.connect(f"localhost:{server.port}", "--trust", "store", "--tls", version,
                                                *options)
        self.assert_failed(status, document)
        return document

    def openssl_server(self, ca):
        return OpensslServer(self.folder, self.servers["EC"], "-Verify", "1", "-verify_return_error", "-CAfile",
                             ca.certificate)

    def test_missing_at_openssl(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version), self.openssl_server(self.ca) as server:
                document = self.connect(server, version)
                self.assert_verdict(document, missing(version), issued_by="peer", phase="certificate")

    def test_missing_at_gnutls(self):
        for version in ("1.2", "1.3"):
            demand = ("--require-client-cert", "--x509cafile", self.ca.certificate)
            with self.subTest(version=version), GnutlsServer(self.folder, self.servers["EC"], *demand) as server:
                document = self.connect(server, version)
                self.assert_verdict(document, missing(version), issued_by="peer", phase="certificate")

    def test_untrusted(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version), self.openssl_server(self.other_ca) as server:
                document = self.connect(server, version, "--cert", "client-ec")
                self.assert_verdict(document, "client-certificate-untrusted", issued_by="peer", phase="certificate")
                self.assertTrue(document["negotiated"]["client_certificate"])

    def test_untrusted_at_gnutls(self):
        """It answers with access_denied, which is meant for certificates that are in order."""
        for version in ("1.2", "1.3"):
            demand = ("--require-client-cert", "--verify-client-cert", "--x509cafile", self.other_ca.certificate)
            with self.subTest(version=version), GnutlsServer(self.folder, self.servers["EC"], *demand) as server:
                document = self.connect(server, version, "--cert", "client-ec")
                self.assertEqual([alert["code"] for alert in document["alerts"]][:1], [49])
                self.assert_verdict(document, "client-certificate-untrusted", issued_by="peer", phase="certificate",
                                    confidence="likely")
                self.assert_among(document, "client-access-denied", issued_by="peer", phase="certificate",
                                  confidence="likely")


class ServerSideTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.other_ca = cls.openssl_pki.make("other-ca", "ca")
        cls.stranger = cls.openssl_pki.make("stranger", "client", cls.other_ca)
        cls.own_signature = cls.openssl_pki.make("own-signature", "client")

    def demanding(self):
        return self.program.serve("--cert", "server-ec", "--client-cert", "require", "--trust", self.ca.certificate)

    def refused(self, make_client, server=None):
        """The document of our server after a client whose connection failed."""
        with server or self.demanding() as running:
            with make_client(running.port):
                document = running.connection()
            self.assertEqual(document["result"], "failed", document["findings"])
            self.assertEqual(running.stop(), 1)
        return document

    def s_client(self, version, *options, ca=None):
        return lambda port: OpensslClient(self.folder, port, *version_flags(version), *options, ca=ca)

    def test_missing(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version):
                document = self.refused(self.s_client(version, ca=self.ca))
                self.assert_verdict(document, missing(version), issued_by="local", phase="certificate",
                                    confidence="certain")

    def test_missing_at_gnutls_client(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version):
                document = self.refused(lambda port, one=version: GnutlsClient(self.folder, port, ca=self.ca,
                                                                               version=one))
                self.assert_verdict(document, missing(version), issued_by="local", phase="certificate")

    def test_untrusted(self):
        for version, material in itertools.product(("1.2", "1.3"), (self.stranger, self.own_signature)):
            with self.subTest(version=version, material=material.name):
                document = self.refused(self.s_client(version, "-cert", material.certificate, "-key", material.key,
                                                      ca=self.ca))
                self.assert_verdict(document, "client-certificate-untrusted", issued_by="local", phase="certificate",
                                    confidence="certain")
                self.assertIn(48, self.sent_alerts(document))
                self.assertIn(material.name, document["certificates"][0]["subject"])
                self.assertFalse(document["verification"]["trusted"])

    def test_requested_and_missing_is_fine(self):
        with self.program.serve("--cert", "server-ec", "--client-cert", "request", "--trust",
                                self.ca.certificate) as server:
            with OpensslClient(self.folder, server.port, ca=self.ca) as client:
                client.report()
            document = server.connection()
        self.assert_established(document)
        self.assertFalse(document["negotiated"]["client_certificate"])

    def test_peer_rejected_our_certificate(self):
        plain = ("--cert", "server-ec")
        for version in ("1.2", "1.3"):
            with self.subTest(version=version):
                document = self.refused(self.s_client(version), self.program.serve(*plain))
                self.assert_verdict(document, "peer-rejected-our-certificate", issued_by="peer", phase="certificate")
                self.assertIn(48, [alert["code"] for alert in document["alerts"] if alert["direction"] == "received"])

    def test_gnutls_rejected_our_certificate(self):
        document = self.refused(lambda port: GnutlsClient(self.folder, port, ca=self.other_ca),
                                self.program.serve("--cert", "server-ec"))
        self.assert_verdict(document, "peer-rejected-our-certificate", issued_by="peer", phase="certificate")


if __name__ == "__main__":
    unittest.main()
