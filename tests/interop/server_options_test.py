"""What a server can be told about its handshakes, as s_client and gnutls-cli see it."""

import unittest

from support.case import InteropCase
from support.dtls_peers import openssl_client
from support.openssl_peer import OpensslClient, version_flags


class CertificatesSideBySideTest(InteropCase):
    """RSA, ECDSA and Ed25519 for one name: the client's signature algorithms decide."""

    KEYS = {"EC P-256": ("ec:P-256", "ECDSA+SHA256", "ECDSA|ecdsa_secp256r1_sha256"),
            "RSA 2048": ("rsa:2048", "RSA-PSS+SHA256:RSA+SHA256", "RSA-PSS|rsa_pss_rsae_sha256"),
            "Ed25519": ("ed25519", "ed25519", "ed25519|Ed25519")}

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca", None, "--key", "rsa:2048")
        for key, (kind, _, _) in cls.KEYS.items():
            cls.store_pki.make(key, "server", "ca", "--key", kind)
        cls.entries = [argument for key in cls.KEYS for argument in ("--cert", key)]

    def test_over_tcp(self):
        for version in ("1.2", "1.3"):
            with self.program.serve("--tls", version, *self.entries) as server:
                for key, (_, schemes, told) in self.KEYS.items():
                    with self.subTest(version=version, key=key), \
                            OpensslClient(self.folder, server.port, "-sigalgs", schemes, *version_flags(version),
                                          ca=self.ca) as client:
                        client.wait_for(f"^Peer signature type: ({told})$")
                        client.write("Q\n")
                        self.assert_sent(server.connection(), key)

    def assert_sent(self, document, key):
        self.assert_established(document)
        self.assertEqual((document["own_certificate"]["entry"], document["own_certificate"]["key"]), (key, key))

    def test_over_udp(self):
        with self.program.serve("--udp", *self.entries) as server:
            openssl_client(self.folder, server.port, self.ca, "1.2", "-sigalgs", "RSA-PSS+SHA256:RSA+SHA256")
            self.assert_sent(server.connection(), "RSA 2048")
            openssl_client(self.folder, server.port, self.ca, "1.2", "-sigalgs", "ECDSA+SHA256:RSA+SHA256")
            self.assert_sent(server.connection(), "EC P-256")


if __name__ == "__main__":
    unittest.main()
