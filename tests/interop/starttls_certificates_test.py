"""Our client against real servers that come from clear to TLS in their own protocol: client certificates that they
demand, and sessions taken up again."""

import hashlib
import ssl
import unittest

from support import starttls_case
from support.matrix_case import missing_client_certificate
from support.program import DONE
from support.starttls_case import VERSIONS
from support.starttls_peers import Dovecot, MariaDb, Postfix, Postgres, Prosody, Slapd, Vsftpd


class StarttlsCertificatesTest(starttls_case.StarttlsCase):
    @classmethod
    def make_certificates(cls):
        super().make_certificates()
        cls.client = cls.store_pki.make("client", "client", "ca", "--key", "rsa:2048")
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(cls.client.certificate.read_text())).digest()
        cls.words = {"name": cls.client.name, "digest": " ".join(map(str, digest))}

    def check_given(self, peer, word, version, *dialogue):
        status, document = self.connect(word, peer.ports[word], "--tls", version, "--cert", self.client.name, *dialogue)
        self.assert_through(status, document, version)
        self.assertTrue(document["negotiated"]["client_certificate"])
        if peer.logged_certificate:
            peer.next_match(peer.logged_certificate.format(**self.words))

    def check_withheld(self, peer, word, version, *dialogue):
        status, document = self.connect(word, peer.ports[word], "--tls", version, *dialogue)
        self.assertFalse(document["negotiated"]["client_certificate"])
        self.assertIn("certificate_request", [message["type"] for message in document["messages"]])
        if peer.refuses_missing:
            self.assert_failed(status, document)
            self.assert_verdict(document, missing_client_certificate(version), issued_by="peer", phase="certificate")
        else:
            self.assert_through(status, document, version)
        if peer.logged_missing and word != "lmtp":  # LMTP's log does not speak of it
            peer.next_match(peer.logged_missing)

    def check_certificates(self, peer, given=(), withheld=()):
        for word in peer.ports:
            for version in VERSIONS:
                with self.subTest(word=word, version=version, certificate="given"):
                    self.check_given(peer, word, version, *given)
                with self.subTest(word=word, version=version, certificate="withheld"):
                    self.check_withheld(peer, word, version, *withheld)

    def check_sessions(self, peer, taken_up=True):
        """The second connection takes up the session of the first, or the server never does that."""
        for word, port in peer.ports.items():
            for version in VERSIONS:
                session = self.folder / f"{word}-{version}.pem"
                for second in (False, True):
                    with self.subTest(word=word, version=version, second=second):
                        status, document = self.connect(word, port, "--tls", version, "--session-file", session)
                        self.assert_established(document, version)
                        self.assertEqual(status, DONE)
                        self.assertEqual(document["negotiated"]["resumed"], second and taken_up)
                        self.assertEqual(bool(document["certificates"]), not (second and taken_up))
                if peer.logged_reuse:
                    peer.next_match(peer.logged_reuse)

    def test_postfix(self):
        with Postfix(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)
        with Postfix(self.folder, self.material) as peer:
            self.check_sessions(peer)

    def test_dovecot(self):
        with Dovecot(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)
        with Dovecot(self.folder, self.material) as peer:
            self.check_sessions(peer)

    def test_vsftpd(self):
        with Vsftpd(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)
        with Vsftpd(self.folder, self.material) as peer:
            self.check_sessions(peer)

    def test_slapd(self):
        with Slapd(self.folder, self.material, ca=self.ca) as peer:
            for version in VERSIONS:
                with self.subTest(version=version, certificate="given"):
                    self.check_given(peer, "ldap", version, "--send-hex", peer.bind, "--expect", peer.bound)
            for version in VERSIONS:
                self.check_withheld(peer, "ldap", version)
        with Slapd(self.folder, self.material) as peer:
            # It gives GnuTLS neither a store of sessions nor a key for tickets.
            self.check_sessions(peer, taken_up=False)

    def test_prosody(self):
        with Prosody(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)
        with Prosody(self.folder, self.material) as peer:
            # It switches tickets off and makes a context for each connection, so that it knows no session again.
            self.check_sessions(peer, taken_up=False)

    def test_postgres(self):
        with Postgres(self.folder, self.material, ca=self.ca) as peer:
            hello = ("--send-hex", peer.startup, "--expect")
            self.check_certificates(peer, (*hello, "server_version"), (*hello, "requires a valid client certificate"))
        with Postgres(self.folder, self.material) as peer:
            # It switches off tickets and its cache, as each connection has a process of its own.
            self.check_sessions(peer, taken_up=False)

    def test_mariadb(self):
        with MariaDb(self.folder, self.material, ca=self.ca) as peer:
            login = ("--send-hex", peer.query("shopper", "select concat('in as ', user())"), "--expect")
            self.check_certificates(peer, (*login, "in as shopper@"), (*login, "Access denied for user 'shopper'"))
        with MariaDb(self.folder, self.material) as peer:
            # Its Ssl_sessions_reused stays at 0 even then.
            self.check_sessions(peer)


if __name__ == "__main__":
    unittest.main()
