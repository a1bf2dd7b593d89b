"""What the store makes - certificates, requests, CRLs, OCSP responses - in the hands of openssl and certtool."""

import datetime
import re
import shutil
import unittest

from support.case import InteropCase
from support.process import require, run
from support.program import DONE, LOCAL_FAULT, USAGE

KEYS = ("rsa:2048", "ec:P-256", "ec:P-384", "ec:P-521", "ed25519", "ed448")


class MakingTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.openssl, cls.certtool = require("openssl"), require("certtool")
        cls.ca = cls.store_pki.make("ca", "ca")

    def file(self, name):
        return self.folder / name

    def verify(self, certificate, *options, status=0, ca=None):
        return run([self.openssl, "verify", "-x509_strict", "-CAfile", (ca or self.ca).certificate, *options,
                    certificate], status=status)

    def shown(self, certificate):
        return run([self.openssl, "x509", "-in", certificate, "-noout", "-text"])

    # Certificates

    def test_every_field_is_read_by_openssl_and_certtool(self):
        made = self.store_pki.make(
            "full", "server", "ca", "--san", "dns:shop.test,ip:192.0.2.1", "--key-usage",
            "digitalSignature,keyAgreement", "--extended-key-usage", "serverAuth,1.2.3.4.5", "--crl-url",
            "http://ca.test/ca.crl", "--ocsp-url", "http://ocsp.test/", "--ca-issuers-url", "http://ca.test/ca.der",
            "--policy", "2.23.140.1.2.1", "--must-staple", "--extension", "1.2.3.4=0500", "--serial", "1234abcd",
            "--digest", "sha384", "--not-before", "2026-01-02T03:04:05Z", "--not-after", "2099-01-02T03:04:06Z")
        text = self.shown(made.certificate)
        for part in ("DNS:shop.test, IP Address:192.0.2.1", "Digital Signature, Key Agreement",
                     "TLS Web Server Authentication, 1.2.3.4.5", "URI:http://ca.test/ca.crl",
                     "OCSP - URI:http://ocsp.test/", "CA Issuers - URI:http://ca.test/ca.der",
                     "Policy: 2.23.140.1.2.1", "status_request", "1.2.3.4:", "0x1234abcd", "ecdsa-with-SHA384",
                     "Jan  2 03:04:05 2026 GMT", "Jan  2 03:04:06 2099 GMT"):
            self.assertIn(part, text)
        self.assertIn("OK", self.verify(made.certificate, "-verify_hostname", "shop.test"))
        read = run([self.certtool, "--certificate-info", "--infile", made.certificate])
        for part in ("DNSname: shop.test", "Key agreement.", "http://ca.test/ca.crl", "http://ocsp.test/",
                     "2.23.140.1.2.1", "Status Request(5)"):
            self.assertIn(part, read)

    def test_name_constraints_hold_in_openssl(self):
        limited = self.store_pki.make("limited", "ca", None, "--permit", "dns:shop.test,ip:10.0.0.0/8", "--exclude",
                                      "dns:bad.shop.test", "--path-length", "0")
        self.assertIn("DNS:shop.test", self.shown(limited.certificate))
        for name, fits in (("www.shop.test", True), ("other.test", False), ("x.bad.shop.test", False)):
            with self.subTest(name=name):
                made = self.store_pki.make(f"in {name}", "server", "limited", "--san", f"dns:{name}")
                done = self.verify(made.certificate, status=None, ca=limited)
                self.assertEqual("OK" in done, fits, done)

    def test_knowingly_bad_ones_are_made_and_refused(self):
        weak = self.store_pki.make("weak", "server", "ca", "--key", "rsa:1024")
        self.assertNotIn("OK", self.verify(weak.certificate, "-auth_level", "2", status=None))
        old_ca = self.store_pki.make("old ca", "ca", None, "--key", "rsa:2048", "--digest", "md5")
        self.assertIn("md5WithRSAEncryption", self.shown(old_ca.certificate))
        self.assertIn("RSA-MD5", run([self.certtool, "--certificate-info", "--infile", old_ca.certificate]))
        bare = self.store_pki.make("bare", "server", "ca", "--without", "basicConstraints,authorityKeyIdentifier")
        self.assertNotIn("Basic Constraints", self.shown(bare.certificate))

    def test_templates_come_back(self):
        self.program.store("new", "first", "--issuer", "ca", "--must-staple", "--days", "3", "--key", "ed25519",
                           "--save-template", "stapling")
        listed = {one["name"]: one for one in self.program.store("templates")}
        self.assertTrue(listed["stapling"]["must_staple"])
        self.assertTrue(listed["server"]["built_in"])
        made = self.program.store("new", "second", "--issuer", "ca", "--template", "stapling", "--subject", "CN=second")
        self.assertEqual((made["key"], made["subject"]), ("Ed25519", "CN=second"))
        self.assertIn("status_request", self.shown(self.store_pki.export("second").certificate))
        path = self.file("mine.json")
        path.write_text('{"kind": "client", "keyusage": []}')
        outcome = self.program.run("store", "new", "third", "--issuer", "ca", "--template", path)
        self.assertEqual(outcome.status, DONE, outcome.stderr)
        self.assertIn("keyusage", outcome.stderr)

    def test_wrong_fields_are_wrong_usage(self):
        for options in (["--key-usage", "signing"], ["--permit", "dns:a.test"], ["--crl-url", "ca.crl"],
                        ["--serial", "one"], ["--extension", "1.2.3"], ["--digest", "sha257"], ["--key", "rsa:100"],
                        ["--path-length", "-1"]):
            with self.subTest(options=options):
                outcome = self.program.run("store", "new", "wrong", "--issuer", "ca", *options)
                self.assertEqual(outcome.status, USAGE, outcome.stderr)
                self.assertTrue(outcome.stderr.strip())

    def test_leaves_are_short_lived_enough_for_the_lint(self):
        self.program.store("new", "usual", "--issuer", "ca", "--kind", "server")
        checked = self.program.run("store", "verify", "usual", "--trust", "store", "--format", "json")
        self.assertEqual(checked.status, DONE, checked.stderr)
        self.assertNotIn("validity-over-200-days", [one["id"] for one in checked.document()["findings"]])
        entry = self.program.store("show", "usual")
        begin, end = (datetime.datetime.fromisoformat(entry[side].replace("Z", "+00:00"))
                      for side in ("not_before", "not_after"))
        self.assertLessEqual((end - begin).days, 100)

    def test_options_of_other_commands_are_wrong_usage(self):
        for command in (["new", "other", "--issuer", "ca", "--status", "good"], ["list", "--san", "dns:a.test"],
                        ["renew", "ca", "--subject", "CN=x"], ["import", "x.pem", "--what", "key"],
                        ["verify", "ca", "--days", "3"], ["crl", "ca", "--reason", "superseded"]):
            with self.subTest(command=command):
                outcome = self.program.run("store", *command)
                self.assertEqual(outcome.status, USAGE, outcome.stderr)
                self.assertIn("does not take", outcome.stderr)

    # The same in openssl's words

    WISHES = {
        "server": ("server", ["--san", "dns:shop.test,ip:127.0.0.1,uri:https://a.test/x,email:me@a.test", "--key", "rsa:2048",
                              "--subject", "CN=a/b \\+ c\\, d'e,O=Tést,C=DE", "--crl-url", "http://ca.test/a,b.crl", "--ocsp-url",
                              "http://o.test/", "--policy", "1.2.3.4=http://cps.test/,2.3.4", "--must-staple", "--serial", "0abc",
                              "--extension", "1.2.3.9,critical=0500", "--not-before", "2026-01-02T03:04:05Z", "--not-after",
                              "2060-01-02T03:04:05Z", "--digest", "sha384"]),
        "nameless": ("server", ["--subject", "", "--san", "dns:shop.test", "--not-before", "2020-01-01", "--not-after",
                                "2020-02-01"]),
        "bare": ("client", ["--without", "basicConstraints,subjectKeyIdentifier", "--key-usage", "none", "--key", "ed25519",
                            "--extended-key-usage", "clientAuth,1.2.3.4", "--not-before", "2026-01-01", "--not-after", "2031-01-01"]),
        "limited": ("intermediate", ["--permit", "dns:shop.test,ip:10.0.0.0/8", "--exclude", "dns:bad.shop.test",
                                     "--path-length", "0", "--key", "ec:P-384", "--not-before", "2026-01-01", "--not-after",
                                     "2031-01-01"]),
        "root": ("ca", ["--key", "rsa:2048", "--digest", "sha1", "--not-before", "2026-01-01", "--not-after", "2031-01-01"]),
        "alone": ("self-signed", ["--subject", "CN=a,1.2.3.4.5=b+OU=c", "--not-before", "2026-01-01", "--not-after",
                                  "2031-01-01"]),
    }

    @staticmethod
    def without_own_values(text):
        """What two certificates of the same wishes have in common: not serials, keys, their hashes and signatures."""
        lines = []
        for line in text.splitlines():
            stripped = line.strip()
            if not re.fullmatch(r"([0-9a-f]{2}:)*[0-9a-f]{2}:?", stripped, re.IGNORECASE):
                lines.append(stripped)
        return lines

    def test_openssl_makes_the_same_with_the_commands(self):
        for name, (kind, options) in self.WISHES.items():
            with self.subTest(name=name):
                serial = [] if "--serial" in options else ["--serial", "0102"]
                issuer = [] if kind in ("ca", "self-signed") else ["--issuer", "ca"]
                wishes = [f"said {name}", "--kind", kind, *issuer, *options, *serial]
                folder = self.folder / f"script-{name}"
                folder.mkdir()
                shutil.copy(self.ca.certificate, folder / "ca.pem")
                shutil.copy(self.ca.key, folder / "ca.key")
                script = folder / "make.sh"
                script.write_text(self.program.run("store", "new", *wishes, "--openssl").stdout)
                self.assertEqual([entry["name"] for entry in self.program.store("list", f"said {name}")], [])
                run([require("sh"), "-c", f"cd '{folder}' && sh make.sh 2>make.log"])
                self.program.store("new", *wishes)
                ours = self.shown(self.store_pki.export(f"said {name}").certificate)
                theirs = self.shown(folder / f"said-{name}.pem")
                self.assertEqual(self.without_own_values(theirs), self.without_own_values(ours))
                key = folder / f"said-{name}.key"
                self.assertEqual(key.stat().st_mode & 0o777, 0o600)
                self.assertEqual(run([self.openssl, "pkey", "-in", key, "-pubout"]),
                                 run([self.openssl, "x509", "-in", folder / f"said-{name}.pem", "-noout", "-pubkey"]))

    def test_openssl_makes_the_same_request(self):
        folder = self.folder / "script-request"
        folder.mkdir()
        wishes = ["said request", "--san", "dns:shop.test", "--must-staple"]
        script = folder / "make.sh"
        script.write_text(self.program.run("store", "request", *wishes, "--openssl").stdout)
        run([require("sh"), "-c", f"cd '{folder}' && sh make.sh"])
        theirs = self.program.store("inspect", folder / "said-request.csr")
        ours = self.program.store("request", *wishes)
        for member in ("subject", "san", "key", "signature_algorithm"):
            self.assertEqual(theirs[member], ours[member])
        by_name = lambda request: sorted((one["oid"], one["hex"]) for one in request["extensions"])
        self.assertEqual(by_name(theirs), by_name(ours))

    # Requests

    def test_waiting_requests_are_listed_and_removed(self):
        self.program.store("request", "to be removed")
        waiting = {one["name"]: one for one in self.program.store("requests")}
        self.assertEqual(waiting["to be removed"]["subject"], "CN=to be removed")
        self.program.store("remove", "to be removed")
        self.assertNotIn("to be removed", {one["name"] for one in self.program.store("requests")})
        self.assertEqual(self.program.run("store", "remove", "to be removed").status, LOCAL_FAULT)

    def test_requests_of_every_key_are_read_signed_and_kept(self):
        for key in KEYS:
            with self.subTest(key=key):
                name = "request-" + key.replace(":", "-")
                path = self.file(f"{name}.csr")
                made = self.program.store("request", name, "--key", key, "--san", "dns:shop.test", "--out", path)
                self.assertTrue(made["signature_fits"])
                self.assertNotIn("PRIVATE KEY", path.read_text())
                self.assertIn("DNS:shop.test", run([self.openssl, "req", "-verify", "-noout", "-text", "-in", path]))
                self.assertIn("shop.test", run([self.certtool, "--crq-info", "--infile", path]))
                entry = self.program.store("sign", path, "--issuer", "ca", "--days", "9")
                self.assertEqual((entry["name"], entry["san"], entry["has_private_key"]),
                                 (name, ["dns:shop.test"], True))
                material = self.store_pki.export(name)
                self.assertIn("OK", self.verify(material.certificate, "-verify_hostname", "shop.test"))
                self.assertEqual(list((self.folder / "home").rglob(f"{name}.csr")), [])

    def test_a_certificate_from_elsewhere_meets_its_key(self):
        path, out = self.file("elsewhere.csr"), self.file("elsewhere.pem")
        self.program.store("request", "elsewhere", "--out", path, "--key-password", "env:SECRET",
                           environment={"SECRET": "open sesame"})
        run([self.openssl, "x509", "-req", "-in", path, "-CA", self.ca.certificate, "-CAkey", self.ca.key, "-days", "9",
             "-out", out])
        entry, = self.program.store("import", out, "--key-password", "env:SECRET", environment={"SECRET": "open sesame"})
        self.assertEqual((entry["has_private_key"], entry["key_encrypted"]), (True, True))
        self.assertEqual(list((self.folder / "home").rglob("elsewhere.csr")), [])

    def test_a_key_that_stays_locked_keeps_no_other_from_its_certificate(self):
        secrets = {"SECRET": "open sesame", "OTHER": "something else"}
        for name, secret in (("a-other", "OTHER"), ("b-same", "SECRET")):
            self.program.store("request", name, "--out", self.file(f"{name}.csr"), "--key-password", f"env:{secret}",
                               environment=secrets)
            run([self.openssl, "x509", "-req", "-in", self.file(f"{name}.csr"), "-CA", self.ca.certificate, "-CAkey",
                 self.ca.key, "-days", "9", "-out", self.file(f"{name}.pem")])
        outcome = self.program.run("store", "import", self.file("a-other.pem"), self.file("b-same.pem"),
                                   "--key-password", "env:SECRET", environment=secrets)
        self.assertEqual(outcome.status, LOCAL_FAULT)
        self.assertIn("a-other.csr", outcome.stderr)
        for name in ("a-other", "b-same"):
            self.assertIn(f"“{name}” was imported", outcome.stderr)
        has_key = {entry["name"]: entry["has_private_key"] for entry in self.program.store("list")}
        self.assertEqual((has_key["a-other"], has_key["b-same"]), (False, True))

    def openssl_request(self, form):
        key, path = self.file("theirs.key"), self.file(f"theirs.{form}")
        run([self.openssl, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj", "/O=Test/CN=theirs",
             "-addext", "subjectAltName=DNS:theirs.test", "-addext", "basicConstraints=critical,CA:TRUE",
             "-addext", "tlsfeature=status_request", "-outform", form, "-out", path])
        return path

    def test_requests_of_openssl_are_signed(self):
        for form in ("PEM", "DER"):
            with self.subTest(form=form):
                path, out = self.openssl_request(form), self.file(f"signed-{form}.pem")
                read = self.program.store("inspect", path)
                self.assertEqual((read["kind"], read["san"]), ("request", ["dns:theirs.test"]))
                entry = self.program.store("sign", path, "--issuer", "ca", "--name", f"theirs {form}", "--out", out)
                self.assertEqual((entry["kind"], entry["has_private_key"]), ("server", False))
                self.assertNotIn("status_request", self.shown(out))
                self.assertIn("CN=theirs", entry["subject"])
                self.assertIn("OK", self.verify(out, "-verify_hostname", "theirs.test"))
                copied = self.file(f"copied-{form}.pem")
                self.program.store("sign", path, "--issuer", "ca", "--copy", "tlsfeature", "--name",
                                   f"copied {form}", "--out", copied)
                self.assertIn("status_request", self.shown(copied))
                self.assertIn("CA:FALSE", self.shown(copied))

    def test_requests_of_certtool_are_signed(self):
        key, path, out = self.file("gnutls.key"), self.file("gnutls.csr"), self.file("gnutls.pem")
        template = self.file("gnutls.cfg")
        template.write_text('cn = "gnutls"\ndns_name = "gnutls.test"\ntls_www_server\nsigning_key\n')
        run([self.certtool, "--generate-privkey", "--key-type", "ecdsa", "--outfile", key])
        run([self.certtool, "--generate-request", "--load-privkey", key, "--template", template, "--outfile", path])
        self.program.store("sign", path, "--issuer", "ca", "--copy", "all", "--out", out)
        self.assertIn("OK", self.verify(out, "-verify_hostname", "gnutls.test", "-purpose", "sslserver"))

    def test_a_changed_request_is_refused(self):
        path, changed = self.openssl_request("DER"), self.file("changed.der")
        changed.write_bytes(path.read_bytes().replace(b"theirs.test", b"others.test"))
        self.assertFalse(self.program.store("inspect", changed)["signature_fits"])
        outcome = self.program.run("store", "sign", changed, "--issuer", "ca")
        self.assertEqual(outcome.status, USAGE, outcome.stderr)
        self.assertIn("signature", outcome.stderr)
        missing = self.program.run("store", "sign", self.file("none.csr"), "--issuer", "ca")
        self.assertEqual(missing.status, LOCAL_FAULT, missing.stderr)

    # Renewal

    def test_renewed_entries_are_trusted(self):
        old = self.program.store("new", "renewed", "--issuer", "ca", "--san", "dns:a.test", "--must-staple")
        for options, same in (([], True), (["--new-key", "--days", "4"], False)):
            key = self.store_pki.export("renewed").key.read_text()
            new = self.program.store("renew", "renewed", *options)
            after = self.store_pki.export("renewed")
            self.assertEqual((new["subject"], new["san"]), (old["subject"], old["san"]))
            self.assertNotEqual(new["serial"], old["serial"])
            self.assertEqual(key == after.key.read_text(), same)
            self.assertIn("status_request", self.shown(after.certificate))
            self.assertIn("OK", self.verify(after.certificate, "-verify_hostname", "a.test"))
        self.program.store("renew", "renewed", "--name", "beside")
        self.assertEqual(self.program.store("show", "renewed")["serial"], new["serial"])

    # CRLs

    def test_revoked_ones_are_refused_by_openssl_and_certtool(self):
        good = self.store_pki.make("good", "server", "ca")
        bad = self.store_pki.make("bad", "server", "ca")
        path = self.file("ca.crl")
        revoked = self.program.store("revoke", "bad", "--reason", "keyCompromise", "--revoked-at", "2026-02-03")
        listed = {one["serial"]: one for one in revoked["revoked"]}
        serial = self.program.store("show", "bad")["serial"]
        self.assertEqual(listed[serial], {"serial": serial, "time": "2026-02-03T00:00:00Z", "reason": "keyCompromise"})
        published = self.program.store("crl", "ca", "--out", path)
        self.assertEqual(int(published["number"]), int(revoked["number"]) + 1)
        self.assertEqual(self.program.store("inspect", path), published)
        with_crl = ("-crl_check", "-CRLfile", path)
        self.assertIn("OK", self.verify(good.certificate, *with_crl))
        self.assertNotIn("OK", self.verify(bad.certificate, *with_crl, status=None))
        self.assertIn("Key Compromise", run([self.openssl, "crl", "-in", path, "-noout", "-text"]))
        checked = run([self.certtool, "--verify-crl", "--load-ca-certificate", self.ca.certificate, "--infile", path])
        self.assertIn("Verified", checked)
        der = self.file("ca.crl.der")
        self.program.store("crl", "ca", "--as", "der", "--out", der)
        run([self.openssl, "crl", "-inform", "DER", "-in", der, "-noout", "-CAfile", self.ca.certificate])
        self.program.store("revoke", "bad", "--reason", "removeFromCRL")
        self.program.store("crl", "ca", "--out", path)
        self.assertIn("OK", self.verify(bad.certificate, *with_crl))

    def test_revokes_by_serial(self):
        self.program.store("new", "second ca", "--kind", "ca")
        revoked = self.program.store("revoke", "--serial", "0A:0b", "--issuer", "second ca")
        self.assertEqual([one["serial"] for one in revoked["revoked"]], ["0a0b"])
        for wrong in (["ca", "--serial", "1"], [], ["good", "--reason", "bored"]):
            outcome = self.program.run("store", "revoke", *wrong)
            self.assertIn(outcome.status, (USAGE, LOCAL_FAULT), outcome.stderr)

    # OCSP

    def ask(self, response, certificate, *options):
        """openssl's words, those of its standard error too."""
        return run([require("sh"), "-c", 'exec "$@" 2>&1', "sh", self.openssl, "ocsp", "-respin", response, "-issuer", self.ca.certificate, "-cert", certificate,
                    "-CAfile", self.ca.certificate, "-no_nonce", *options], status=None)

    def test_openssl_believes_the_answers(self):
        made = self.store_pki.make("asked", "server", "ca")
        path = self.file("answer.der")
        for status, options in (("good", []), ("revoked", ["--reason", "superseded"]), ("unknown", [])):
            with self.subTest(status=status):
                said = self.program.store("ocsp", "asked", "--status", status, *options, "--out", path)
                self.assertEqual(said["answers"][0]["status"], status)
                self.assertEqual(path.read_bytes().hex(), said["hex"])
                answer = self.ask(path, made.certificate)
                self.assertIn(f"{made.certificate}: {status}", answer)
                self.assertNotIn("Response Verify Failure", answer)
                self.assertNotIn("WARNING", answer)
                self.assertEqual("superseded" in answer, status == "revoked")
                self.assertEqual(self.program.store("inspect", path)["answers"], said["answers"])

    def test_expired_answers(self):
        made = self.store_pki.make("asked late", "server", "ca")
        path = self.file("late.der")
        self.program.store("ocsp", "asked late", "--status", "good", "--this-update", "2025-01-01", "--next-update",
                           "2025-01-02", "--out", path)
        self.assertIn("Status times invalid", self.ask(path, made.certificate))

    def test_answers_follow_the_list(self):
        made = self.store_pki.make("listed", "server", "ca")
        path = self.file("listed.der")
        self.program.store("ocsp", "listed", "--out", path)
        self.assertIn(f"{made.certificate}: good", self.ask(path, made.certificate))
        self.program.store("revoke", "listed", "--reason", "superseded")
        self.program.store("ocsp", "listed", "--out", path)
        self.assertIn(f"{made.certificate}: revoked", self.ask(path, made.certificate))


if __name__ == "__main__":
    unittest.main()
