"""Our client against real servers for mail and news: SMTP, IMAP, POP3, ManageSieve, LMTP and NNTP."""

import unittest

from support import starttls_case
from support.program import USAGE
from support.starttls_mail_peers import Dovecot, Nnrpd, Postfix


class StarttlsMailTest(starttls_case.StarttlsCase):
    def test_postfix(self):
        with Postfix(self.folder, self.material, self.ca) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            self.check_certificates(peer)
            self.assert_other_protocol("imap", peer.ports["smtp"], "SMTP")
            self.assert_other_protocol("lmtp", peer.ports["smtp"], "SMTP")
            self.check_row23_script(peer)
        with Postfix(self.folder, self.material, self.ca, demand=True) as peer:
            self.check_certificates(peer, versions=("1.2", "1.3"))

    def check_row23_script(self, peer):
        script = self.folder / "script"
        script.write_text("expect 220\nsend EHLO me\\r\\n\nexpect 250 \nsend STARTTLS\\r\\n\nexpect 220\n")
        status, document = self.connect(f"script:{script}", peer.ports["smtp"])
        self.assert_clean(status, document, "1.3")
        said = [line["text"] for line in document["clear_dialogue"] if line["direction"] == "sent"]
        self.assertEqual(said, ["EHLO me\r\n", "STARTTLS\r\n"])

    def test_dovecot(self):
        with Dovecot(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            self.assert_other_protocol("pop3", peer.ports["imap"], "IMAP")
            self.assert_other_protocol("smtp", peer.ports["sieve"], "ManageSieve")
        with Dovecot(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)

    def test_nnrpd(self):
        with Nnrpd(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            self.assert_other_protocol("smtp", peer.ports["nntp"], "NNTP")
        with Nnrpd(self.folder, None) as peer:
            self.assert_not_offered(peer, "starttls-refused")

    def test_words_without_a_way(self):
        for word, told in (("mqtt", "8883"), ("gopher", "smtp"), ("manual", "script:")):
            outcome = self.program.run("connect", "localhost", "--starttls", word)
            self.assertEqual(outcome.status, USAGE)
            self.assertIn(told, outcome.stderr)


if __name__ == "__main__":
    unittest.main()
