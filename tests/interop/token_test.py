"""Keys on a PKCS#11 token serve and connect; they never leave it."""

import json
import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslClient, OpensslServer
from support.program import DONE, LOCAL_FAULT, TEST_FAILED, USAGE
from support.soft_token import PIN, SoftTokens, module
from support.terminal import at_terminal

KEYS = {"RSA": ("01", "rsa:2048"), "EC": ("02", "EC:prime256v1")}


class TokenTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.tokens = SoftTokens(cls.folder)
        cls.token = cls.tokens.make("Shop token")
        cls.environment = {**cls.tokens.environment, "PIN": PIN, "WRONG_PIN": "1111"}
        for key, (identifier, kind) in KEYS.items():
            for role, number in (("server", identifier), ("client", identifier.replace("0", "1"))):
                cls.make_entry(f"{role}-{key}", role, number, kind)
        cls.token.write_certificate(cls.der_of("ca"), "ff", "ca")

    @classmethod
    def make_entry(cls, name, role, identifier, kind):
        """Key and request on the token, the certificate by the program's own store."""
        cls.token.make_key(identifier, name, kind)
        request = cls.token.request(identifier, name)
        names = ("--san", "dns:localhost,ip:127.0.0.1") if role == "server" else ()
        cls.program.store("sign", request, "--issuer", "ca", "--kind", role, "--name", f"signed {name}", *names)
        cls.token.write_certificate(cls.der_of(f"signed {name}"), identifier, name)

    @classmethod
    def der_of(cls, name):
        path = cls.folder / f"{name}.der"
        cls.program.store("export", name, "--as", "der", "--out", path)
        return path

    def uri(self, label):
        return self.token.uri(f";object={label}")

    def run_program(self, *arguments):
        return self.program.run(*arguments, environment=self.environment)

    def serve(self, label, *options):
        return self.program.serve("--cert", self.uri(label), "--token-pin", "env:PIN", *options,
                                  environment=self.environment)

    def connect(self, label, port, *options):
        return self.program.connect(f"localhost:{port}", "--cert", self.uri(label), "--token-pin", "env:PIN", "--trust",
                                    "store", *options, environment=self.environment)

    def test_keys_stay_on_the_token(self):
        """What the other tests use really are keys that nobody can read."""
        listed = self.token.tool("--list-objects", "--type", "privkey")
        self.assertEqual(listed.count("never extractable"), 4, listed)
        self.assertEqual(listed.count("always sensitive"), 4, listed)

    def test_serves(self):
        for key in KEYS:
            with self.serve(f"server-{key}", "--tls", "1.2-1.3") as server:
                for flag, version in (("-tls1_2", "1.2"), ("-tls1_3", "1.3")):
                    with self.subTest(key=key, version=version):
                        with OpensslClient(self.folder, server.port, flag, ca=self.ca) as client:
                            report = client.report()
                        document = server.connection()
                        self.assert_established(document, version)
                        self.assertEqual(report.version, document["negotiated"]["version"])
                self.assertEqual(server.stop(), DONE)
                self.assertEqual(server.stderr, "")

    def test_several_at_the_same_time(self):
        with self.serve("server-RSA", "--count", "8") as server:
            clients = [OpensslClient(self.folder, server.port, ca=self.ca) for _ in range(8)]
            for client in clients:
                client.report()
            for client in clients:
                client.stop()
            for _ in clients:
                self.assert_established(server.connection(), "1.3")
            self.assertEqual(server.wait(), DONE)

    def test_connects(self):
        for key in KEYS:
            for version in ("1.2", "1.3"):
                with self.subTest(key=key, version=version):
                    with OpensslServer(self.folder, self.servers["EC"], "-Verify", "1", "-verify_return_error", "-CAfile",
                                       self.ca.certificate, "-naccept", "1") as server:
                        status, document = self.connect(f"client-{key}", server.port, "--tls", version)
                        _, _, subject = server.report()
                    self.assert_clean(status, document, version)
                    self.assertTrue(document["negotiated"]["client_certificate"])
                    self.assertIn(f"client-{key}", subject)

    def test_both_ends_and_datagrams(self):
        for options in ((), ("--udp",)):
            with self.subTest(options=options):
                with self.serve("server-EC", "--client-cert", "require", "--trust", "store", *options) as server:
                    status, document = self.connect("client-RSA", server.port, *options)
                    self.assert_established(document)
                    self.assertEqual(status, DONE)
                    self.assertTrue(server.connection()["negotiated"]["client_certificate"])

    def test_lists_tokens_and_what_is_on_them(self):
        tokens = json.loads(self.run_program("store", "tokens", "--module", module(), "--format", "json").stdout)
        self.assertEqual([(one["label"], one["needs_pin"], one["pin"]) for one in tokens], [("Shop token", True, "ok")])
        listed = self.run_program("store", "list", "--from", tokens[0]["uri"], "--token-pin", "env:PIN", "--format",
                                  "json")
        self.assertEqual(listed.stderr, "")
        entries = {entry["name"]: entry for entry in json.loads(listed.stdout)}
        self.assertEqual(set(entries), {"ca", "client-EC", "client-RSA", "server-EC", "server-RSA"})
        for name, entry in entries.items():
            self.assertEqual((entry["provider"], entry["has_private_key"], entry["key_on_token"]),
                             ("token", name != "ca", name != "ca"))
            self.assertTrue(entry["path"].startswith("pkcs11:"), entry["path"])

    def test_without_the_pin_the_list_says_so(self):
        listed = self.run_program("store", "list", "--from", self.token.uri(), "--format", "json")
        self.assertEqual(listed.status, DONE)
        self.assertEqual(len(json.loads(listed.stdout)), 5)
        self.assertIn("PIN", listed.stderr)

    def test_a_person_is_asked_for_the_pin(self):
        """Wrong once, which is said, then right; what is typed is not shown."""
        command = self.program.command("connect", "localhost:1", "--cert", self.uri("client-EC"), "--timeout", "5s")
        status, screen = at_terminal(command, ["1111", PIN], **self.environment)
        self.assertEqual(status, TEST_FAILED, screen)  # nobody listens there
        self.assertEqual(screen.count("PIN of “Shop token”: "), 2, screen)
        self.assertEqual(screen.count("is wrong"), 1, screen)
        self.assertNotIn("1111", screen)
        self.assertNotIn(PIN, screen)

    def test_what_goes_wrong_is_said(self):
        cases = {
            "no PIN": ((), LOCAL_FAULT, "asks for its PIN"),
            "wrong PIN": (("--token-pin", "env:WRONG_PIN"), LOCAL_FAULT, "is wrong"),
            "PIN in the URI": (("--cert", f"pkcs11:token=Shop%20token?pin-value={PIN}"), USAGE, "PIN does not belong"),
            "key password": (("--key-password", "env:WRONG_PIN"), LOCAL_FAULT, "asks for its PIN"),
            "no PIN, its option": ((), LOCAL_FAULT, "--token-pin"),
            "no such token": (("--cert", f"pkcs11:token=None?module-path={module()}"), USAGE, "“Shop token”"),
            "no such object": (("--cert", self.uri("none"), "--token-pin", "env:PIN"), USAGE, "“server-EC”"),
            "no such module": (("--cert", "pkcs11:token=a?module-path=/none.so"), USAGE, "/none.so"),
        }
        for name, (options, status, words) in cases.items():
            with self.subTest(name):
                certificate = () if "--cert" in options else ("--cert", self.uri("server-EC"))
                outcome = self.run_program("serve", *certificate, *options)
                self.assertEqual(outcome.status, status, outcome)
                self.assertIn(words, outcome.stderr)
                self.assertNotIn(PIN, outcome.stdout + outcome.stderr)
                self.assertNotIn("1111", outcome.stdout + outcome.stderr)

    def test_uris_name_entries_everywhere(self):
        """Without a PIN: what is asked for is no secret."""
        uri = self.uri("server-EC")
        shown = self.run_program("store", "show", uri, "--format", "json").document()
        self.assertEqual((shown["name"], shown["provider"], shown["key_on_token"]), ("server-EC", "token", True))
        der = self.folder / "from-token.der"
        self.assertEqual(self.run_program("store", "export", uri, "--as", "der", "--out", der).status, DONE)
        self.assertEqual(der.read_bytes(), self.der_of("signed server-EC").read_bytes())
        for what, options in (("key", ()), ("all", ("--token-pin", "env:PIN"))):
            with self.subTest(what=what):
                refused = self.run_program("store", "export", uri, "--what", what, "--out", self.folder / "key.pem", *options)
                self.assertEqual(refused.status, LOCAL_FAULT)
                self.assertIn("stays on its token", refused.stderr)
                self.assertFalse((self.folder / "key.pem").exists())
        chain = self.run_program("store", "export", uri, "--what", "chain").stdout
        self.assertEqual(chain.count("BEGIN CERTIFICATE"), 2)  # its issuer lies there as well
        self.assertEqual(self.run_program("store", "verify", uri, "--trust", self.ca.certificate, "--host",
                                          "localhost").status, DONE)
        self.assertEqual(self.run_program("store", "verify", uri, "--trust", self.ca.certificate, "--host",
                                          "other.test").status, TEST_FAILED)
        checked = self.run_program("store", "check", uri, "--format", "json").document()
        self.assertTrue(checked["ready"])
        self.assertIn("on the token", checked["items"][0]["title"])
        missing = self.run_program("store", "show", self.uri("nothing"))
        self.assertEqual(missing.status, LOCAL_FAULT)
        self.assertIn("no such certificate on the token", missing.stderr)

    def test_without_engine_and_provider_the_package_is_named(self):
        environment = {**self.environment, "OPENSSL_ENGINES": str(self.folder), "OPENSSL_MODULES": str(self.folder)}
        outcome = self.program.run("serve", "--cert", self.uri("server-EC"), "--token-pin", "env:PIN",
                                   environment=environment)
        self.assertNotEqual(outcome.status, DONE)
        self.assertIn("libengine-pkcs11-openssl", outcome.stderr)


if __name__ == "__main__":
    unittest.main()
