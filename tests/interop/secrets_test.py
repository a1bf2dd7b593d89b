"""Passwords and private keys stay where they belong: not in output, documents, logs or left-over files."""

import base64
import re
import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslClient
from support.process import require, run
from support.program import DONE

PASSWORD = "Xq7-never-to-be-seen-Xq7"
ENVIRONMENT = {"KEY_PASSWORD": PASSWORD}


class SecretsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.temporary = cls.folder / "tmp"
        cls.temporary.mkdir()
        cls.environment = {**ENVIRONMENT, "TMPDIR": str(cls.temporary)}
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.said = ""
        cls.run_quietly("store", "new", "locked", "--kind", "server", "--issuer", "ca", "--key", "rsa:2048",
                        "--key-password", "env:KEY_PASSWORD")
        cls.key = cls.clear_key("locked")

    @classmethod
    def run_quietly(cls, *arguments, status=DONE):
        """A command whose whole output is kept for the search."""
        outcome = cls.program.run(*arguments, environment=cls.environment)
        if outcome.status != status:
            raise AssertionError(outcome)
        cls.said += outcome.stdout + outcome.stderr
        return outcome

    @classmethod
    def store_file(cls, name):
        return next(path for path in (cls.folder / "home" / "store").iterdir() if path.name.startswith(name))

    @classmethod
    def clear_key(cls, name):
        """The private numbers of a key that only the password opens."""
        text = run([require("openssl"), "rsa", "-in", cls.store_file(name), "-passin", f"pass:{PASSWORD}", "-traditional"])
        body = re.search(r"PRIVATE KEY-----\n(.*?)-----END", text, re.DOTALL).group(1)
        return base64.b64decode(body)

    def assert_no_secrets(self, content, where):
        data = content if isinstance(content, bytes) else content.encode()
        # The second half of a PKCS#1 key is all private: exponent, primes, coefficients.
        private = self.key[len(self.key) // 2:]
        for start in range(0, len(private) - 24, 24):
            part = private[start:start + 24]
            for form in (part, part.hex().encode(), part.hex().upper().encode(), base64.b64encode(part)):
                self.assertNotIn(form, data, f"a part of the private key is in {where}")
        self.assertNotIn(PASSWORD.encode(), data, f"the password is in {where}")

    def test_key_file_is_encrypted_and_private(self):
        path = self.store_file("locked")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertIn("BEGIN ENCRYPTED PRIVATE KEY", path.read_text())
        self.assert_no_secrets(path.read_bytes(), path)

    def test_nothing_is_said_of_them(self):
        self.run_quietly("store", "show", "locked")
        self.run_quietly("store", "list", "--format", "json")
        self.run_quietly("store", "export", "locked", "--key-password", "env:KEY_PASSWORD")
        self.run_quietly("store", "passphrase", "locked", "--key-password", "env:KEY_PASSWORD", "--new-password",
                         "env:KEY_PASSWORD")
        keylog = self.folder / "keys.log"
        with self.program.serve("--cert", "locked", "--key-password", "env:KEY_PASSWORD",
                                environment=self.environment) as server:
            with OpensslClient(self.folder, server.port, ca=self.ca) as client:
                client.report()
            first = str(server.connection())
            connected = self.run_quietly("connect", f"localhost:{server.port}", "--trust", "store", "--cert", "locked",
                                         "--key-password", "env:KEY_PASSWORD", "--format", "json", "--keylog", keylog)
            self.run_quietly("connect", f"localhost:{server.port}", "--trust", "store")
            served = first + str(server.connection()) + str(server.connection())
            server.stop()
            self.assert_no_secrets(self.said + served + server.stderr, "the output")
        for line in keylog.read_text().splitlines():
            self.assertNotIn(line.split()[-1], connected.stdout)
        self.assert_files_clean()

    def test_wrong_password_is_not_repeated(self):
        outcome = self.program.run("serve", "--cert", "locked", "--port", "0", "--key-password", "env:WRONG",
                                   environment={"WRONG": "Zz9-also-a-secret-Zz9"})
        self.assertNotEqual(outcome.status, DONE)
        self.assertNotIn("Zz9-also-a-secret-Zz9", outcome.stdout + outcome.stderr)
        self.assertIn("assword", outcome.stderr)

    def test_password_on_the_command_line_is_not_taken(self):
        outcome = self.program.run("serve", "--cert", "locked", "--port", "0", "--key-password", PASSWORD)
        self.assertEqual(outcome.status, 2)
        self.assertNotIn(PASSWORD, outcome.stderr)

    def test_password_sources(self):
        path = self.folder / "password.txt"
        path.write_text(PASSWORD + "\n")
        path.chmod(0o600)
        outcome = self.program.run("store", "export", "locked", "--what", "key", "--key-password", f"file:{path}")
        self.assertEqual(outcome.status, DONE, outcome)
        self.assertIn("BEGIN ENCRYPTED PRIVATE KEY", outcome.stdout)
        self.assert_no_secrets(outcome.stdout, "the exported key")

    def assert_files_clean(self):
        """Neither the home nor a folder for temporary files holds anything in clear."""
        folders = [self.folder / "home", self.temporary]
        for folder in folders:
            for path in folder.rglob("*"):
                if path.is_file():
                    self.assert_no_secrets(path.read_bytes(), path)
        self.assertEqual(list(self.temporary.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
