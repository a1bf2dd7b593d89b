"""Requests that other programs made, imported with their keys; revocations of CAs in the store, whatever became of them."""

import shutil
import unittest

from support.case import InteropCase
from support.process import require, run
from support.program import DONE, TEST_FAILED, USAGE


class StoreRequestsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("issuer", "intermediate", "ca")
        cls.store_pki.make("shop", "server", "issuer")

    def request(self, name):
        """Of openssl, in clear."""
        request, key = self.folder / f"{name}.csr", self.folder / f"{name}.key"
        run([require("openssl"), "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
             f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}.test", "-keyout", key, "-out", request])
        return request, key

    def waiting(self):
        return {one["name"]: one for one in self.program.store("requests")}

    def test_request_with_its_key_waits_for_its_certificate(self):
        request, key = self.request("apart")
        both = self.folder / "together.pem"
        one, other = self.request("together")
        both.write_text(one.read_text() + other.read_text())
        for files, name in (((request, key), "apart"), ((both,), "together")):
            with self.subTest(name=name):
                made = self.program.store("import", *files)
                self.assertEqual([(entry["kind"], entry["name"]) for entry in made], [("request", name)])
                self.assertEqual(self.waiting()[name]["subject"], f"CN={name}")
                outcome = self.program.run("store", "import", *files, "--format", "json")
                self.assertEqual((outcome.status, outcome.document()), (DONE, made))
                self.assertIn("waits here already", outcome.stderr)
                signed = self.folder / f"{name}-signed.pem"
                self.program.store("sign", self.folder / f"{name}.csr", "--issuer", "issuer", "--out", signed)
                self.assertTrue(self.program.store("show", name)["has_private_key"])
                self.assertNotIn(name, self.waiting())

    def test_request_without_its_key_is_not_imported(self):
        request, _ = self.request("foreign")
        before = self.program.store("list")
        outcome = self.program.run("store", "import", request)
        self.assertEqual(outcome.status, USAGE)
        for part in ("private key", "store sign", str(request)):
            self.assertIn(part, outcome.stderr)
        self.assertEqual(self.program.store("list"), before)
        self.assertNotIn("foreign", self.waiting())

    def verified(self, name):
        return self.program.run("store", "verify", name, "--trust", "store")

    def test_revoked_issuer_is_told_by_verify_as_by_check(self):
        self.store_pki.make("doomed", "intermediate", "ca")
        self.store_pki.make("below", "server", "doomed")
        self.assertEqual(self.verified("below").status, DONE)
        self.program.store("revoke", "doomed", "--reason", "CACompromise")
        outcome = self.verified("below")
        self.assertEqual(outcome.status, TEST_FAILED)
        for part in ("depth 1", "X509_V_ERR_CERT_REVOKED", "ca.crl"):
            self.assertIn(part, outcome.stdout)
        self.assertEqual(self.verified("shop").status, DONE)
        self.assertEqual(self.program.run("store", "check", "below").status, TEST_FAILED)

    def test_unreadable_list_is_not_taken_for_none(self):
        self.store_pki.make("careless", "ca")
        self.store_pki.make("unknown", "server", "careless")
        self.program.store("crl", "careless")
        path = self.program.home / "store" / "careless.crl"
        path.write_text("garbage")
        for command in (("list",), ("show", "unknown"), ("verify", "unknown", "--trust", "store")):
            with self.subTest(command=command):
                outcome = self.program.run("store", *command)
                self.assertIn("“careless” has revoked is not known", outcome.stderr)
                self.assertIn(str(path), outcome.stderr)
        checked = self.program.run("store", "check", "unknown")
        self.assertIn("What “careless” has revoked is not known.", checked.stdout)
        self.assertNotIn("No CA of the store has revoked it", checked.stdout)
        self.assertIn("revocation list cannot be read", self.program.store("list", "careless")[0]["problems"][0])
        path.unlink()

    def test_renewed_ca_keeps_what_it_revoked(self):
        self.store_pki.make("lasting", "ca")
        self.store_pki.make("before", "server", "lasting")
        self.store_pki.make("kept", "server", "lasting")
        self.program.store("revoke", "before", "--reason", "keyCompromise")
        self.program.store("renew", "lasting", "--new-key")
        self.assertEqual(self.program.store("show", "before")["status"], "revoked")
        self.store_pki.make("after", "server", "lasting")
        self.program.store("revoke", "after")
        published = self.folder / "lasting.crl"
        self.program.store("crl", "lasting", "--out", published)
        text = run([require("openssl"), "crl", "-in", published, "-noout", "-text", "-CAfile",
                    self.program.home / "store" / "lasting.pem"])
        for name in ("before", "after"):
            self.assertIn(self.program.store("show", name)["serial"].upper(), text)
            self.assertEqual(self.program.store("show", name)["status"], "revoked")
        self.assertEqual(self.program.store("show", "kept")["status"], "valid")
        answer = self.folder / "kept.ocsp"
        self.program.store("ocsp", "after", "--out", answer)
        self.assertGreater(answer.stat().st_size, 0)
        # Whose key it was, the check says too.
        outcome = self.program.run("store", "verify", "kept", "--trust", "store", "--format", "json")
        self.assertEqual(outcome.document()["findings"][0]["id"], "issuer-key-mismatch")

    def test_store_opened_as_a_folder_keeps_its_keys(self):
        copy = self.folder / "copy"
        shutil.copytree(self.program.home / "store", copy)
        own = {entry["name"]: entry["has_private_key"] for entry in self.program.store("list")}
        opened = {entry["name"]: entry["has_private_key"] for entry in self.program.store("list", "--from", copy)}
        self.assertEqual(opened, own)


if __name__ == "__main__":
    unittest.main()
