"""Private keys under passphrases: other tools read ours, `serve` uses theirs, a person is asked at the terminal."""

import re
import unittest

from support.case import InteropCase
from support.nginx_peer import Nginx
from support.openssl_peer import OpensslClient
from support.process import require, run
from support.program import DONE, LOCAL_FAULT, USAGE
from support.terminal import at_terminal

PASSPHRASE = "Wq5 never seen äöü Wq5"
OTHER = "Vr6 another one Vr6"
SECRETS = {"SECRET": PASSPHRASE, "OTHER": OTHER, "WRONG": "Zt8-wrong-Zt8"}
KEYS = ("rsa:2048", "ec:P-256", "ed25519")
# How `openssl pkcs8 -topk8` encrypts.
ENCRYPTIONS = {"AES-256, PBKDF2": ("-v2", "aes-256-cbc"), "AES-128, PBKDF2": ("-v2", "aes-128-cbc"),
               "SHA-512": ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"), "scrypt": ("-scrypt",),
               "3DES, PBES2": ("-v2", "des3"), "3DES, PKCS#12": ("-v1", "PBE-SHA1-3DES")}


class PassphraseTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        for key in KEYS:
            cls.store_pki.make(cls.name(key), "server", "ca", "--key", key)
            cls.protect(cls.name(key), "--new-password", "env:SECRET")

    @staticmethod
    def name(key):
        return key.replace(":", "-").lower()

    @classmethod
    def protect(cls, name, *options):
        outcome = cls.store("passphrase", name, *options)
        assert outcome.status == DONE, outcome
        return outcome

    @classmethod
    def store(cls, *arguments):
        return cls.program.run("store", *arguments, environment=SECRETS)

    @classmethod
    def entry_file(cls, name):
        return cls.folder / "home" / "store" / f"{name}.pem"

    def assert_serves(self, name, *options):
        with self.program.serve("--cert", name, *options, environment=SECRETS) as server:
            with OpensslClient(self.folder, server.port, ca=self.ca) as client:
                self.assertEqual(client.report().version, "TLS 1.3")

    def test_openssl_reads_ours(self):
        for key in KEYS:
            with self.subTest(key=key):
                path = self.entry_file(self.name(key))
                public = run([require("openssl"), "pkey", "-in", path, "-passin", f"pass:{PASSPHRASE}", "-pubout"])
                self.assertEqual(public, run([require("openssl"), "x509", "-in", path, "-noout", "-pubkey"]))
                run([require("openssl"), "pkey", "-in", path, "-passin", "pass:wrong", "-noout"], status=1)

    def test_gnutls_reads_ours(self):
        for key in KEYS:
            with self.subTest(key=key):
                path = self.entry_file(self.name(key))
                text = run([require("certtool"), "--pubkey-info", "--load-privkey", path, "--password", PASSPHRASE])
                public = run([require("openssl"), "x509", "-in", path, "-noout", "-pubkey"])
                self.assertIn(public.strip(), text)

    def test_nginx_serves_ours(self):
        phrases = self.folder / "phrases"
        phrases.write_text(PASSPHRASE + "\n")
        for key in ("rsa:2048", "ec:P-256"):
            path = self.entry_file(self.name(key))
            material = self.store_pki.export_certificate(self.name(key), path)
            with self.subTest(key=key), Nginx(self.folder, material, f"ssl_password_file {phrases};") as server:
                status, document = self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate)
                self.assert_clean(status, document)

    def test_ours_serve(self):
        for key in KEYS:
            with self.subTest(key=key):
                self.assert_serves(self.name(key), "--key-password", "env:SECRET")

    def test_theirs_serve(self):
        """A file that openssl encrypted, put into the store's folder."""
        plain = self.folder / "theirs-key.pem"
        self.store_pki.make("theirs", "server", "ca")
        plain.write_text(run([require("openssl"), "pkey", "-in", self.entry_file("theirs")]))
        certificate = run([require("openssl"), "x509", "-in", self.entry_file("theirs")])
        for name, options in ENCRYPTIONS.items():
            with self.subTest(encryption=name):
                key = run([require("openssl"), "pkcs8", "-topk8", "-in", plain, "-passout", f"pass:{OTHER}", *options])
                self.entry_file("theirs").write_text(certificate + key)
                self.assertEqual(self.store("passphrase", "theirs", "--key-password", "env:WRONG", "--new-password",
                                            "env:SECRET").status, LOCAL_FAULT)
                self.assert_serves("theirs", "--key-password", "env:OTHER")

    def test_is_changed_and_removed(self):
        self.store_pki.make("changing", "server", "ca")
        for step, (options, phrase) in enumerate((
                (("--new-password", "env:SECRET"), PASSPHRASE),
                (("--key-password", "env:SECRET", "--new-password", "env:OTHER"), OTHER),
                (("--key-password", "env:OTHER", "--remove-password"), ""))):
            with self.subTest(step=step):
                self.protect("changing", *options)
                path = self.entry_file("changing")
                self.assertEqual(path.stat().st_mode & 0o777, 0o600)
                self.assertEqual("ENCRYPTED" in path.read_text(), bool(phrase))
                run([require("openssl"), "pkey", "-in", path, "-passin", f"pass:{phrase}", "-noout"])

    def test_what_is_wrong_is_said(self):
        name = self.name("ec:P-256")
        for options, status in (
                ((), USAGE), (("--new-password", "env:OTHER", "--remove-password"), USAGE),
                (("--new-password", OTHER), USAGE), (("--key-password", "env:WRONG", "--remove-password"), LOCAL_FAULT),
                (("--remove-password",), LOCAL_FAULT)):
            with self.subTest(options=options):
                before = self.entry_file(name).read_bytes()
                outcome = self.store("passphrase", name, *options)
                self.assertEqual(outcome.status, status, outcome)
                self.assertEqual(self.entry_file(name).read_bytes(), before)
                for secret in SECRETS.values():
                    self.assertNotIn(secret, outcome.stdout + outcome.stderr)
        self.assertIn("--key-password", outcome.stderr)

    def test_strength_is_shown(self):
        self.store_pki.make("weak", "server", "ca")
        outcome = self.program.run("store", "passphrase", "weak", "--new-password", "env:WEAK",
                                   environment={"WEAK": "password"})
        self.assertEqual(outcome.status, DONE)
        self.assertIn("Very weak", outcome.stderr)

    def test_issuer_and_entry_have_their_own(self):
        for arguments in (
                ("new", "locked-ca", "--kind", "ca", "--key-password", "env:OTHER"),
                ("new", "of-locked", "--kind", "server", "--issuer", "locked-ca", "--issuer-password", "env:OTHER",
                 "--key-password", "env:SECRET"),
                ("new", "of-locked-plain", "--kind", "server", "--issuer", "locked-ca", "--issuer-password",
                 "env:OTHER"),
                ("renew", "of-locked", "--issuer-password", "env:OTHER", "--key-password", "env:SECRET"),
                ("check", "of-locked", "--key-password", "env:SECRET"),
                ("revoke", "of-locked", "--key-password", "env:OTHER"),
                ("crl", "locked-ca", "--key-password", "env:OTHER"),
                ("ocsp", "of-locked", "--key-password", "env:OTHER", "--out", self.folder / "of-locked.ocsp")):
            with self.subTest(command=arguments[0]):
                outcome = self.store(*arguments)
                self.assertEqual(outcome.status, DONE, outcome)
        run([require("openssl"), "pkey", "-in", self.entry_file("of-locked"), "-passin", f"pass:{PASSPHRASE}", "-noout"])
        self.assertIn("BEGIN PRIVATE KEY", self.entry_file("of-locked-plain").read_text())

    def test_import_asks_for_each_file(self):
        """Two containers with a password each, one of them mistyped first, and a file in clear that nobody asks about."""
        files = []
        for key, secret in (("rsa:2048", "OTHER"), ("ec:P-256", "SECRET")):
            files.append(self.folder / f"asked-{key.replace(':', '-')}.p12")
            outcome = self.store("export", self.name(key), "--as", "pkcs12", "--key-password", "env:SECRET",
                                 "--new-password", f"env:{secret}", "--out", files[-1])
            self.assertEqual(outcome.status, DONE, outcome)
        clear = self.folder / "asked-clear.pem"
        self.store("export", self.name("ec:P-256"), "--out", clear)
        program = type(self.program)(self.folder / "asked-home")
        status, screen = at_terminal(program.command("store", "import", *files, clear), ["wrong", OTHER, PASSPHRASE])
        self.assertEqual(status, DONE, screen)
        self.assertEqual([screen.count(f"“{path}”: ") for path in (*files, clear)], [2, 1, 0], screen)
        self.assertIn("does not fit", screen)
        self.assertEqual([entry["has_private_key"] for entry in program.store("list")], [True, True])

    def test_export_and_import_under_another(self):
        name = self.name("rsa:2048")
        container = self.folder / "exported.p12"
        outcome = self.store("export", name, "--as", "pkcs12", "--key-password", "env:SECRET", "--new-password",
                             "env:OTHER", "--out", container)
        self.assertEqual(outcome.status, DONE, outcome)
        run([require("openssl"), "pkcs12", "-in", container, "-passin", f"pass:{OTHER}", "-noout"])
        for entry, options, phrase in (("plain", (), ""), ("kept", ("--new-password", "env:OTHER"), OTHER)):
            with self.subTest(entry=entry):
                program = type(self.program)(self.folder / f"home-{entry}")
                done = program.run("store", "import", container, "--name", entry, "--key-password", "env:OTHER", *options,
                                   environment=SECRETS)
                self.assertEqual(done.status, DONE, done)
                path = self.folder / f"home-{entry}" / "store" / f"{entry}.pem"
                self.assertEqual("ENCRYPTED" in path.read_text(), bool(phrase))
                run([require("openssl"), "pkey", "-in", path, "-passin", f"pass:{phrase}", "-noout"])

    def test_a_person_is_asked_at_the_terminal(self):
        """Wrong twice, then right; what is typed is not shown."""
        command = self.program.command("store", "export", self.name("ec:P-256"), "--what", "key")
        status, screen = at_terminal(command, ["wrong", "wrong again", PASSPHRASE])
        self.assertEqual(status, DONE, screen)
        self.assertEqual(screen.count("does not fit"), 2)
        self.assertEqual(screen.count("Passphrase of “ec-p-256”:"), 3)
        self.assertIn("BEGIN ENCRYPTED PRIVATE KEY", screen)
        self.assertNotIn("wrong again", screen)
        self.assertNotIn(PASSPHRASE, screen)
        status, screen = at_terminal(command, ["wrong"] * 3)
        self.assertEqual(status, LOCAL_FAULT, screen)
        exported = self.folder / "asked.key"
        status, screen = at_terminal([*command, "--out", exported], [PASSPHRASE])
        self.assertEqual(status, DONE, screen)
        run([require("openssl"), "pkey", "-in", exported, "-passin", f"pass:{PASSPHRASE}", "-noout"])

    def test_a_new_passphrase_is_typed_twice(self):
        for name, answers, status in (("typed", (OTHER, "Vr6 anther one Vr6", PASSPHRASE, PASSPHRASE), DONE),
                                      ("never", ("one", "two") * 3, USAGE), ("nothing", ("",), USAGE)):
            with self.subTest(name=name):
                ended, screen = at_terminal(self.program.command(
                    "store", "new", name, "--kind", "self-signed", "--key-password", "prompt"), answers)
                self.assertEqual(ended, status, screen)
                self.assertEqual(self.entry_file(name).exists(), status == DONE)
                self.assertEqual(screen.count("not the same"), screen.count("Repeat the new passphrase: ")
                                 - (status == DONE), screen)
        run([require("openssl"), "pkey", "-in", self.entry_file("typed"), "-passin", f"pass:{PASSPHRASE}", "-noout"])

    def test_the_present_passphrase_is_asked_for_first(self):
        self.store_pki.make("present", "server", "ca")
        self.protect("present", "--new-password", "env:SECRET")
        for options, asked in (((), "Passphrase of “present”: "), (("--key-password", "prompt"), "Passphrase of the key: ")):
            with self.subTest(options=options):
                self.protect("present", "--key-password", "env:SECRET", "--new-password", "env:SECRET")
                status, screen = at_terminal(self.program.command(
                    "store", "passphrase", "present", "--new-password", "prompt", *options), [PASSPHRASE, OTHER, OTHER])
                self.assertEqual(status, DONE, screen)
                places = [screen.find(question) for question in (asked, "New passphrase: ", "Repeat the new passphrase: ")]
                self.assertEqual((places, min(places) >= 0), (sorted(places), True), screen)
                self.protect("present", "--key-password", "env:OTHER", "--new-password", "env:SECRET")

    def test_a_renewed_certificate_leaves_its_key_closed(self):
        self.store_pki.make("renewed", "server", "ca")
        self.protect("renewed", "--new-password", "env:SECRET")
        before = self.program.store("show", "renewed")
        after = self.program.store("renew", "renewed")
        self.assertNotEqual(after["serial"], before["serial"])
        self.assertEqual(after["spki_sha256"], before["spki_sha256"])
        self.assertTrue(after["key_encrypted"])
        self.assert_serves("renewed", "--key-password", "env:SECRET")

    def test_a_signed_request_leaves_its_key_closed(self):
        request = self.folder / "closed.csr"
        outcome = self.store("request", "closed", "--key-password", "env:SECRET", "--out", request)
        self.assertEqual(outcome.status, DONE, outcome)
        signed = self.program.store("sign", request, "--issuer", "ca")
        self.assertEqual((signed["name"], signed["has_private_key"], signed["key_encrypted"]), ("closed", True, True))
        self.assertEqual(self.program.store("requests"), [])
        self.assert_serves("closed", "--key-password", "env:SECRET")

    def test_serve_asks_at_the_terminal(self):
        command = self.program.command("serve", "--cert", self.name("ec:P-256"), "--port", "0", "--count", "1")
        status, screen = at_terminal(command, [PASSPHRASE], then=self.connect_to_it)
        self.assertEqual(status, DONE, screen)

    def connect_to_it(self, screen):
        found = re.search(r'"port":\s*(\d+)', screen)
        if found:
            self.program.connect(f"localhost:{found.group(1)}", "--trust", "store")
        return bool(found)

    def test_nothing_is_left_in_clear(self):
        for path in (self.folder / "home").rglob("*"):
            if path.is_file():
                for secret in SECRETS.values():
                    self.assertNotIn(secret.encode(), path.read_bytes(), path)


if __name__ == "__main__":
    unittest.main()
