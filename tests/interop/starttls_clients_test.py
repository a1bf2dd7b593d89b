"""Our server in the protocols that begin in clear, against real clients that ask it for TLS: openssl s_client, curl,
ldapsearch, psql and mariadb. What they say behind the handshake is answered by a recorded dialogue."""

import re
import subprocess
import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslClient, version_flags
from support.process import plain_environment, require
from support.program import TEST_FAILED

S_CLIENT = ("smtp", "lmtp", "imap", "pop3", "sieve", "ftp", "nntp", "irc", "ldap", "xmpp", "xmpp-server", "postgres",
            "mysql")

SMTP = r"""
expect EHLO
send 250-tls-workbench\r\n250 8BITMIME\r\n
expect MAIL
send 250 OK\r\n
expect RCPT
send 250 OK\r\n
expect DATA
send 354 go on\r\n
expect-bytes \r\n.\r\n
send 250 queued\r\n
expect QUIT
send 221 bye\r\n
"""

IMAP = r"""
expect A003 CAPABILITY
send * CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nA003 OK done\r\n
expect A004 AUTHENTICATE PLAIN
send A004 OK done\r\n
expect A005 LIST
send * LIST () "/" INBOX\r\nA005 OK done\r\n
expect A006 LOGOUT
send * BYE bye\r\nA006 OK done\r\n
"""

POP3 = r"""
expect CAPA
send +OK\r\nUSER\r\n.\r\n
expect USER
send +OK\r\n
expect PASS
send +OK\r\n
expect LIST
send +OK\r\n1 10\r\n.\r\n
expect QUIT
send +OK\r\n
"""

FTP = r"""
expect USER
send 331 and the password?\r\n
expect PASS
send 230 hello\r\n
expect PBSZ
send 200 OK\r\n
expect PROT
send 200 OK\r\n
expect PWD
send 257 "/" is it\r\n
expect QUIT
send 221 bye\r\n
"""

# Message 2 binds, message 3 searches (RFC 4511 §4.2.2, §4.5.2).
LDAP = r"""
expect-bytes \x60
send \x30\x0c\x02\x01\x02\x61\x07\x0a\x01\x00\x04\x00\x04\x00
expect-bytes \x63
send \x30\x0c\x02\x01\x03\x65\x07\x0a\x01\x00\x04\x00\x04\x00
"""

# AuthenticationOk and ReadyForQuery; CommandComplete and ReadyForQuery.
POSTGRES = r"""
expect-bytes shop\x00
send R\x00\x00\x00\x08\x00\x00\x00\x00Z\x00\x00\x00\x05I
expect-bytes select 1
send C\x00\x00\x00\x0dSELECT 0\x00Z\x00\x00\x00\x05I
expect-bytes X\x00\x00\x00\x04
"""

# An OK packet for the login, and one for the query.
MYSQL = r"""
expect-bytes someone\x00
send \x07\x00\x00\x03\x00\x00\x00\x02\x00\x00\x00
expect-bytes select 1
send \x07\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00
expect-bytes \x01\x00\x00\x00\x01
"""


class StarttlsClientsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca", None, "--key", "ec:P-256")
        cls.store_pki.make("shop", "server", "ca", "--key", "ec:P-256")

    def serve(self, word, *options, dialogue=None):
        if dialogue:
            script = self.folder / f"{word}.dialogue"
            script.write_text(dialogue, encoding="ascii")
            options += ("--answer", f"script:{script}")
        return self.program.serve("--cert", "shop", "--starttls", word, "--idle-timeout", "10s", *options)

    def run_client(self, *command, environment=None):
        """(status, standard output, what it complains about)."""
        done = subprocess.run([require(command[0]), *map(str, command[1:])], env=plain_environment(**(environment or {})),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=40, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")

    def assert_through(self, document, word, version=None):
        self.assert_established(document, version)
        self.assertEqual(document["target"]["starttls"], word)
        self.assertEqual([(phase["name"], phase["result"]) for phase in document["phases"][:2]],
                         [("starttls", "done"), ("tls", "done")])
        self.assertTrue(document["clear_dialogue"])
        self.assertEqual(document["findings"], [])

    def test_s_client(self):
        for word in S_CLIENT:
            with self.serve(word) as server:
                for version in ("1.2", "1.3"):
                    with self.subTest(word=word, version=version), \
                            OpensslClient(self.folder, server.port, "-starttls", word, *version_flags(version),
                                          ca=self.ca) as client:
                        report = client.report()
                        client.write("Q\n")
                        client.wait()
                        self.assert_through(server.connection(), word, version)
                        self.assertEqual(report.version, f"TLS {version}")

    def curl(self, word, dialogue, *options):
        with self.serve(word, dialogue=dialogue) as server:
            status, output, said = self.run_client(
                "curl", "--verbose", "--silent", "--show-error", "--ssl-reqd", "--max-time", "20", "--noproxy", "*",
                "--cacert", self.ca.certificate, "--resolve", f"localhost:{server.port}:127.0.0.1", *options,
                f"{word}://localhost:{server.port}/")
            self.assertEqual(status, 0, said)
            self.assert_through(server.connection(), word)
        return output

    def test_curl_sends_mail(self):
        mail = self.folder / "mail"
        mail.write_bytes(b"Subject: hello\r\n\r\nhello\r\n")
        self.curl("smtp", SMTP, "--mail-from", "a@tls-workbench.invalid", "--mail-rcpt", "b@tls-workbench.invalid",
                  "--upload-file", mail)

    def test_curl_reads_mail(self):
        self.assertIn("INBOX", self.curl("imap", IMAP, "--user", "me:secret"))
        self.assertIn("1 10", self.curl("pop3", POP3, "--user", "me:secret"))

    def test_curl_asks_ftp(self):
        self.curl("ftp", FTP, "--head")

    def test_ldapsearch(self):
        with self.serve("ldap", dialogue=LDAP) as server:
            status, _, said = self.run_client(
                "ldapsearch", "-ZZ", "-x", "-o", "nettimeout=20", "-H", f"ldap://127.0.0.1:{server.port}", "-s", "base",
                "-b", "", environment={"LDAPTLS_CACERT": str(self.ca.certificate)})
            self.assertEqual(status, 0, said)
            self.assert_through(server.connection(), "ldap")

    def test_curl_without_tls_is_told(self):
        with self.serve("smtp", "--starttls-timeout", "10s") as server:
            status, _, said = self.run_client("curl", "--silent", "--show-error", "--verbose", "--max-time", "20",
                                              "--mail-from", "a@tls-workbench.invalid", "--mail-rcpt",
                                              "b@tls-workbench.invalid", f"smtp://127.0.0.1:{server.port}/")
            self.assertNotEqual(status, 0)
            self.assertIn("530 5.7.0 Must issue a STARTTLS command first", said)
            document = server.connection()
            self.assertEqual(document["result"], "failed")
            self.assert_verdict(document, "client-asked-no-tls", issued_by="peer", phase="starttls")

    def psql(self, port, mode):
        return self.run_client(
            "psql", f"host=localhost hostaddr=127.0.0.1 port={port} user=someone dbname=shop sslmode={mode} "
            f"sslrootcert={self.ca.certificate} connect_timeout=20", "--no-psqlrc", "--command", "select 1")

    def test_psql(self):
        with self.serve("postgres", dialogue=POSTGRES) as server:
            status, _, said = self.psql(server.port, "verify-full")
            self.assertEqual(status, 0, said)
            self.assert_through(server.connection(), "postgres")
            status, _, said = self.psql(server.port, "disable")
            self.assertNotEqual(status, 0)
            self.assertIn("this server takes connections with TLS only", said)
            self.assert_verdict(server.connection(), "client-asked-no-tls", issued_by="peer", phase="starttls")

    def mariadb(self, port, *options):
        return self.run_client("mariadb", "--no-defaults", "--protocol=tcp", "--host=localhost", f"--port={port}",
                               "--user=someone", "--connect-timeout=20", *options, "--execute", "select 1")

    def test_mariadb(self):
        with self.serve("mysql", dialogue=MYSQL) as server:
            status, _, said = self.mariadb(server.port, f"--ssl-ca={self.ca.certificate}", "--ssl-verify-server-cert")
            self.assertEqual(status, 0, said)
            self.assert_through(server.connection(), "mysql")
            status, _, said = self.mariadb(server.port, "--skip-ssl")
            self.assertNotEqual(status, 0)
            self.assertTrue(re.search(r"3159.*use TLS", said), said)
            self.assert_verdict(server.connection(), "client-asked-no-tls", issued_by="peer", phase="starttls")

    def test_status(self):
        """A client that does not ask is a failure of the run."""
        with self.serve("postgres", "--count", "1") as server:
            self.psql(server.port, "disable")
            server.connection()
            self.assertEqual(server.wait(), TEST_FAILED)


if __name__ == "__main__":
    unittest.main()
