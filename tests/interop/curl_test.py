"""curl against our server with its small HTTP answer."""

import itertools
import re
import subprocess
import unittest

from support import names
from support.case import InteropCase
from support.process import plain_environment, require


class CurlTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def curl(self, server, *options):
        """A verbose request; (status, standard output, what curl says about the connection)."""
        done = subprocess.run([require("curl"), "--verbose", "--silent", "--show-error", "--http1.1", "--max-time", "15",
                               "--resolve", f"localhost:{server.port}:127.0.0.1", "--noproxy", "*",
                               *map(str, options), f"https://localhost:{server.port}/"],
                              env=plain_environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=30,
                              check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def only(self, version):
        return ("--cacert", self.ca.certificate, f"--tlsv{version}", "--tls-max", version,
                "--ciphers", "DEFAULT:@SECLEVEL=0")

    def assert_agree(self, said, document):
        match = re.search(r"SSL connection using (\S+) / (\S+)(?: / (\S+))?", said)
        negotiated = document["negotiated"]
        self.assertEqual((names.version(match.group(1)), names.suite(match.group(2))),
                         (negotiated["version"], negotiated["cipher_suite"]))
        if match.group(3) and match.group(3) != "[blank]":  # told by newer versions of curl
            self.assertEqual(names.group(match.group(3)), negotiated["group"])

    def test_versions_and_keys(self):
        for key, material in self.servers.items():
            with self.program.serve("--cert", material.name, "--tls", "all", "--answer", "http") as server:
                for version in names.VERSIONS:
                    with self.subTest(version=version, key=key):
                        status, page, said = self.curl(server, *self.only(version))
                        self.assertEqual(status, 0, said)
                        document = server.connection()
                        self.assert_established(document, version)
                        self.assert_agree(said, document)
                        self.assertIn(document["negotiated"]["cipher_suite"], page)

    def test_client_certificates(self):
        for version, (key, material) in itertools.product(names.VERSIONS, self.clients.items()):
            own = ("--cert", material.certificate, "--key", material.key)
            with self.subTest(version=version, key=key), \
                    self.program.serve("--cert", self.servers[key].name, "--tls", "all", "--answer", "http",
                                       "--client-cert", "require", "--trust", self.ca.certificate) as server:
                status, _, said = self.curl(server, *self.only(version), *own)
                self.assertEqual(status, 0, said)
                document = server.connection()
                self.assert_established(document, version)
                self.assert_agree(said, document)
                self.assertTrue(document["negotiated"]["client_certificate"])
                self.assertIn(material.name, document["certificates"][0]["subject"])

    def test_application_protocol(self):
        with self.program.serve("--cert", "server-ec", "--answer", "http", "--alpn", "http/1.1") as server:
            status, _, said = self.curl(server, "--cacert", self.ca.certificate)
            self.assertEqual(status, 0, said)
            self.assertEqual(server.connection()["negotiated"]["alpn"], "http/1.1")


if __name__ == "__main__":
    unittest.main()
