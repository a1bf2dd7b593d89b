"""The store read by other tools, and its JSON against the contract."""

import unittest

from support import schema
from support.case import InteropCase
from support.process import require, run
from support.program import DONE, TEST_FAILED

KEYS = ("rsa:2048", "ec:P-256", "ec:P-384", "ec:P-521", "ed25519", "ed448")


class StoreTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("issuer", "intermediate", "ca")

    def test_entries_keep_the_contract(self):
        entries = self.program.store("list")
        self.assertLessEqual({"ca", "issuer"}, {entry["name"] for entry in entries})
        for entry in entries:
            schema.check_entry(entry)
            shown = self.program.store("show", entry["name"])
            self.assertEqual(shown.pop("users"), [])
            self.assertEqual(shown, entry)

    def test_openssl_reads_and_trusts_every_kind_of_key(self):
        for key in KEYS:
            with self.subTest(key=key):
                name = "server-" + key.replace(":", "-").lower()
                material = self.store_pki.make(name, "server", "issuer", "--key", key)
                verified = run([require("openssl"), "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname",
                                "localhost", "-CAfile", self.ca.certificate, "-untrusted", material.chain,
                                material.certificate])
                self.assertIn("OK", verified)
                public = run([require("openssl"), "x509", "-in", material.certificate, "-noout", "-pubkey"])
                self.assertEqual(run([require("openssl"), "pkey", "-in", material.key, "-pubout"]), public)
                self.assertEqual(material.key.stat().st_mode & 0o777, 0o600)

    def test_certtool_reads_them(self):
        material = self.store_pki.make("read-by-gnutls", "server", "issuer")
        run([require("certtool"), "--verify", "--load-ca-certificate", self.ca.certificate, "--infile",
             self.chain_to_root(material)])

    def chain_to_root(self, material):
        path = self.folder / "to-root.pem"
        path.write_text(material.chain.read_text() + self.ca.certificate.read_text())
        return path

    def test_find_by_part_and_by_hash(self):
        entry = self.program.store("show", "issuer")
        for query in ("issu", entry["sha256"], entry["serial"]):
            with self.subTest(query=query):
                found = [one["name"] for one in self.program.store("list", query)]
                self.assertIn("issuer", found)

    def test_other_stores_side_by_side(self):
        folder = self.folder / "elsewhere"
        folder.mkdir()
        subject = ["-subj", "/CN=made elsewhere/O=Test", "-nodes", "-days", "5"]
        run([require("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-keyout", folder / "other.key", "-out",
             folder / "other.pem", *subject])
        run([require("openssl"), "x509", "-in", folder / "other.pem", "-outform", "der", "-out", folder / "same.cer"])
        run([require("openssl"), "pkcs12", "-export", "-in", folder / "other.pem", "-inkey", folder / "other.key",
             "-out", self.folder / "other.p12", "-passout", "pass:secret"])
        digits = run([require("openssl"), "x509", "-in", folder / "other.pem", "-noout", "-serial"]).split("=")[1].strip()
        for query in ("CN = MADE elsewhere", digits, str(int(digits, 16)), ":".join(digits[i:i + 2] for i in range(0, 40, 2))):
            with self.subTest(query=query):
                found = self.program.store("list", query, "--from", f"store,{folder}")
                self.assertEqual([(one["name"], one["provider"]) for one in found], [("other", "open-folder")])
                schema.check_entry(found[0])
        self.assertEqual(len(self.program.store("list", "--from", folder, "--expires-within", "10")), 1)
        self.assertEqual(self.program.store("list", "--from", folder, "--expires-within", "1"), [])
        password = self.folder / "password"
        password.write_text("secret")
        found = self.program.store("list", "--from", self.folder / "other.p12", "--with-key", "--key-password",
                                   f"file:{password}")
        self.assertEqual([(one["name"], one["provider"]) for one in found], [("made elsewhere", "file")])

    def test_filters(self):
        self.program.store("new", "too small", "--kind", "self-signed", "--key", "rsa:1024")
        found = [one["name"] for one in self.program.store("list", "--problems")]
        self.assertEqual(found, ["too small"])
        self.program.store("remove", "too small")
        self.assertEqual({"ca", "issuer"}, {one["name"] for one in self.program.store("list", "--only-ca")})

    def test_remove_and_rename(self):
        self.program.store("new", "short-lived", "--kind", "self-signed")
        self.program.store("rename", "short-lived", "renamed")
        self.assertEqual(self.names() & {"short-lived", "renamed"}, {"renamed"})
        self.program.store("remove", "renamed")
        self.assertEqual(self.names() & {"short-lived", "renamed"}, set())

    def test_entries_of_other_stores(self):
        """show, export and verify find what lies in a file that is looked through."""
        material = self.openssl_pki.make("elsewhere", "ca")
        others = ("--from", material.certificate)
        shown = self.program.store("show", "elsewhere", *others)
        self.assertEqual((shown["subject"], shown["provider"]), ("CN=elsewhere", "file"))
        exported = self.program.run("store", "export", "elsewhere", *others).stdout
        self.assertEqual(exported.split(), material.certificate.read_text().split())
        self.assertEqual(self.program.run("store", "verify", "elsewhere", *others, "--trust",
                                          material.certificate).status, DONE)
        self.assertNotEqual(self.program.run("store", "show", "elsewhere").status, DONE)

    def test_own_revocations_are_told(self):
        self.store_pki.make("gone", "server", "issuer")
        self.addCleanup(self.program.store, "remove", "gone")
        trust = ("--trust", self.ca.certificate)
        self.assertEqual(self.program.run("store", "verify", "gone", *trust).status, DONE)
        self.program.run("store", "revoke", "gone", "--reason", "superseded")
        self.assertEqual(self.program.store("show", "gone")["status"], "revoked")
        listed = {entry["name"]: entry["status"] for entry in self.program.store("list")}
        self.assertEqual((listed["gone"], listed["issuer"]), ("revoked", "valid"))
        problems = {entry["name"]: entry["problems"] for entry in self.program.store("list", "--problems")}
        self.assertEqual(problems, {"gone": ["revoked by “issuer”"]})
        verified = self.program.run("store", "verify", "gone", *trust, "--format", "json")
        self.assertEqual(verified.status, TEST_FAILED)
        self.assertIn(23, [one["code"] for one in verified.document()["verification"]["results"]])  # X509_V_ERR_CERT_REVOKED
        checked = self.program.run("store", "check", "gone", "--format", "json")
        self.assertEqual(checked.status, TEST_FAILED)
        self.assertIn("certificate-revoked", [item["id"] for item in checked.document()["items"]])

    def test_forms_of_show(self):
        material = self.store_pki.export("issuer")
        text = self.program.run("store", "show", "issuer", "--as", "text").stdout
        self.assertIn("X509v3 Basic Constraints", text)
        pin = self.program.run("store", "show", "issuer", "--as", "pin").stdout
        self.assertTrue(pin.startswith("sha256//"))
        self.assertIn("Key usage", self.program.run("store", "show", "issuer").stdout)
        folder = self.folder / "commands"
        folder.mkdir()
        ca = self.store_pki.export("ca")
        (folder / "ca.pem").write_text(ca.certificate.read_text())
        (folder / "ca.key").write_text(ca.key.read_text())
        script = self.program.run("store", "show", "issuer", "--as", "openssl").stdout
        run(["sh", "-e", "-c", script], folder)
        fields = [run([require("openssl"), "x509", "-in", path, "-noout", "-subject", "-issuer", "-dates", "-serial",
                       "-ext", "basicConstraints,keyUsage"])
                  for path in (material.certificate, folder / "issuer.pem")]
        self.assertEqual(*fields)

    def names(self):
        return {entry["name"] for entry in self.program.store("list")}


if __name__ == "__main__":
    unittest.main()
