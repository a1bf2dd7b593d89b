"""What a server's handshake says beside the agreement: issuers it asks for, tickets, timestamps, a promised staple."""

import base64
import struct
import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslServer
from support.program import DONE, TEST_FAILED


def timestamp_list(log, milliseconds):
    """A SignedCertificateTimestampList (RFC 6962 section 3.3) of one element, signed by nobody."""
    element = b"\0" + log + struct.pack(">QH", milliseconds, 0) + b"\4\3" + struct.pack(">H", 2) + b"\xaa\xbb"
    return struct.pack(">HH", len(element) + 2, len(element)) + element


class HandshakeFactsTest(InteropCase):
    VERSIONS = ("1.2", "1.3")

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.other = cls.store_pki.make("other-ca", "ca")
        cls.promising = cls.store_pki.make("promising", "server", "ca", "--must-staple")

    def connect(self, server, *options):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, *options)

    def test_issuers_asked_for(self):
        for version in self.VERSIONS:
            for named, among in ((self.ca, True), (self.other, False)):
                with self.subTest(version=version, among=among), \
                        OpensslServer(self.folder, self.servers["EC"], "-verify", "1", "-CAfile",
                                      named.certificate) as server:
                    for chosen in ((), ("--cert", "client-ec")):
                        status, document = self.connect(server, "--tls", version, "--send", "a\\n", "--expect", "a", *chosen)
                        self.assert_established(document, version)
                        self.assertEqual(status, DONE, document["findings"])
                        request = document["certificate_request"]
                        self.assertEqual(len(request["issuers"]), 1)
                        self.assertIn("CN=ca" if among else "CN=other-ca", request["issuers"][0])
                        self.assertEqual(request["own_issuer_among"], among if chosen else None)
                        self.assertEqual(request["sent"], bool(chosen))

    def test_nobody_asks(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            _, document = self.connect(server)
            self.assertIsNone(document["certificate_request"])

    def test_early_data(self):
        for options, expected in (((), None), (("-early_data", "-max_early_data", "4096"), 4096)):
            with self.subTest(options=options), \
                    OpensslServer(self.folder, self.servers["EC"], *options, rev=not options) as server:
                _, document = self.connect(server, "--tls", "1.3", "--send", "a\\n")
                self.assert_established(document, "1.3")
                self.assertEqual(document["tickets"]["count"], 2)
                self.assertEqual(document["tickets"]["lifetime_s"], 7200)
                self.assertEqual(document["tickets"]["early_data_bytes"], expected)

    def test_timestamps(self):
        log = bytes(range(32))
        # SERVERINFOV2: context (client_hello, server_hello of 1.2, certificate of 1.3), type, length, content.
        content = timestamp_list(log, 1_700_000_000_123)
        context = 0x80 | 0x100 | 0x1000
        info = struct.pack(">IHH", context, 18, len(content)) + content
        path = self.folder / "timestamps.pem"
        path.write_text("-----BEGIN SERVERINFOV2 FOR SCT-----\n" + base64.encodebytes(info).decode()
                        + "-----END SERVERINFOV2 FOR SCT-----\n")
        for version in self.VERSIONS:
            with self.subTest(version=version), \
                    OpensslServer(self.folder, self.servers["EC"], "-serverinfo", path) as server:
                _, document = self.connect(server, "--tls", version)
                self.assertEqual(document["timestamps"], [])
                _, document = self.connect(server, "--tls", version, "--sct")
                self.assert_established(document, version)
                self.assertEqual(document["timestamps"], [{"source": "handshake", "log_id": log.hex(),
                                                           "time": "2023-11-14T22:13:20.123Z"}])

    def test_promised_staple(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), OpensslServer(self.folder, self.promising) as server:
                status, document = self.connect(server, "--tls", version, "--ocsp")
                self.assert_failed(status, document)
                self.assert_verdict(document, "must-staple-missing", issued_by="local", phase="certificate")
                self.assertEqual(self.sent_alerts(document), [113])
                server.wait_for("bad certificate status response")
                status, document = self.connect(server, "--tls", version)
                self.assert_established(document, version)
                self.assert_verdict(document, "must-staple-missing", issued_by="peer", phase="certificate",
                                    severity="warning")
                self.assertNotEqual(status, TEST_FAILED)


if __name__ == "__main__":
    unittest.main()
