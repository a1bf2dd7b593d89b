"""The decoder next to tshark: handshakes with openssl, captured, decrypted with the program's own key log.

Every field that both know has to stand in the same bytes and say the same. What only one of them knows is listed at
the end of the output.
"""

import time
import unittest

from support.comparison_case import ComparisonCase
from support.names import VERSIONS
from support.openssl_peer import ANY_VERSION, OpensslClient, OpensslServer, version_flags


class TsharkComparisonTest(ComparisonCase):
    ANSWERED = ("--send", "abc\\n", "--expect", "cba")

    def test_openssl_server(self):
        for version in VERSIONS:
            for key in ("RSA", "EC"):
                with self.subTest(version=version, key=key), \
                        OpensslServer(self.folder, self.servers[key], "-cipher", ANY_VERSION) as server:
                    document = self.check_client(f"connect, openssl s_server, TLS {version}, {key}", server.port,
                                                 "--tls", version, *self.ANSWERED)
                    self.assertEqual(document["negotiated"]["version"], f"TLS {version}")

    def talk(self, port, *options):
        """One connection of s_client with an answer to it."""
        with OpensslClient(self.folder, port, *options, ca=self.ca) as client:
            client.report()
            client.write("over and out\n")
            client.wait_for("over and out")

    def test_openssl_client(self):
        for version in VERSIONS:
            with self.subTest(version=version):
                self.check_server(f"serve, openssl s_client, TLS {version}",
                                  lambda port, version=version: self.talk(port, *version_flags(version)),
                                  "--cert", "server-rsa", "--tls", version)

    def test_key_exchanges(self):
        for cipher, key in (("ECDHE-RSA-AES128-GCM-SHA256", "RSA"), ("ECDHE-ECDSA-CHACHA20-POLY1305", "EC"),
                            ("DHE-RSA-AES256-GCM-SHA384", "RSA"), ("AES128-GCM-SHA256", "RSA"),
                            ("ECDHE-RSA-AES256-SHA384", "RSA")):
            with self.subTest(cipher=cipher), \
                    OpensslServer(self.folder, self.servers[key], "-cipher", cipher) as server:
                self.check_client(f"connect, openssl s_server, {cipher}", server.port, "--tls", "1.2", *self.ANSWERED)

    def test_groups(self):
        """In TLS 1.3 the client sends a key of another group first, so that the server asks again."""
        for version, group in (("1.2", "P-256"), ("1.2", "P-521"), ("1.3", "P-256"), ("1.3", "P-384"), ("1.3", "X448"),
                               ("1.3", "ffdhe2048")):
            with self.subTest(version=version, group=group), \
                    OpensslServer(self.folder, self.servers["EC"], "-groups", group) as server:
                document = self.check_client(f"connect, openssl s_server, TLS {version}, {group}", server.port, "--tls",
                                             version, *self.ANSWERED)
                types = [message["type"] for message in document["messages"]]
                self.assertEqual(types.count("client_hello"), 2 if version == "1.3" else 1)

    def test_client_certificates(self):
        demand = ("-cipher", ANY_VERSION, "-Verify", "1", "-CAfile", self.ca.certificate)
        for version in VERSIONS:
            with self.subTest(version=version, role="client"), \
                    OpensslServer(self.folder, self.servers["RSA"], *demand) as server:
                self.check_client(f"connect, openssl s_server, TLS {version}, client certificate", server.port, "--tls",
                                  version, "--cert", "client-ec", *self.ANSWERED)
            with self.subTest(version=version, role="server"):
                client = self.clients["RSA"]
                self.check_server(f"serve, openssl s_client, TLS {version}, client certificate",
                                  lambda port, version=version, client=client: self.talk(
                                      port, *version_flags(version), "-cert", client.certificate, "-key", client.key),
                                  "--cert", "server-ec", "--tls", version, "--client-cert", "require",
                                  "--trust", "store")

    def test_application_protocol(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version, role="client"), \
                    OpensslServer(self.folder, self.servers["EC"], "-alpn", "h2,http/1.1") as server:
                self.check_client(f"connect, openssl s_server, TLS {version}, ALPN", server.port, "--tls", version,
                                  "--alpn", "http/1.1,h2", *self.ANSWERED)
            with self.subTest(version=version, role="server"):
                self.check_server(f"serve, openssl s_client, TLS {version}, ALPN",
                                  lambda port, version=version: self.talk(
                                      port, *version_flags(version), "-alpn", "h2,x"),
                                  "--cert", "server-rsa", "--tls", version, "--alpn", "h2")

    def test_renegotiation(self):
        with OpensslServer(self.folder, self.servers["RSA"], "-tls1_2", rev=False) as server:
            def ask_again():
                server.wait_for("hello")
                server.write("r\n")
                time.sleep(0.5)  # s_server does not say when it is through
                server.write("that is all\n")
            document = self.check_client("connect, openssl s_server, TLS 1.2, renegotiation", server.port,
                                         "--tls", "1.2", "--send", "hello\\n", "--expect", "that is all",
                                         peer=ask_again)
        types = [message["type"] for message in document["messages"]]
        self.assertIn("hello_request", types)

    def test_refusals(self):
        for version in VERSIONS:
            with self.subTest(version=version), \
                    OpensslServer(self.folder, self.servers["EC"], "-cipher", ANY_VERSION) as server:
                document = self.check_client(f"connect, openssl s_server, TLS {version}, not trusted", server.port,
                                             "--tls", version, "--trust", self.clients["EC"].certificate,
                                             result="failed")
                self.assertTrue(self.sent_alerts(document))


if __name__ == "__main__":
    unittest.main()
