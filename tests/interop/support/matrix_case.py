"""Our client against one real server in every situation, and the JSON next to the server's own word for it."""

from support import names
from support.case import InteropCase
from support.program import DONE


def missing_client_certificate(version):
    return "client-certificate-missing-tls13" if version == "1.3" else "client-certificate-missing-tls12"


class MatrixCase(InteropCase):
    """The tests of one server. A subclass makes it in `peer`; imported with its module, as it is no test by itself."""

    VERSIONS = names.VERSIONS
    DIALOGUE = ("--send", "abc\\n", "--expect", "abc")
    UNTRUSTED = "intermediate-missing"  # the root is not sent along, so that it might be one that stands below another
    # How the server's log tells that our client refused its certificate, by the number of the alert.
    REFUSED = {}
    # OpenSSL sends that alert in clear in TLS 1.3, which RFC 8446 appendix A.1 lets it: how the log of a server tells that
    # does not read it then; empty: it does read it.
    CLEAR_ALERT = ""
    # How the server's log tells of a client certificate; empty: by its subject.
    GIVEN = ""
    # How the server's log tells that it missed a client certificate.
    MISSED = ""

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.other_ca = cls.store_pki.make("other-ca", "ca")
        # RSA, since every server takes that; for the name alone, so that the address is a wrong one.
        cls.server = cls.store_pki.make("server", "server", "ca", "--key", "rsa:2048", "--san", "dns:localhost")
        cls.client = cls.store_pki.make("matrix-client", "client", "ca", "--key", "rsa:2048")

    def peer(self, ca=None):
        """The running server with `cls.server`; `ca`: it demands a client certificate of this issuer."""
        raise NotImplementedError

    def cipher(self, suite):
        """What the server calls a suite with IANA's name."""
        return suite

    def connect(self, peer, version, *options, host="localhost", trust=None):
        return self.program.connect(f"{host}:{peer.port}", "--trust", (trust or self.ca).certificate, "--tls", version,
                                    *self.DIALOGUE, *options)

    def assert_agree(self, peer, document, subject="", resumed=False):
        """Both ends say the same of an established connection."""
        report, negotiated = peer.next_report(), document["negotiated"]
        self.assertEqual(report.version, negotiated["version"])
        self.assertEqual(report.suite, self.cipher(negotiated["cipher_suite"]))
        self.assertEqual((report.resumed, negotiated["resumed"]), (resumed, resumed))
        self.assertEqual(negotiated["client_certificate"], bool(subject))
        if subject:
            self.assertIn(self.GIVEN or subject, report.subject)
        else:
            self.assertEqual(report.subject, "")

    def assert_refused(self, peer, version, finding, alert, **options):
        """Our client refuses the certificate, and the server has heard why."""
        status, document = self.connect(peer, version, **options)
        self.assert_failed(status, document)
        self.assert_verdict(document, finding, issued_by="local", phase="certificate")
        self.assertEqual(self.sent_alerts(document), [alert])
        self.assertNotIn("data", [phase["name"] for phase in document["phases"]])
        clear = version == "1.3"
        sent = [message["encrypted"] for message in document["messages"] if message["content_type"] == "alert"]
        self.assertEqual(sent, [False])
        self.assertEqual("left unencrypted" in document["findings"][0]["cause"], clear)
        if clear and self.CLEAR_ALERT:
            self.assertIn(self.CLEAR_ALERT, document["findings"][0]["cause"])
            peer.next_match(self.CLEAR_ALERT)
        else:
            peer.next_match(self.REFUSED[alert])

    def assert_withheld(self, peer, version, status, document):
        """The server demanded a certificate and got none."""
        self.assert_failed(status, document)
        self.assert_verdict(document, missing_client_certificate(version), issued_by="peer", phase="certificate")
        self.assertFalse(document["negotiated"]["client_certificate"])
        peer.next_match(self.MISSED)

    def test_versions(self):
        with self.peer() as peer:
            for version in self.VERSIONS:
                with self.subTest(version=version):
                    status, document = self.connect(peer, version)
                    self.assert_clean(status, document, version)
                    self.assert_agree(peer, document)

    def test_wrong_name(self):
        with self.peer() as peer:
            for version in self.VERSIONS:
                with self.subTest(version=version):
                    self.assert_refused(peer, version, "hostname-mismatch", alert=42, host="127.0.0.1")

    def test_untrusted(self):
        with self.peer() as peer:
            for version in self.VERSIONS:
                with self.subTest(version=version):
                    self.assert_refused(peer, version, self.UNTRUSTED, alert=48, trust=self.other_ca)

    def test_client_certificate(self):
        with self.peer(self.ca) as peer:
            for version in self.VERSIONS:
                with self.subTest(version=version):
                    status, document = self.connect(peer, version, "--cert", self.client.name)
                    self.assert_clean(status, document, version)
                    self.assert_agree(peer, document, subject=self.client.name)

    def test_client_certificate_withheld(self):
        with self.peer(self.ca) as peer:
            for version in self.VERSIONS:
                with self.subTest(version=version):
                    self.assert_withheld(peer, version, *self.connect(peer, version))

    def test_resumption(self):
        with self.peer() as peer:
            for version in self.VERSIONS:
                session = self.folder / f"session-{version}.pem"
                for resumed in (False, True):
                    with self.subTest(version=version, resumed=resumed):
                        status, document = self.connect(peer, version, "--session-file", session)
                        self.assert_established(document, version)
                        self.assertEqual(status, DONE)
                        self.assert_agree(peer, document, resumed=resumed)
