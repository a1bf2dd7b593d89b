"""openssl s_client against our server: what the JSON says agrees with what the client says."""

import unittest

from support import names
from support.case import InteropCase
from support.openssl_peer import ANY_VERSION, OpensslClient, version_flags


class OpensslClientTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def serve(self, key, *options):
        return self.program.serve("--cert", self.servers[key].name, "--tls", "all", *options)

    def talk(self, server, *options):
        """One connection of s_client with an echo; what both ends say about it."""
        with OpensslClient(self.folder, server.port, *options, ca=self.ca) as client:
            report = client.report()
            client.write("over and out\n")
            client.wait_for("over and out")  # not at a line's begin: it mixes answers into what it says itself
        return report, server.connection()

    def assert_agree(self, report, document):
        negotiated = document["negotiated"]
        self.assertEqual((negotiated["version"], negotiated["cipher_suite"]), (report.version, report.suite))
        self.assertEqual(negotiated["group"], report.group)
        if negotiated["signature_scheme"]:
            self.assertIn((report.digest, report.signature), names.openssl_signature(negotiated["signature_scheme"]))

    def test_versions_and_keys(self):
        for key in ("RSA", "EC"):
            with self.serve(key) as server:
                for version in names.VERSIONS:
                    with self.subTest(version=version, key=key):
                        report, document = self.talk(server, *version_flags(version))
                        self.assert_established(document, version)
                        self.assert_agree(report, document)
                        self.assertEqual(document["target"]["sni"], "localhost")
                        self.assertFalse(document["negotiated"]["client_certificate"])

    def test_client_certificates(self):
        for key in ("RSA", "EC"):
            own = ("-cert", self.clients[key].certificate, "-key", self.clients[key].key)
            with self.serve(key, "--client-cert", "require", "--trust", self.ca.certificate) as server:
                for version in names.VERSIONS:
                    with self.subTest(version=version, key=key):
                        report, document = self.talk(server, *version_flags(version), *own)
                        self.assert_established(document, version)
                        self.assert_agree(report, document)
                        self.assertTrue(document["negotiated"]["client_certificate"])
                        self.assertIn(self.clients[key].name, document["certificates"][0]["subject"])
                        self.assertTrue(document["verification"]["trusted"])

    def test_groups_that_the_client_insists_on(self):
        with self.serve("EC") as server:
            for group in ("X25519", "P-256", "P-384", "P-521"):
                with self.subTest(group=group):
                    report, document = self.talk(server, "-groups", group)
                    self.assert_established(document, "1.3")
                    self.assert_agree(report, document)
                    self.assertEqual(document["negotiated"]["group"], names.group(group))

    def test_suites_that_the_client_insists_on(self):
        with self.serve("RSA") as server:
            for options in (("-ciphersuites", "TLS_AES_128_GCM_SHA256"),
                            ("-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305"),
                            ("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"),
                            ("-tls1_2", "-cipher", "AES256-GCM-SHA384")):
                with self.subTest(options=options):
                    report, document = self.talk(server, *options)
                    self.assert_established(document)
                    self.assertEqual(document["negotiated"]["cipher_suite"], report.suite)

    def test_clean_run_ends_with_status_0(self):
        with self.serve("EC", "--count", "1") as server:
            self.talk(server, "-cipher", ANY_VERSION)
            self.assertEqual(server.wait(), 0)


if __name__ == "__main__":
    unittest.main()
