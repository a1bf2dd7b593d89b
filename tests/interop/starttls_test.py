"""Our client against real servers that come from clear to TLS in their own protocol: SMTP, IMAP, POP3, ManageSieve, LMTP,
FTP, NNTP, LDAP, XMPP, PostgreSQL, MySQL, IRC and RDP."""

import unittest

from support import starttls_case
from support.program import USAGE
from support.starttls_case import VERSIONS
from support.starttls_peers import (Dovecot, Inspircd, MariaDb, Nnrpd, Postfix, Postgres, Prosody, Slapd, Vsftpd, Xrdp)


class StarttlsTest(starttls_case.StarttlsCase):
    def check_server(self, peer, *options, log=True):
        """Every version, a wrong name and an untrusted issuer, with the server's own word on the version."""
        for word, port in peer.ports.items():
            for version in VERSIONS:
                with self.subTest(word=word, version=version):
                    status, document = self.connect(word, port, "--tls", version, *options)
                    self.assert_through(status, document, version)
                    self.assertEqual(document["target"]["starttls"], word)
                    self.assertTrue(document["clear_dialogue"])
                    if log and peer.logged_version and word != "lmtp":
                        peer.wait_for(peer.logged_version.format(version=version.replace(".", r"\.")))
            with self.subTest(word=word, fault="wrong name"):
                status, document = self.connect(word, port, "--sni", "localhost", host="127.0.0.1")
                self.assert_failed(status, document)
                self.assert_verdict(document, "hostname-mismatch", issued_by="local", phase="certificate")
                self.assertEqual(self.phases(document)["starttls"], "done")
            with self.subTest(word=word, fault="untrusted"):
                status, document = self.connect(word, port, trust=False)
                self.assert_failed(status, document)
                self.assertIn(48, self.sent_alerts(document))
                self.assertEqual(self.phases(document)["starttls"], "done")

    def assert_refused(self, word, port, finding):
        status, document = self.connect(word, port)
        self.assert_failed(status, document)
        self.assertEqual(self.phases(document)["starttls"], "failed")
        self.assert_verdict(document, finding, issued_by="peer", phase="starttls")

    def assert_other_protocol(self, word, port, other):
        status, document = self.connect(word, port)
        self.assert_failed(status, document)
        self.assert_verdict(document, "starttls-wrong-protocol", issued_by="local", phase="starttls")
        self.assertIn(other, document["findings"][0]["cause"])

    def test_postfix(self):
        with Postfix(self.folder, self.material) as peer:
            self.check_server(peer)
            self.assert_other_protocol("imap", peer.ports["smtp"], "SMTP")
            self.assert_other_protocol("lmtp", peer.ports["smtp"], "SMTP")

    def test_dovecot(self):
        with Dovecot(self.folder, self.material) as peer:
            self.check_server(peer)
            self.assert_other_protocol("pop3", peer.ports["imap"], "IMAP")
            self.assert_other_protocol("smtp", peer.ports["sieve"], "ManageSieve")

    def test_vsftpd(self):
        with Vsftpd(self.folder, self.material) as peer:
            self.check_server(peer)
            self.assert_other_protocol("smtp", peer.ports["ftp"], "FTP")
        with Vsftpd(self.folder, self.material, tls=False) as peer:
            self.assert_refused("ftp", peer.ports["ftp"], "starttls-refused")

    def test_nnrpd(self):
        with Nnrpd(self.folder, self.material) as peer:
            self.check_server(peer, "--send", "DATE\\r\\n", "--expect", "111 ")
            self.assert_other_protocol("smtp", peer.ports["nntp"], "NNTP")
        with Nnrpd(self.folder, None) as peer:
            self.assert_refused("nntp", peer.ports["nntp"], "starttls-refused")

    def test_slapd(self):
        with Slapd(self.folder, self.material) as peer:
            self.check_server(peer)
        with Slapd(self.folder, None) as peer:
            self.assert_refused("ldap", peer.ports["ldap"], "starttls-not-offered")

    def test_prosody(self):
        with Prosody(self.folder, self.material) as peer:
            self.check_server(peer)
            status, document = self.connect("xmpp", peer.ports["xmpp"], "--sni", "elsewhere.test")
            self.assert_failed(status, document)
            self.assert_verdict(document, "starttls-refused", issued_by="peer", phase="starttls")
            self.assertIn("host-unknown", document["findings"][0]["cause"])

    def test_postgres(self):
        with Postgres(self.folder, self.material) as peer:
            self.check_server(peer, "--send-hex", peer.startup, "--expect", "server_version")
        with Postgres(self.folder, self.material, tls=False) as peer:
            self.assert_refused("postgres", peer.ports["postgres"], "starttls-not-offered")

    def test_mariadb(self):
        with MariaDb(self.folder, self.material) as peer:
            self.check_server(peer)
            for version in VERSIONS:
                self.assertEqual(peer.version_of_own_client(version), version)
            self.assert_other_protocol("smtp", peer.ports["mysql"], "MySQL")
        with MariaDb(self.folder, None) as peer:
            self.assert_refused("mysql", peer.ports["mysql"], "starttls-not-offered")

    def test_inspircd(self):
        with Inspircd(self.folder, self.material) as peer:
            self.check_server(peer)

    def test_xrdp(self):
        with Xrdp(self.folder, self.material) as peer:
            self.check_server(peer)
        with Xrdp(self.folder, self.material, layer="rdp") as peer:
            self.assert_refused("rdp", peer.ports["rdp"], "starttls-not-offered")

    def test_row23_script(self):
        script = self.folder / "script"
        script.write_text("expect 220\nsend EHLO me\\r\\n\nexpect 250 \nsend STARTTLS\\r\\n\nexpect 220\n")
        with Postfix(self.folder, self.material) as peer:
            status, document = self.connect(f"script:{script}", peer.ports["smtp"])
            self.assert_clean(status, document, "1.3")
            said = [line["text"] for line in document["clear_dialogue"] if line["direction"] == "sent"]
            self.assertEqual(said, ["EHLO me\r\n", "STARTTLS\r\n"])

    def test_words_without_a_way(self):
        for word, told in (("mqtt", "8883"), ("gopher", "smtp"), ("manual", "script:")):
            outcome = self.program.run("connect", "localhost", "--starttls", word)
            self.assertEqual(outcome.status, USAGE)
            self.assertIn(told, outcome.stderr)


if __name__ == "__main__":
    unittest.main()
