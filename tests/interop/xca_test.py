"""XCA takes in what is made here, and what XCA makes is taken in here.

XCA 2.4 itself cannot take certificates with Ed25519 keys ("incomplete or inconsistent"), and ends with a segmentation
fault when its command line is given PKCS#7; the same with files that openssl made."""

import unittest

from support.case import InteropCase
from support.process import require, run
from support.program import Program
from support.xca import DATABASE_PASSWORD, Xca

PASSWORD = "open sesame"
WITH_CERTIFICATES = ("rsa:2048", "ec:P-256", "ec:P-384", "ec:P-521")
KEYS = (*WITH_CERTIFICATES, "ed25519")
XCA_KEYS = ("RSA:2048", "EC:prime256v1", "EC:secp384r1")
ENCRYPTIONS = ("modern", "legacy")


class XcaTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.made = {key: cls.store_pki.make(cls.name(key), "server", "ca", "--key", key) for key in KEYS}
        cls.count = 0

    @staticmethod
    def name(key):
        return key.replace(":", "-").lower()

    def next_name(self, ending=""):
        type(self).count += 1
        return f"xca-{self.count}{ending}"

    def exported(self, key, form, *options, password=PASSWORD):
        path = self.folder / self.next_name(f".{form}")
        secret = ["--key-password", "env:SECRET"] if password else []
        outcome = self.program.run("store", "export", self.name(key), "--as", form, "--out", path, *options, *secret,
                                   environment={"SECRET": password})
        self.assertEqual(outcome.status, 0, outcome.stderr)
        return path

    @staticmethod
    def public_key(key, password=None, form="DER"):
        secret = ["-passin", f"pass:{password}"] if password else []
        return run([require("openssl"), "pkey", "-inform", form, "-pubout", *secret], stdin=key)

    def assert_holds(self, xca, key, certificate=True):
        """XCA's database has this very certificate and its key."""
        entry = self.program.store("show", self.name(key))
        hashes = [run([require("openssl"), "x509", "-inform", "DER", "-noout", "-fingerprint", "-sha256"], stdin=one)
                  .strip().partition("=")[2].replace(":", "").lower() for one in xca.certificates()]
        if certificate:
            self.assertIn(entry["sha256"].replace(":", "").lower(), hashes)
        wanted = self.public_key(self.made[key].key.read_bytes(), form="PEM")
        self.assertEqual([self.public_key(one, DATABASE_PASSWORD) for one in xca.keys()], [wanted])

    def test_xca_takes_the_files_of_the_store(self):
        for key in WITH_CERTIFICATES:
            with self.subTest(key=key):
                xca = Xca(self.folder, self.next_name())
                xca.call("--import", self.program.home / "store" / f"{self.name(key)}.pem")
                self.assert_holds(xca, key)

    def test_xca_takes_our_pkcs12(self):
        for key in WITH_CERTIFICATES:
            for encryption in ENCRYPTIONS:
                with self.subTest(key=key, encryption=encryption):
                    xca = Xca(self.folder, self.next_name())
                    xca.call("--import", self.exported(key, "pkcs12", "--encryption", encryption),
                             passwords=[PASSWORD])
                    self.assert_holds(xca, key)

    def test_xca_takes_our_keys(self):
        for key in KEYS:
            for password in (PASSWORD, ""):
                with self.subTest(key=key, password=password):
                    xca = Xca(self.folder, self.next_name())
                    xca.call("--import", self.exported(key, "pkcs8", password=password),
                             passwords=[PASSWORD] if password else [])
                    self.assert_holds(xca, key, certificate=False)

    def test_what_xca_keeps_is_taken_in(self):
        """Its keys as it keeps them, encrypted, beside its certificates."""
        for key in WITH_CERTIFICATES:
            with self.subTest(key=key):
                xca = Xca(self.folder, self.next_name())
                xca.call("--import", self.program.home / "store" / f"{self.name(key)}.pem")
                files = []
                for ending, content in (("key", xca.keys()[0]), ("der", xca.certificates()[0])):
                    files.append(self.folder / self.next_name(f".{ending}"))
                    files[-1].write_bytes(content)
                program = Program(self.folder / self.next_name(".home"))
                outcome = program.run("store", "import", *files, "--name", "back", "--key-password", "env:SECRET",
                                      environment={"SECRET": DATABASE_PASSWORD})
                self.assertEqual(outcome.status, 0, outcome.stderr)
                entry = program.store("show", "back")
                self.assertEqual(entry["sha256"], self.program.store("show", self.name(key))["sha256"])
                self.assertTrue(entry["has_private_key"])

    def test_keys_that_xca_makes_are_used(self):
        """A request for a certificate is made by openssl: XCA's command line makes keys only."""
        for kind in XCA_KEYS:
            with self.subTest(kind=kind):
                xca = Xca(self.folder, self.next_name())
                xca.call(f"--keygen={kind}", "--name=fresh")
                key = self.folder / self.next_name(".key")
                key.write_bytes(xca.keys()[0])
                certificate = self.folder / self.next_name(".pem")
                run([require("openssl"), "req", "-x509", "-key", key, "-passin", f"pass:{DATABASE_PASSWORD}", "-keyform",
                     "DER", "-subj", "/CN=of XCA", "-out", certificate])
                program = Program(self.folder / self.next_name(".home"))
                outcome = program.run("store", "import", certificate, key, "--name", "of XCA", "--key-password",
                                      "env:SECRET", environment={"SECRET": DATABASE_PASSWORD})
                self.assertEqual(outcome.status, 0, outcome.stderr)
                self.assertTrue(program.store("show", "of XCA")["has_private_key"])


if __name__ == "__main__":
    unittest.main()
