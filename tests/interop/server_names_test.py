"""Several certificates of one server, chosen by the name that s_client asks for."""

import unittest

from support.case import InteropCase
from support.dtls_peers import openssl_client
from support.openssl_peer import OpensslClient


class ServerNamesTest(InteropCase):
    ENTRIES = ("--cert", "first", "--cert", "second")

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("first", "server", "ca", "--san", "dns:first.test")
        cls.store_pki.make("second", "server", "ca", "--san", "dns:second.test,dns:*.second.test", "--key", "rsa:2048")

    def assert_sent(self, document, entry, key):
        self.assert_established(document)
        self.assertEqual(document["own_certificate"]["entry"], entry)
        self.assertEqual(document["own_certificate"]["key"], key)

    def test_over_tcp(self):
        for version in ("1.2", "1.3"):
            with self.program.serve("--tls", version, *self.ENTRIES) as server:
                for name, entry, key in (("first.test", "first", "EC P-256"), ("second.test", "second", "RSA 2048"),
                                         ("www.second.test", "second", "RSA 2048")):
                    with self.subTest(version=version, name=name), \
                            OpensslClient(self.folder, server.port, "-servername", name, "-verify_hostname", name,
                                          ca=self.ca) as client:
                        client.report()
                        client.write("over and out\n")
                        client.wait_for("^over and out")
                        client.write("Q\n")
                        self.assert_sent(server.connection(), entry, key)

    def test_without_a_name_it_is_the_first(self):
        with self.program.serve(*self.ENTRIES) as server:
            self.program.connect(f"127.0.0.1:{server.port}", "--sni", "none", "--verify", "none")
            self.assert_sent(server.connection(), "first", "EC P-256")

    def test_over_udp(self):
        with self.program.serve("--udp", *self.ENTRIES) as server:
            for name, entry, key in (("first.test", "first", "EC P-256"), ("second.test", "second", "RSA 2048")):
                with self.subTest(name=name):
                    openssl_client(self.folder, server.port, self.ca, "1.2", "-servername", name, "-verify_hostname", name)
                    self.assert_sent(server.connection(), entry, key)


if __name__ == "__main__":
    unittest.main()
