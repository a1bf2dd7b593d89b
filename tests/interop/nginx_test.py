"""Our client against nginx: what the JSON says agrees with nginx's log."""

import itertools
import unittest

from support import names
from support.case import InteropCase
from support.nginx_peer import Nginx
from support.program import DONE

REQUEST = "GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n"


class NginxTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, version, *options, expect="served by nginx"):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, "--tls", version,
                                    "--send", REQUEST, "--expect", expect, *options)

    def assert_agree(self, report, negotiated):
        self.assertEqual(names.version(report["version"]), negotiated["version"])
        self.assertEqual(names.suite(report["suite"]), negotiated["cipher_suite"])
        self.assertEqual(names.group(report["group"]), negotiated["group"])

    def test_versions_and_keys(self):
        for key, material in self.servers.items():
            with Nginx(self.folder, material) as server:
                for version in names.VERSIONS:
                    with self.subTest(version=version, key=key):
                        status, document = self.connect(server, version)
                        self.assert_clean(status, document, version)
                        report = server.report()
                        self.assert_agree(report, document["negotiated"])
                        self.assertEqual((report["name"], report["verify"]), ("localhost", "NONE"))

    def test_client_certificates(self):
        for version, (key, material) in itertools.product(names.VERSIONS, self.servers.items()):
            demand = f"ssl_verify_client on; ssl_client_certificate {self.ca.certificate};"
            with self.subTest(version=version, key=key), Nginx(self.folder, material, demand) as server:
                status, document = self.connect(server, version, "--cert", self.clients[key].name)
                self.assert_clean(status, document, version)
                report = server.report()
                self.assert_agree(report, document["negotiated"])
                self.assertEqual(report["verify"], "SUCCESS")
                self.assertIn(self.clients[key].name, report["subject"])
                self.assertTrue(document["negotiated"]["client_certificate"])

    def test_group_that_the_server_insists_on(self):
        with Nginx(self.folder, self.servers["EC"], "ssl_ecdh_curve secp384r1;") as server:
            status, document = self.connect(server, "1.3")
            self.assert_established(document, "1.3")
            self.assertEqual(status, DONE)
            self.assert_agree(server.report(), document["negotiated"])
            self.assertEqual(document["negotiated"]["group"], "secp384r1")
            self.assertEqual([finding["id"] for finding in document["findings"]], ["hello-retry-request"])

    def test_missing_client_certificate_is_an_answer_of_http(self):
        """nginx lets the handshake through and answers with status 400."""
        demand = f"ssl_verify_client on; ssl_client_certificate {self.ca.certificate};"
        with Nginx(self.folder, self.servers["EC"], demand) as server:
            status, document = self.connect(server, "1.3", expect="No required SSL certificate was sent")
            self.assert_established(document, "1.3")
            self.assertEqual(status, DONE)
            self.assertEqual(server.report()["status"], "400")


if __name__ == "__main__":
    unittest.main()
