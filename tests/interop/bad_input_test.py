"""Input that cannot work: the exit status, one line that names the cause, and nothing is lost."""

import os
import socket
import unittest

from support.case import InteropCase
from support.process import require, run
from support.program import DONE, LOCAL_FAULT, TEST_FAILED, USAGE, Program

PASSWORD = {"RIGHT": "correct horse", "WRONG": "battery staple"}


class BadInputTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.server = cls.store_pki.make("server", "server", "ca")
        cls.other = cls.openssl_pki.make("other", "server")

    def assert_refused(self, outcome, status, *texts):
        """One line on standard error with these texts, nothing on standard output, no stack trace."""
        self.assertEqual(outcome.status, status, outcome)
        self.assertEqual(outcome.stdout, "")
        lines = outcome.stderr.splitlines()
        self.assertEqual(len(lines), 1, outcome.stderr)
        self.assertTrue(lines[0].startswith("tls-workbench: "), lines[0])
        for text in texts:
            self.assertIn(text, lines[0])
        for trace in ("terminate called", "Aborted", "ASSERT", "0x7f", ".cpp:"):
            self.assertNotIn(trace, lines[0])

    def entries(self):
        return {entry["name"]: entry["sha256"] for entry in self.program.store("list")}

    def test_row3_ports(self):
        for port in ("0", "70000", "-1", "httpz", " ", "4 3"):
            with self.subTest(port=port):
                self.assert_refused(self.program.run("connect", "localhost", f"--port={port}"), USAGE, "port", "65535")
        self.assert_refused(self.program.run("connect", "localhost", "--port="), USAGE, "--port", "needs a value")
        self.assert_refused(self.program.run("connect", "localhost:0"), USAGE, "port", "65535")
        self.assert_refused(self.program.run("connect", "localhost:70000"), USAGE, "70000", "65535")
        self.assert_refused(self.program.run("serve", "--cert", "server", "--port", "70000"), USAGE, "70000", "65535")

    def test_url_as_host(self):
        for url, host, port in (("https://shop.example/cart?x=1", "shop.example", "443"),
                                ("https://shop.example:8443/", "shop.example", "8443"),
                                ("imaps://[2001:db8::1]/", "2001:db8::1", "993")):
            with self.subTest(url=url):
                self.assert_refused(self.program.run("connect", url), USAGE, "URL", host, port)

    def test_pipe_in_the_place_of_a_file(self):
        """Nobody writes into it: opening it would wait for ever."""
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        for arguments in (("store", "import", pipe), ("store", "list", "--from", pipe), ("store", "verify", pipe),
                          ("store", "sign", pipe, "--issuer", "ca"), ("store", "verify", "server", "--crl", pipe),
                          ("connect", "localhost:1", "--trust", pipe), ("connect", "localhost:1", "--send-file", pipe),
                          ("connect", "localhost:1", "--session-file", pipe)):
            with self.subTest(arguments=arguments):
                self.assert_refused(self.program.run(*arguments, limit=10), LOCAL_FAULT, str(pipe), "no file but a pipe")

    def test_request_in_the_place_of_a_certificate(self):
        """Another command takes it, and is named; its private key is elsewhere."""
        request = self.folder / "asking.csr"
        run([require("openssl"), "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
             "/CN=asking", "-keyout", self.folder / "asking.key", "-out", request])
        der = self.folder / "asking.der"
        run([require("openssl"), "req", "-in", request, "-outform", "DER", "-out", der])
        for path in (request, der):
            with self.subTest(path=path.name):
                self.assert_refused(self.program.run("store", "import", path), USAGE, path.name, "store sign")

    def test_ports_that_disagree(self):
        self.assert_refused(self.program.run("connect", "localhost:1", "--port", "2"), USAGE, "--port", "1", "2")

    def test_families_that_disagree(self):
        self.assert_refused(self.program.run("connect", "localhost", "--ipv4", "--prefer-ipv6"), USAGE, "--ipv4",
                            "--prefer-ipv6")

    def test_row2_what_is_no_host_is_told(self):
        for host, text in (("mailto:me@shop.test", "mail"), ("me@shop.test", "shop.test"), ("127.1", "127.0.0.1"),
                           ("fe80::1%nowhere0", "nowhere0"), ("fe80::1", "network"),
                           ("postgres://me@db.test/shop", "5432"), ("xmpp:me@chat.test", "5222")):
            with self.subTest(host=host):
                self.assert_refused(self.program.run("connect", host), USAGE, "host", text)

    def test_hosts_that_are_none(self):
        for host in ("bad host", "a..b", "300.1.2.3", "exa$mple", "[::1", "x" * 300):
            with self.subTest(host=host):
                self.assert_refused(self.program.run("connect", host, "--port", "443"), USAGE, "host")

    def test_names_that_the_library_would_leave_out(self):
        for options, text in ((("--sni", "a b"), "a b"), (("--sni", "a..b"), "a..b"), (("--sni", "x" * 300), "host name"),
                              (("--sni", "127.0.0.1"), "RFC 6066"), (("--sni", "::1"), "RFC 6066"),
                              (("--sni", "shop.test:443"), "port"), (("--sni", "https://shop.test/"), "URL"),
                              (("--alpn", "a" * 256), "1 to 255 bytes"), (("--alpn", ",,"), "no protocol"),
                              (("--alpn", "h\u2603"), "1 to 255 bytes")):
            with self.subTest(options=options):
                self.assert_refused(self.program.run("connect", "localhost:1", *options), USAGE, text)

    def test_empty_host(self):
        for host in ("", "  ", ":443"):
            with self.subTest(host=host):
                self.assert_refused(self.program.run("connect", host, "--port", "443"), USAGE, "host", "empty")

    def test_no_host_is_this_computer(self):
        with self.program.serve("--cert", "server") as server:
            outcome = self.program.run("connect", "--port", server.port, "--trust", "store", "--format", "json")
            self.assertEqual(outcome.status, DONE, outcome)
            self.assertEqual(outcome.document()["target"]["host"], "localhost")

    def test_options(self):
        cases = ((("--tls", "1.4"), "1.4"), (("--tls", "ssl3"), "scan"), (("--timeout", "soon"), "soon"),
                 (("--verify", "maybe"), "maybe"), (("--format", "yaml"), "yaml"),
                 (("--security-level", "9"), "9"), (("--send-hex", "xyz"), "--send-hex"),
                 (("--cert", "nobody"), "nobody"), (("--trust", "/nowhere.pem"), "/nowhere.pem"),
                 (("--crl", "/nowhere.crl"), "/nowhere.crl"), (("--send-file", "/nowhere"), "/nowhere"),
                 (("--cert", "/nowhere/shop.p12"), "/nowhere/shop.p12"))
        for options, text in cases:
            with self.subTest(options=options):
                self.assert_refused(self.program.run("connect", "localhost:4433", *options), USAGE, options[0], text)

    def test_unknown_words(self):
        for arguments in (("frobnicate",), ("connect", "localhost:1", "--frobnicate"), ("store", "frobnicate"),
                          ("store", "show"), ("serve", "--frobnicate")):
            with self.subTest(arguments=arguments):
                outcome = self.program.run(*arguments)
                self.assertEqual(outcome.status, USAGE, outcome)
                self.assertEqual(outcome.stdout, "")
                self.assertTrue(outcome.stderr.startswith("tls-workbench: "), outcome.stderr)

    def test_wrong_password_of_pkcs12(self):
        packed = self.openssl_pki.make("packed", "server")
        path = self.openssl_pki.pkcs12(packed, PASSWORD["RIGHT"], self.folder / "packed.p12")
        before = self.entries()
        wrong = self.program.run("store", "import", path, "--key-password", "env:WRONG", environment=PASSWORD)
        self.assert_refused(wrong, LOCAL_FAULT, "assword", "packed.p12")
        none = self.program.run("store", "import", path)
        self.assert_refused(none, LOCAL_FAULT, "assword", "packed.p12")
        self.assertEqual(self.entries(), before)
        right = self.program.run("store", "import", path, "--name", "from-pkcs12", "--key-password", "env:RIGHT",
                                 environment=PASSWORD)
        self.assertEqual(right.status, DONE, right)
        self.assertIn("from-pkcs12", self.entries())

    def test_certificate_without_private_key(self):
        imported = self.program.run("store", "import", self.other.certificate, "--name", "no-key")
        self.assertEqual(imported.status, DONE, imported)
        for command in (("serve", "--cert", "no-key", "--port", "0"),
                        ("connect", "localhost:4433", "--cert", "no-key")):
            with self.subTest(command=command):
                self.assert_refused(self.program.run(*command), LOCAL_FAULT, "private key", "no-key")

    def test_key_does_not_match_certificate(self):
        mixed = self.folder / "mixed.pem"
        mixed.write_text(self.other.certificate.read_text() + self.server.key.read_text())
        before = self.entries()
        self.assert_refused(self.program.run("store", "import", mixed), LOCAL_FAULT, "key", "mixed.pem")
        self.assertEqual(self.entries(), before)

    def test_key_does_not_match_certificate_in_the_store(self):
        """Somebody put a file together by hand."""
        home = self.folder / "mixed-home"
        program = Program(home)
        program.store("new", "mixed", "--kind", "self-signed")
        path = next(iter((home / "store").glob("mixed*")))
        other_key = self.server.key.read_text()
        path.write_text(self.other.certificate.read_text() + other_key)
        self.assert_refused(program.run("serve", "--cert", "mixed", "--port", "0"), LOCAL_FAULT, "private key")

    def test_port_in_use(self):
        with self.program.serve("--cert", "server") as server:
            for options in ((), ("--no-reuse-address",)):
                with self.subTest(options=options):
                    outcome = self.program.run("serve", "--cert", "server", "--port", server.port, *options)
                    self.assert_refused(outcome, LOCAL_FAULT, str(server.port), "in use")

    def test_port_in_use_by_another_program(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            self.assert_refused(self.program.run("serve", "--cert", "server", "--port", port), LOCAL_FAULT, str(port),
                                "in use")

    def test_address_of_another_computer(self):
        outcome = self.program.run("serve", "--cert", "server", "--address", "192.0.2.1", "--port", "0")
        self.assert_refused(outcome, LOCAL_FAULT, "192.0.2.1", "not an address of this computer")

    def test_trust_files(self):
        broken = self.folder / "broken-anchor.pem"
        broken.write_text("no certificate at all\n")
        for path in (broken, self.folder / "nowhere-anchor.pem"):
            with self.subTest(path=path.name):
                self.assert_refused(self.program.run("connect", "localhost:4433", "--trust", path), USAGE, "--trust",
                                    str(path))

    def test_broken_pem(self):
        text = self.other.certificate.read_text()
        broken = {"cut.pem": text[:len(text) // 2], "empty.pem": "", "words.pem": "this is no certificate\n",
                  "damaged.pem": text.replace("MII", "MIJ", 1), "binary.pem": "\x00\x01\x02\x7f" * 50}
        before = self.entries()
        for name, content in broken.items():
            with self.subTest(name=name):
                path = self.folder / name
                path.write_text(content)
                self.assert_refused(self.program.run("store", "import", path), USAGE, name)
        self.assertEqual(self.entries(), before)
        missing = self.program.run("store", "import", self.folder / "nowhere.pem")
        self.assert_refused(missing, LOCAL_FAULT, "nowhere.pem")

    def test_every_faulty_file_is_named(self):
        """One command with several files: each that cannot be read is told of, and nothing is imported."""
        broken = self.folder / "several-broken.pem"
        broken.write_text("this is no certificate\n")
        before = self.entries()
        outcome = self.program.run("store", "import", self.other.certificate, broken, self.folder / "nowhere.pem")
        self.assertEqual(outcome.status, USAGE, outcome)
        self.assertEqual(outcome.stdout, "")
        lines = outcome.stderr.splitlines()
        self.assertEqual(len(lines), 2, outcome.stderr)
        self.assertIn("several-broken.pem", lines[0])
        self.assertIn("nowhere.pem", lines[1])
        self.assertEqual(self.entries(), before)

    def test_name_taken(self):
        before = self.entries()
        self.assert_refused(self.program.run("store", "new", "server", "--kind", "self-signed"), LOCAL_FAULT, "server")
        self.assertEqual(self.entries(), before)

    def test_file_in_place_of_the_store(self):
        home = self.folder / "file-home"
        home.write_text("not a folder")
        outcome = Program(home).run("store", "new", "x", "--kind", "self-signed")
        self.assert_refused(outcome, LOCAL_FAULT, str(home))
        self.assertEqual(home.read_text(), "not a folder")

    def test_store_that_cannot_be_written(self):
        home = self.folder / "locked-home"
        program = Program(home)
        program.store("new", "kept", "--kind", "self-signed")
        store = home / "store"
        prefix, restore = self.forbid_writing(store)
        try:
            outcome = program.run("store", "new", "more", "--kind", "self-signed", prefix=prefix)
            self.assert_refused(outcome, LOCAL_FAULT, str(store))
        finally:
            restore()
        self.assertEqual([entry["name"] for entry in program.store("list")], ["kept"])

    def forbid_writing(self, store):
        """Root may write everywhere, so as root the program runs as somebody else."""
        if os.geteuid() != 0:
            store.chmod(0o500)
            return (), lambda: store.chmod(0o700)
        self.folder.chmod(0o755)
        store.parent.chmod(0o755)
        store.chmod(0o755)
        nobody = (require("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups")
        return nobody, lambda: None

    def test_refused_connection_is_no_usage_error(self):
        """A failed test is told apart from wrong usage and from a local fault."""
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            outcome = self.program.run("connect", f"127.0.0.1:{unused.getsockname()[1]}")
        self.assertEqual(outcome.status, TEST_FAILED)


if __name__ == "__main__":
    unittest.main()
