"""Our client against openssl s_server: what the JSON says agrees with what the server says."""

import itertools
import re
import unittest

from support import names
from support.case import InteropCase
from support.openssl_peer import ANY_VERSION, OpensslServer
from support.process import require, run
from support.program import DONE


class OpensslServerTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, *options):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, *options)

    def server(self, key="EC", *options):
        return OpensslServer(self.folder, self.servers[key], "-cipher", ANY_VERSION, *options)

    def test_versions_and_keys(self):
        for version, key in itertools.product(names.VERSIONS, ("RSA", "EC")):
            with self.subTest(version=version, key=key), self.server(key) as server:
                status, document = self.connect(server, "--tls", version, "--send", "abc\\n", "--expect", "cba")
                self.assert_clean(status, document, version)
                negotiated = document["negotiated"]
                self.assertEqual(server.report(), (negotiated["version"], negotiated["cipher_suite"], None))
                self.assertFalse(negotiated["client_certificate"])
                self.assertFalse(negotiated["resumed"])

    def test_client_certificates(self):
        for version, key in itertools.product(names.VERSIONS, ("RSA", "EC")):
            demand = ("-Verify", "1", "-verify_return_error", "-CAfile", self.ca.certificate)
            with self.subTest(version=version, key=key), self.server(key, *demand) as server:
                status, document = self.connect(server, "--tls", version, "--cert", self.clients[key].name,
                                                "--send", "abc\\n", "--expect", "cba")
                self.assert_clean(status, document, version)
                self.assertTrue(document["negotiated"]["client_certificate"])
                reported_version, suite, subject = server.report()
                self.assertEqual((reported_version, suite),
                                 (document["negotiated"]["version"], document["negotiated"]["cipher_suite"]))
                self.assertIn(self.clients[key].name, subject)

    def test_groups_that_the_server_insists_on(self):
        for version, group in itertools.product(("1.2", "1.3"), ("X25519", "P-256", "P-384", "P-521")):
            with self.subTest(version=version, group=group), self.server("EC", "-groups", group) as server:
                status, document = self.connect(server, "--tls", version)
                self.assert_established(document, version)
                self.assertEqual(status, DONE)
                self.assertEqual(document["negotiated"]["group"], names.group(group))
                # RFC 8446 §4.1.4: a key share was sent for the first group only.
                hellos = sum(message["type"] == "client_hello" for message in document["messages"])
                again = [finding["id"] for finding in document["findings"]]
                self.assertEqual(again, ["hello-retry-request"] if hellos == 2 else [])

    def test_suites_that_the_server_insists_on(self):
        wanted = {"TLS_CHACHA20_POLY1305_SHA256": ("1.3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"),
                  "TLS_AES_128_GCM_SHA256": ("1.3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"),
                  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": ("1.2", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"),
                  "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384": ("1.2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"),
                  "TLS_RSA_WITH_AES_128_GCM_SHA256": ("1.2", "-cipher", "AES128-GCM-SHA256")}
        for suite, (version, *option) in wanted.items():
            with self.subTest(suite=suite), self.server("RSA", *option) as server:
                status, document = self.connect(server, "--tls", version)
                self.assert_clean(status, document, version)
                self.assertEqual(document["negotiated"]["cipher_suite"], suite)
                self.assertEqual(server.report()[1], suite)

    def test_application_protocol(self):
        with self.server("EC", "-alpn", "http/1.1,h2") as server:
            status, document = self.connect(server, "--alpn", "h2,http/1.1")
        self.assert_clean(status, document)
        self.assertEqual(document["negotiated"]["alpn"], "http/1.1")
        self.assertEqual(document["offered"]["alpn"], ["h2", "http/1.1"])

    def test_certificate_facts(self):
        with self.server("RSA") as server:
            _, document = self.connect(server)
        leaf = document["certificates"][0]
        shown = run([require("openssl"), "x509", "-in", self.servers["RSA"].certificate, "-noout",
                     "-fingerprint", "-sha256"])
        self.assertEqual(leaf["sha256"].upper(), re.search(r"=(.*)$", shown, re.MULTILINE).group(1).replace(":", ""))
        self.assertIn("RSA", leaf["key"])
        self.assertIn("server-rsa", leaf["subject"])
        self.assertTrue(any("localhost" in name for name in leaf["san"]), leaf["san"])
        self.assertEqual(document["verification"]["trusted"], True)
        self.assertEqual(document["verification"]["hostname_matches"], True)

    def test_compressed_certificate(self):
        """From OpenSSL 3.2 on both ends may compress it (RFC 8879), where the library was built so."""
        compressed = ["-cert_comp"] if names.openssl_version() >= (3, 2) else []
        with self.server("EC", *compressed) as server:
            status, document = self.connect(server, "--tls", "1.3")
        self.assert_clean(status, document, "1.3")
        self.assertIn("server-ec", document["certificates"][0]["subject"])
        self.assertTrue(document["verification"]["trusted"])

    def test_post_quantum_group(self):
        """From OpenSSL 3.5 on both ends agree on the hybrid group by themselves."""
        wanted = "X25519MLKEM768" if names.openssl_version() >= (3, 5) else "x25519"
        with self.server("EC") as server:
            status, document = self.connect(server, "--tls", "1.3")
        self.assert_clean(status, document, "1.3")
        self.assertEqual(document["negotiated"]["group"], wanted)
        self.assertEqual(status, DONE)


if __name__ == "__main__":
    unittest.main()
