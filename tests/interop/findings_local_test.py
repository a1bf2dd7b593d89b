"""Faults of this end: with --format json the finding comes as a document, next to the line on standard error."""

import socket
import unittest

from support import schema
from support.case import InteropCase
from support.program import LOCAL_FAULT


class FindingsLocalTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.server = cls.store_pki.make("server", "server", "ca")
        cls.other = cls.openssl_pki.make("other", "server")

    def fault(self, *arguments):
        """The one finding of a command that ended with a local fault."""
        outcome = self.program.run(*arguments, "--format", "json")
        self.assertEqual(outcome.status, LOCAL_FAULT, outcome)
        self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)
        document = outcome.document()
        schema.check_fault(document)
        finding = document["findings"][0]
        self.assertEqual((finding["severity"], finding["issued_by"], finding["confidence"]),
                         ("error", "local", "certain"))
        return finding

    def test_listen_address_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            for options in ((), ("--no-reuse-address",)):
                with self.subTest(options=options):
                    finding = self.fault("serve", "--cert", "server", "--port", port, *options)
                    self.assertEqual((finding["id"], finding["phase"]), ("listen-address-in-use", "listen"))
                    self.assertIn(str(port), finding["title"])

    def test_key_does_not_match_certificate(self):
        mixed = self.folder / "mixed.pem"
        mixed.write_text(self.other.certificate.read_text() + self.server.key.read_text())
        finding = self.fault("store", "import", mixed)
        self.assertEqual((finding["id"], finding["phase"]), ("key-does-not-match-certificate", "certificate"))
        self.assertTrue(any("mixed.pem" in line for line in finding["evidence"]), finding)

    def test_key_in_the_store_does_not_match(self):
        """Somebody put another key into the file of an entry; neither role starts with it."""
        self.program.store("new", "tampered", "--kind", "self-signed")
        path = next((self.folder / "home" / "store").glob("tampered*"))
        path.write_text(self.other.certificate.read_text() + self.server.key.read_text())
        for command in (("serve", "--cert", "tampered", "--port", "0"),
                        ("connect", "localhost:4433", "--cert", "tampered")):
            with self.subTest(command=command):
                self.assertEqual(self.fault(*command)["id"], "key-does-not-match-certificate")

    def test_private_key_missing(self):
        lonely = self.openssl_pki.make("lonely", "server")
        self.program.store("import", lonely.certificate, "--name", "no-key")
        self.assertEqual(self.fault("serve", "--cert", "no-key", "--port", "0")["id"], "no-private-key")


if __name__ == "__main__":
    unittest.main()
