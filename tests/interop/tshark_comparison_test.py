"""The decoder next to tshark: handshakes with programs of others, captured, decrypted with the program's own key log.

Every field that both know has to stand in the same bytes and say the same. What only one of them knows is listed at
the end of the output.
"""

import unittest

from support import tshark
from support.comparison import messages_of_connection
from support.comparison_case import ComparisonCase
from support.dumpcap import Dumpcap
from support.openssl_peer import ANY_VERSION, OpensslClient, OpensslServer, version_flags
from support.names import VERSIONS


class TsharkComparisonTest(ComparisonCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def check_client(self, name, port, *options):
        """The program connects to a peer that listens on the port; the document."""
        capture, keys = self.next_file("pcapng"), self.next_file("keys")
        with Dumpcap(self.folder, port, capture) as dumpcap:
            _, document = self.program.connect(f"localhost:{port}", "--trust", self.ca.certificate, "--fields",
                                               "--keylog", keys, *options)
            dumpcap.finish()
        self.assert_established(document)
        self.check(name, messages_of_connection(document), tshark.messages(capture, port, keys))
        return document

    def check_server(self, name, talk, *options):
        """A client that `talk(port)` runs connects to the program, as often as it wants; the documents."""
        capture, keys = self.next_file("pcapng"), self.next_file("keys")
        with self.program.serve("--fields", "--keylog", keys, *options) as server:
            with Dumpcap(self.folder, server.port, capture) as dumpcap:
                documents = [server.connection() for _ in range(talk(server.port) or 1)]
                dumpcap.finish()
        ours = [message for document in documents for message in messages_of_connection(document)]
        self.check(name, ours, tshark.messages(capture, server.port, keys))
        return documents

    ANSWERED = ("--send", "abc\\n", "--expect", "cba")

    def test_openssl_server(self):
        for version in VERSIONS:
            for key in ("RSA", "EC"):
                with self.subTest(version=version, key=key), \
                        OpensslServer(self.folder, self.servers[key], "-cipher", ANY_VERSION) as server:
                    document = self.check_client(f"connect, openssl s_server, TLS {version}, {key}", server.port,
                                                 "--tls", version, *self.ANSWERED)
                    self.assertEqual(document["negotiated"]["version"], f"TLS {version}")

    def test_openssl_client(self):
        for version in VERSIONS:
            def talk(port, version=version):
                with OpensslClient(self.folder, port, *version_flags(version), ca=self.ca) as client:
                    client.report()
                    client.write("over and out\n")
                    client.wait_for("over and out")
            with self.subTest(version=version):
                self.check_server(f"serve, openssl s_client, TLS {version}", talk, "--cert", "server-rsa",
                                  "--tls", version)


if __name__ == "__main__":
    unittest.main()
