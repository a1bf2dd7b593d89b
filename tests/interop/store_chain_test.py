"""`store check`, `repair`, `split` and `compare`, held against `openssl verify`."""

import subprocess
import unittest

from support import schema
from support.case import InteropCase
from support.process import require, run
from support.program import DONE, LOCAL_FAULT, TEST_FAILED, USAGE


class StoreChainTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("issuer", "intermediate", "ca")
        cls.lower = cls.store_pki.make("lower", "intermediate", "issuer")
        cls.server = cls.store_pki.make("shop", "server", "lower", "--days", "90")
        cls.store_pki.make("other", "server", "lower", "--days", "80", "--san", "dns:other.test")

    def document(self, wanted_status, check, *arguments):
        outcome = self.program.run("store", *arguments, "--format", "json")
        self.assertEqual(outcome.status, wanted_status, f"{outcome.stdout}\n{outcome.stderr}")
        document = outcome.document()
        check(document)
        return document

    def break_chain(self, name, *parts):
        """An entry whose file holds these certificates in this order, and the key of `shop`."""
        path = self.program.home / "store" / f"{name}.pem"
        path.write_text("".join(part.read_text() for part in parts) + self.server.key.read_text())
        path.chmod(0o600)
        self.addCleanup(path.unlink)
        return path

    def openssl_trusts(self, path):
        """What a client finds that trusts the CA alone and is sent this file."""
        asked = [require("openssl"), "verify", "-no-CApath", "-no-CAstore", "-CAfile", self.ca.certificate, "-purpose",
                 "sslserver", "-untrusted", path, path]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def parts(self, *names):
        return [self.store_pki.export(name).certificate for name in names]

    def test_good_entry(self):
        document = self.document(DONE, schema.check_preflight, "check", "shop", "--host", "localhost")
        self.assertEqual({item["result"] for item in document["items"]}, {"passed"})
        self.assertEqual(document["chain"], ["CN=shop", "CN=lower", "CN=issuer"])
        self.assertTrue(document["ready"])

    def test_what_check_finds(self):
        cases = (("hostname-mismatch", TEST_FAILED, ("shop", "--host", "elsewhere.test")),
                 ("client-certificate-wrong-purpose", TEST_FAILED, ("shop", "--for", "client")),
                 ("certificate-expired", TEST_FAILED, ("shop", "--time", "2090-01-01")),
                 ("root-not-trusted", DONE, ("shop", "--trust", self.server.certificate)))
        for wanted, status, arguments in cases:
            with self.subTest(wanted=wanted):
                document = self.document(status, schema.check_preflight, "check", *arguments)
                self.assertIn(wanted, [item["id"] for item in document["items"]])

    def test_chains_are_judged_and_repaired_as_openssl_does(self):
        certificate, lower, issuer, root = self.parts("shop", "lower", "issuer", "ca")
        cases = {"alone": ([certificate], True, ["added", "added"]),
                 "gap": ([certificate, issuer], True, ["added"]),
                 "order": ([certificate, issuer, lower], False, ["moved"]),
                 "twice": ([certificate, lower, lower, issuer], False, ["duplicate-removed"]),
                 "root": ([certificate, lower, issuer, root], False, ["root-removed"])}
        for name, (parts, incomplete, changes) in cases.items():
            with self.subTest(name=name):
                path = self.break_chain(f"broken {name}", *parts)
                before = path.read_text()
                self.assertEqual(self.openssl_trusts(path), not incomplete)
                check = self.document(TEST_FAILED if incomplete else DONE, schema.check_preflight, "check",
                                      f"broken {name}")
                found = {item["check"]: item for item in check["items"]}
                self.assertEqual(found["chain"]["id"], "intermediate-missing" if incomplete else None)
                self.assertIn("repair-chain", [fix["action"] for item in check["items"] for fix in item["fixes"]])
                dry = self.document(TEST_FAILED, schema.check_chain_repair, "repair", f"broken {name}", "--dry-run")
                self.assertEqual([change["kind"] for change in dry["changes"]], changes)
                self.assertFalse(dry["written"])
                self.assertEqual(path.read_text(), before)
                done = self.document(DONE, schema.check_chain_repair, "repair", f"broken {name}")
                self.assertTrue(done["written"])
                self.assertTrue(self.openssl_trusts(path))
                self.assertEqual(path.read_text(), self.server.chain.read_text() + self.server.key.read_text())
                self.assertEqual(path.stat().st_mode & 0o777, 0o600)
                again = self.document(DONE, schema.check_chain_repair, "repair", f"broken {name}")
                self.assertEqual((again["changes"], again["written"]), ([], False))

    def test_candidates_come_with_reasons(self):
        document = self.document(DONE, schema.check_chain_repair, "repair", "shop", "--dry-run")
        first = document["chain"][0]["candidates"]
        self.assertEqual([(one["subject"], one["outcome"], one["id"]) for one in first], [("CN=lower", "taken", "taken")])
        self.assertEqual(document["root"]["subject"], "CN=ca")

    def test_issuer_that_is_nowhere(self):
        alien = self.openssl_pki.make("alien ca", "ca")
        material = self.openssl_pki.make("alien", "server", alien)
        self.program.run("store", "import", material.certificate, "--name", "alien")
        document = self.document(TEST_FAILED, schema.check_chain_repair, "repair", "alien")
        self.assertEqual(document["missing_issuer"], "CN=alien ca")
        self.assertEqual(self.document(TEST_FAILED, schema.check_preflight, "check", "alien")["items"][0]["id"],
                         "no-private-key")
        self.program.store("remove", "alien")

    def test_issuer_from_another_store(self):
        """The intermediate lies in a file that is no part of the store."""
        root = self.openssl_pki.make("far ca", "ca")
        middle = self.openssl_pki.make("far issuer", "ca", root)
        material = self.openssl_pki.make("far", "server", middle)
        bundle, other = self.folder / "far.pem", self.folder / "others"
        bundle.write_text(material.certificate.read_text() + material.key.read_text())
        other.mkdir()
        for part in (root, middle):
            (other / part.certificate.name).write_text(part.certificate.read_text())
        self.program.run("store", "import", bundle, "--name", "far")
        self.addCleanup(self.program.store, "remove", "far")
        asked = ("repair", "far", "--dry-run")
        self.assertEqual(self.document(TEST_FAILED, schema.check_chain_repair, *asked)["missing_issuer"], "CN=far issuer")
        found = self.document(TEST_FAILED, schema.check_preflight, "check", "far", "--from", other)
        self.assertIn("repair-chain", [fix["action"] for item in found["items"] for fix in item["fixes"]])
        done = self.document(DONE, schema.check_chain_repair, "repair", "far", "--from", other)
        self.assertEqual([change["kind"] for change in done["changes"]], ["added"])
        self.assertIn("store “others”", done["changes"][0]["origin"])
        self.assertTrue(self.document(DONE, schema.check_preflight, "check", "far", "--from", other)["ready"])

    def test_entries_of_another_store(self):
        """Each is looked at as what it is, not as the file that several lie in."""
        root = self.openssl_pki.make("strange ca", "ca")
        first, second = (self.openssl_pki.make(name, "server", root) for name in ("strange one", "strange two"))
        bundle, known = self.folder / "strange.pem", ("--from", root.certificate)
        bundle.write_text(first.certificate.read_text() + first.key.read_text() + second.certificate.read_text())
        checked = self.document(DONE, schema.check_preflight, "check", "strange one", "--from", bundle, *known)
        self.assertEqual({item["check"]: item["result"] for item in checked["items"] if item["check"] in ("key", "chain-order")},
                         {"key": "passed", "chain-order": "passed"})
        bare = self.document(TEST_FAILED, schema.check_preflight, "check", "strange two", "--from", bundle, *known)
        self.assertEqual(bare["items"][0]["id"], "no-private-key")
        chain = self.folder / "strange-chain.pem"
        chain.write_text(root.certificate.read_text() + first.certificate.read_text() + first.key.read_text())
        sent = self.document(DONE, schema.check_preflight, "check", "strange one", "--from", chain)
        self.assertEqual([item["result"] for item in sent["items"] if item["check"] == "path"], ["passed"])

    def test_files_are_repaired_into_others(self):
        certificate, lower, issuer, root = self.parts("shop", "lower", "issuer", "ca")
        bundle, out = self.folder / "bundle.pem", self.folder / "repaired.pem"
        bundle.write_text("".join(part.read_text() for part in (root, issuer, certificate)))
        refused = self.program.run("store", "repair", bundle)
        self.assertEqual((refused.status, refused.stdout), (USAGE, ""))
        self.assertIn("--out", refused.stderr)
        self.document(DONE, schema.check_chain_repair, "repair", bundle, "--out", out)
        self.assertEqual(out.read_text(), self.server.chain.read_text())

    def test_bundle_is_split(self):
        bundle, folder = self.folder / "all.pem", self.folder / "split"
        bundle.write_text("".join(part.read_text() for part in self.parts("other", "shop", "issuer", "lower")))
        document = self.document(DONE, schema.check_chain_split, "split", bundle, "--out", folder)
        self.assertEqual(sorted(len(chain["certificates"]) for chain in document["chains"]), [3, 3])
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ["other.pem", "shop.pem"])
        self.assertEqual((folder / "shop.pem").read_text(), self.server.chain.read_text())
        again = self.program.run("store", "split", bundle, "--out", folder)
        self.assertEqual(again.status, LOCAL_FAULT)

    def test_compare(self):
        same = self.document(DONE, schema.check_comparison, "compare", "shop", self.server.chain)
        self.assertTrue(same["equal"])
        document = self.document(TEST_FAILED, schema.check_comparison, "compare", "shop", "other")
        self.assertEqual([pair["state"] for pair in document["certificates"]], ["different", "equal", "equal"])
        fields = {field["id"]: field for field in document["certificates"][0]["fields"]}
        self.assertEqual(fields["subject.CN"]["state"], "different")
        self.assertEqual(fields["issuer.CN"]["state"], "equal")
        self.assertEqual((fields["san.dns:other.test"]["left"], fields["san.dns:other.test"]["right"]),
                         (None, "other.test"))
        serial = run([require("openssl"), "x509", "-in", self.server.certificate, "-noout", "-serial"])
        self.assertEqual(serial.strip().partition("=")[2].lower(), fields["serial"]["left"].lower())
        text = self.program.run("store", "compare", "shop", "other")
        self.assertIn("other.test", text.stdout)

    def test_text(self):
        outcome = self.program.run("store", "check", "shop", "--host", "elsewhere.test")
        self.assertEqual(outcome.status, TEST_FAILED)
        self.assertIn("✖ The certificate is not for “elsewhere.test”.", outcome.stdout)
        outcome = self.program.run("store", "repair", "shop", "--dry-run")
        self.assertEqual(outcome.status, DONE)
        self.assertIn("Nothing has to be changed.", outcome.stdout)

    def test_what_cannot_be_asked(self):
        for arguments, status, said in ((("check", "shop", "--for", "mail"), USAGE, "mail"),
                                        (("check", "nobody"), LOCAL_FAULT, "nobody"),
                                        (("check", "shop", "--for", "client", "--host", "a.test"), USAGE, "--host"),
                                        (("check", "shop", "--time", "soon"), USAGE, "soon"),
                                        (("repair", "nobody"), LOCAL_FAULT, "nobody"),
                                        (("compare", "shop"), USAGE, "compare"),
                                        (("compare", "shop", "nobody"), LOCAL_FAULT, "nobody")):
            with self.subTest(arguments=arguments):
                outcome = self.program.run("store", *arguments)
                self.assertEqual(outcome.status, status, outcome.stderr)
                self.assertIn(said, outcome.stderr)
                self.assertEqual(outcome.stdout, "")


if __name__ == "__main__":
    unittest.main()
