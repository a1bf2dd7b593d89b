"""New keys on the open connection, with openssl and gnutls at the other end."""

import unittest

from support.case import InteropCase
from support.gnutls_peer import GnutlsServer
from support.openssl_peer import OpensslServer, version_flags
from support.program import DONE, TEST_FAILED


class RekeyingTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, version, way, send="abc\\n", expect="cba"):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, "--tls", version, way,
                                    "--send", send, "--expect", expect)

    @staticmethod
    def count(document, direction, kind):
        return sum(1 for message in document["messages"] if (message["direction"], message["type"]) == (direction, kind))

    def test_key_update(self):
        for peer, expect in ((OpensslServer, "cba"), (GnutlsServer, "abc")):
            with self.subTest(peer=peer.__name__), peer(self.folder, self.servers["EC"]) as server:
                status, document = self.connect(server, "1.3", "--key-update", expect=expect)
                self.assert_clean(status, document, "1.3")
                self.assertEqual(self.count(document, "sent", "key_update"), 1)
                self.assertEqual(self.count(document, "received", "key_update"), 1)

    def test_renegotiation(self):
        for version in ("1.0", "1.2"):
            with self.subTest(version=version), \
                    OpensslServer(self.folder, self.servers["EC"], "-cipher", "DEFAULT:@SECLEVEL=0",
                                  "-client_renegotiation") as server:
                status, document = self.connect(server, version, "--renegotiate")
                self.assert_established(document, version)
                self.assertEqual(status, DONE, document["findings"])
                self.assertEqual(self.count(document, "sent", "client_hello"), 2)
                self.assertEqual(self.count(document, "received", "finished"), 2)

    def test_renegotiation_that_the_server_refuses(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            status, document = self.connect(server, "1.2", "--renegotiate")
            self.assertEqual(status, TEST_FAILED)
            self.assert_verdict(document, "renegotiation-refused", issued_by="peer", phase="tls")
            self.assertEqual(self.count(document, "received", "finished"), 1)

    def test_the_way_of_another_version(self):
        # What is agreed is known only then; the set that is allowed has both ways.
        for version, way in (("1.2", "--key-update"), ("1.3", "--renegotiate")):
            with self.subTest(version=version), \
                    OpensslServer(self.folder, self.servers["EC"], *version_flags(version)) as server:
                status, document = self.connect(server, "1.2-1.3", way)
                self.assertEqual(status, TEST_FAILED)
                self.assert_established(document, version)
                self.assert_verdict(document, "new-keys-impossible", issued_by="local", phase="data")


if __name__ == "__main__":
    unittest.main()
