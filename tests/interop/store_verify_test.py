"""`store verify` as a person uses it: entries and files of each form, options, exit statuses, findings of the lint."""

import json
import unittest

from support import schema
from support.case import InteropCase
from support.process import require, run
from support.program import DONE, LOCAL_FAULT, TEST_FAILED, USAGE


class StoreVerifyTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("issuer", "intermediate", "ca")
        cls.server = cls.store_pki.make("shop", "server", "issuer", "--days", "90")

    def verify(self, *arguments):
        """Exit status and the one document."""
        outcome = self.program.run("store", "verify", *arguments, "--format", "json")
        document = outcome.document()
        schema.check_verification(document)
        return outcome.status, document

    def assert_trusted(self, *arguments):
        status, document = self.verify(*arguments)
        self.assertEqual(status, DONE, document["verification"])
        self.assertTrue(document["verification"]["trusted"])
        self.assertEqual([result["name"] for result in document["verification"]["results"]], ["X509_V_OK"])
        self.assertEqual(document["findings"], [])
        self.assertEqual([one["subject"] for one in document["chain"]], ["CN=shop", "CN=issuer", "CN=ca"])
        return document

    def test_entry_by_name_and_by_hash(self):
        sha1 = self.program.store("show", "shop")["sha1"]
        spaced = " ".join(sha1[i:i + 2] for i in range(0, len(sha1), 2)).upper()
        for name in ("shop", sha1, spaced):
            with self.subTest(name=name):
                self.assert_trusted(name, "--trust", "store", "--host", "localhost")

    def test_files_of_each_form(self):
        openssl = require("openssl")
        pkcs7, pkcs12, der, alone = (self.folder / name for name in ("shop.p7b", "shop.p12", "ca.der", "shop.der"))
        run([openssl, "crl2pkcs7", "-nocrl", "-certfile", self.server.chain, "-out", pkcs7])
        run([openssl, "pkcs12", "-export", "-inkey", self.server.key, "-in", self.server.chain, "-out", pkcs12,
             "-passout", "pass:secret"])
        run([openssl, "x509", "-in", self.ca.certificate, "-outform", "DER", "-out", der])
        run([openssl, "x509", "-in", self.server.certificate, "-outform", "DER", "-out", alone])
        password = self.folder / "password"
        password.write_text("secret")
        for path in (self.server.chain, pkcs7):
            self.assert_trusted(path, "--trust", der)
        self.assert_trusted(pkcs12, "--trust", der, "--key-password", f"file:{password}")
        locked = self.program.run("store", "verify", pkcs12, "--trust", der)
        self.assertEqual(locked.status, LOCAL_FAULT)
        self.assertIn("--key-password", locked.stderr)
        status, document = self.verify(alone, "--trust", der)
        self.assertEqual(status, TEST_FAILED)
        self.assertEqual(document["findings"][0]["id"], "intermediate-missing")

    def test_first_finding_is_the_verdict(self):
        for arguments, wanted in ((("--host", "other.test"), "hostname-mismatch"),
                                  (("--time", "2090-01-01"), "issuer-certificate-expired"),
                                  (("--time", "2001-01-01T12:00:00Z"), "certificate-not-yet-valid"),
                                  (("--purpose", "client"), "client-certificate-wrong-purpose"),
                                  (("--crl-check", "leaf"), "crl-unusable")):
            with self.subTest(arguments=arguments):
                status, document = self.verify("shop", "--trust", "store", *arguments)
                self.assertEqual(status, TEST_FAILED)
                self.assertEqual(document["findings"][0]["id"], wanted)

    def test_file_in_wrong_order(self):
        swapped = self.folder / "swapped.pem"
        swapped.write_text(self.server.issuers().read_text() + self.server.certificate.read_text())
        status, document = self.verify(swapped, "--trust", "store")
        self.assertEqual(status, DONE)
        self.assertEqual(document["chain"][0]["subject"], "CN=shop")
        self.assertEqual([finding["id"] for finding in document["findings"]], ["chain-order-wrong"])

    def test_lint(self):
        self.store_pki.make("long", "server", "issuer", "--days", "900", "--san", "dns:a_b.shop.test")
        _, document = self.verify("long", "--trust", "store")
        found = {finding["id"]: finding for finding in document["findings"]}
        self.assertEqual(set(found), {"dns-name-underscore", "validity-over-200-days", "validity-over-398-days",
                                      "validity-over-825-days"})
        self.assertEqual(found["dns-name-underscore"]["evidence"], ["CN=long: a_b.shop.test"])
        self.assertIn("Baseline Requirements", found["validity-over-398-days"]["cause"])
        _, document = self.verify("long", "--trust", "store", "--lint", "all")
        self.assertIn("note", {finding["severity"] for finding in document["findings"]})
        _, document = self.verify("long", "--trust", "store", "--lint", "none")
        self.assertEqual(document["findings"], [])

    def test_several_are_one_line_each(self):
        outcome = self.program.run("store", "verify", "shop", "issuer", "--trust", "store", "--format", "json")
        self.assertEqual(outcome.status, DONE)
        self.assertEqual([json.loads(line)["name"] for line in outcome.stdout.splitlines()], ["shop", "issuer"])
        outcome = self.program.run("store", "verify", "ca", "shop", "--trust", "store", "--host", "localhost", "--format",
                                   "json")
        self.assertEqual(outcome.status, TEST_FAILED)

    def test_text(self):
        outcome = self.program.run("store", "verify", "shop", "--trust", "store", "--host", "other.test")
        self.assertEqual(outcome.status, TEST_FAILED)
        for part in ("depth 0", "62 X509_V_ERR_HOSTNAME_MISMATCH", "CN=issuer", "hostname-mismatch"):
            self.assertIn(part, outcome.stdout)

    def test_what_cannot_be_asked(self):
        key = self.server.key
        for arguments, status, said in ((("shop", "--purpose", "mail"), USAGE, "mail"),
                                        (("shop", "--crl-check", "all"), USAGE, "leaf, chain"),
                                        (("shop", "--time", "tomorrow"), USAGE, "tomorrow"),
                                        (("shop", "--security-level", "6"), USAGE, "--security-level"),
                                        (("shop", "--depth", "-1"), USAGE, "--depth"),
                                        (("shop", "--crl", key), USAGE, "CRL"),
                                        (("shop", "--crl", "missing.crl"), LOCAL_FAULT, "missing.crl"),
                                        (("shop", "--trust", key), USAGE, "certificate"),
                                        (("nobody",), LOCAL_FAULT, "nobody"),
                                        ((key,), USAGE, "certificate"),
                                        ((), USAGE, "verify")):
            with self.subTest(arguments=arguments):
                outcome = self.program.run("store", "verify", *arguments)
                self.assertEqual(outcome.status, status, outcome.stderr)
                self.assertIn(said, outcome.stderr)
                self.assertEqual(outcome.stdout, "")


if __name__ == "__main__":
    unittest.main()
