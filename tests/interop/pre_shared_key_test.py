"""Pre-shared keys with openssl and gnutls at the other end: TLS 1.2 and 1.3, right and wrong ones."""

import unittest

from support.case import InteropCase
from support.program import DONE, USAGE
from support.psk_peers import IDENTITY, KEY, OTHER_KEY, GnutlsPskServer, OpensslPskServer, psk_client


class PreSharedKeyTest(InteropCase):
    VERSIONS = ("1.2", "1.3")

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")

    def connect(self, server, version, key=KEY, identity=IDENTITY, answer="cba"):
        return self.program.connect(f"localhost:{server.port}", "--tls", version, "--trust", self.ca.certificate, "--psk",
                                    f"{identity}:{key}", "--send", "abc\\n", "--expect", answer)

    def assert_no_key(self, document):
        text = str(document)
        for key in (KEY, OTHER_KEY):
            self.assertNotIn(key, text.lower())

    def test_our_client(self):
        for version in self.VERSIONS:
            for kind, answer in ((OpensslPskServer, "cba"), (GnutlsPskServer, "abc")):
                with self.subTest(version=version, kind=kind.__name__), kind(self.folder, version) as server:
                    status, document = self.connect(server, version, answer=answer)
                    self.assert_clean(status, document, version)
                    self.assertEqual(document["negotiated"]["psk_identity"], IDENTITY)
                    self.assertFalse(document["negotiated"]["resumed"])
                    self.assertEqual(document["certificates"], [])
                    self.assert_no_key(document)

    def test_what_does_not_fit(self):
        for version in self.VERSIONS:
            for kind in (OpensslPskServer, GnutlsPskServer):
                with self.subTest(version=version, kind=kind.__name__, wrong="key"), kind(self.folder, version) as server:
                    status, document = self.connect(server, version, key=OTHER_KEY)
                    self.assert_failed(status, document)
                    self.assertEqual(document["findings"][0]["id"],
                                     f"psk-key-mismatch-tls{version.replace('.', '')}", document["alerts"])
                    self.assert_no_key(document)

    def test_unknown_identity(self):
        for kind, version, finding in ((OpensslPskServer, "1.3", "psk-identity-unknown"),
                                       # It hides which identities it has, and goes on with a made-up key (RFC 4279 §2).
                                       (GnutlsPskServer, "1.2", "psk-key-mismatch-tls12"),
                                       (GnutlsPskServer, "1.3", "psk-key-mismatch-tls13")):
            with self.subTest(version=version, kind=kind.__name__), kind(self.folder, version) as server:
                status, document = self.connect(server, version, identity="nobody")
                self.assert_failed(status, document)
                self.assertEqual(document["findings"][0]["id"], finding, document["alerts"])
        with OpensslPskServer(self.folder, "1.2") as server:  # it warns of another identity, and goes on
            status, document = self.connect(server, "1.2", identity="nobody")
            self.assert_clean(status, document, "1.2")

    def talk(self, server, version, tool):
        psk_client(self.folder, server.port, version, tool)
        return server.connection()

    def test_our_server(self):
        for version in self.VERSIONS:
            for certificate in ((), ("--cert", "server")):
                with self.program.serve("--tls", version, "--psk", f"{IDENTITY}:{KEY}", *certificate) as server:
                    for tool in ("openssl", "gnutls"):
                        if (tool, version) == ("gnutls", "1.2"):
                            continue  # gnutls-cli 3.7 crashes over what it prints of it, with its own server too
                        with self.subTest(version=version, certificate=bool(certificate), tool=tool):
                            document = self.talk(server, version, tool)
                            self.assert_established(document, version)
                            self.assertEqual(document["negotiated"]["psk_identity"], IDENTITY)
                            self.assert_no_key(document)

    def test_bad_options(self):
        for text in (KEY, f":{KEY}", "client1:", "client1:0g", "client1:abc"):
            for command in (("connect", "localhost:1"), ("serve",)):
                with self.subTest(text=text, command=command[0]):
                    outcome = self.program.run(*command, "--psk", text)
                    self.assertEqual(outcome.status, USAGE)
                    self.assertIn("--psk", outcome.stderr)
                    self.assertNotIn(KEY, outcome.stderr)

    def test_without_the_key(self):
        with OpensslPskServer(self.folder, "1.2") as server:
            _, document = self.program.connect(f"localhost:{server.port}", "--tls", "1.2")
            self.assertEqual(document["findings"][0]["id"], "psk-not-configured", document["errors"])

    def test_both_ends(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), \
                    self.program.serve("--tls", version, "--psk", f"{IDENTITY}:{KEY}") as server:
                status, document = self.connect(server, version, answer="abc")
                self.assertEqual(status, DONE)
                self.assertEqual(server.connection()["negotiated"]["psk_identity"],
                                 document["negotiated"]["psk_identity"])


if __name__ == "__main__":
    unittest.main()
