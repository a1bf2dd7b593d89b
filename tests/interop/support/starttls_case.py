"""Our client against servers that come from clear to TLS in their own protocol, in every situation, and the JSON next to
the server's own word for it."""

import hashlib
import itertools
import ssl

from support import names
from support.case import InteropCase
from support.matrix_case import missing_client_certificate
from support.program import DONE


class StarttlsCase(InteropCase):
    """What the tests of one server are made of; a peer stands for each situation, and all connections of it go there."""

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        # RSA, since every server takes that; for the name alone, so that the address is a wrong one.
        cls.material = cls.store_pki.make("server", "server", "ca", "--key", "rsa:2048", "--san", "dns:localhost")
        cls.client = cls.store_pki.make("client", "client", "ca", "--key", "rsa:2048")
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(cls.client.certificate.read_text())).digest()
        cls.words = {"name": cls.client.name, "digest": " ".join(map(str, digest))}

    def connect(self, word, port, *options, host="localhost", trust=True):
        trusted = ("--trust", self.ca.certificate) if trust else ()
        return self.program.connect(f"{host}:{port}", "--starttls", word, "--starttls-timeout", "20s", "--timeout",
                                    "30s", *trusted, *options)

    def phases(self, document):
        return {phase["name"]: phase["result"] for phase in document["phases"]}

    def types(self, document):
        return [message["type"] for message in document["messages"]]

    def assert_through(self, status, document, version):
        """The whole way: explicit TLS, and nothing to say but what a server's choice of group brings about."""
        self.assertEqual(status, DONE)
        self.assert_established(document, version)
        # Some servers prefer another group than the first key share is of.
        self.assertLessEqual({finding["id"] for finding in document["findings"]}, {"hello-retry-request"})
        self.assertEqual(self.phases(document)["starttls"], "done")

    def assert_agree(self, peer, word, document, resumed=False):
        """Both ends say the same of an established connection, as far as the server says something."""
        report = peer.next_report(word, document)
        self.assertEqual((report.version, report.suite), peer.in_its_words(document["negotiated"]))
        self.assertEqual(document["negotiated"]["resumed"], resumed)
        if report.resumed is not None:
            self.assertEqual(report.resumed, resumed)

    def assert_refused(self, peer, word, version, finding, alert, **options):
        """Our client refuses the certificate, and the server has heard so."""
        status, document = self.connect(word, peer.ports[word], "--tls", version, "--sni", "localhost", **options)
        self.assert_failed(status, document)
        self.assert_verdict(document, finding, issued_by="local", phase="certificate")
        self.assertEqual(document["negotiated"]["version"], f"TLS {version}")
        self.assertEqual(self.sent_alerts(document), [alert])
        self.assertEqual(self.phases(document)["starttls"], "done")
        if peer.logged_refusals:
            peer.next_match(peer.logged_refusals[alert])

    def check_server(self, peer):
        """Without a client certificate; a wrong name; an untrusted issuer."""
        for word, version in itertools.product(peer.ports, names.VERSIONS):
            with self.subTest(word=word, version=version):
                status, document = self.connect(word, peer.ports[word], "--tls", version, *peer.dialogue(word))
                self.assert_through(status, document, version)
                self.assertEqual(document["target"]["starttls"], word)
                self.assertTrue(document["clear_dialogue"])
                if peer.never_asks:
                    self.assertNotIn("certificate_request", self.types(document))
                self.assert_agree(peer, word, document)
                self.assert_refused(peer, word, version, "hostname-mismatch", 42, host="127.0.0.1")
                self.assert_refused(peer, word, version, peer.untrusted, 48, trust=False)

    def check_sessions(self, peer):
        """The second connection takes up the session of the first, or the server never does that."""
        for word, version, second in itertools.product(peer.ports, names.VERSIONS, (False, True)):
            with self.subTest(word=word, version=version, second=second):
                session = self.folder / f"{type(peer).__name__}-{word}-{version}.pem"
                dialogue = peer.dialogue(word) if peer.resumes else ()
                status, document = self.connect(word, peer.ports[word], "--tls", version, "--session-file", session,
                                                *dialogue)
                self.assert_established(document, version)
                self.assertEqual(status, DONE)
                resumed = second and peer.resumes
                self.assertEqual(document["negotiated"]["resumed"], resumed)
                self.assertEqual(bool(document["certificates"]), not resumed)
                if peer.resumes:
                    self.assert_agree(peer, word, document, resumed)

    def check_certificates(self, peer, given=(), withheld=(), versions=names.VERSIONS):
        """A client certificate, given and not; `given` and `withheld`: what is said then, and what answer is expected."""
        for pattern in (peer.logged_certificate.format(**self.words), peer.logged_missing):
            peer.skip_matches(pattern)
        for word, version in itertools.product(peer.ports, versions):
            with self.subTest(word=word, version=version, certificate="given"):
                self.check_given(peer, word, version, *given)
            with self.subTest(word=word, version=version, certificate="withheld"):
                self.check_withheld(peer, word, version, *withheld)

    def check_given(self, peer, word, version, *dialogue):
        status, document = self.connect(word, peer.ports[word], "--tls", version, "--cert", self.client.name, *dialogue)
        self.assert_through(status, document, version)
        self.assertTrue(document["negotiated"]["client_certificate"])
        if peer.logged_certificate:
            peer.next_match(peer.logged_certificate.format(**self.words))

    def check_withheld(self, peer, word, version, *dialogue):
        status, document = self.connect(word, peer.ports[word], "--tls", version, *dialogue)
        self.assertFalse(document["negotiated"]["client_certificate"])
        self.assertIn("certificate_request", self.types(document))
        if peer.refuses_missing:
            self.assert_failed(status, document)
            self.assert_verdict(document, missing_client_certificate(version), issued_by="peer", phase="certificate")
        else:
            self.assert_through(status, document, version)
        if peer.logged_missing and word != "lmtp":
            peer.next_match(peer.logged_missing)

    def assert_not_offered(self, peer, finding):
        """A server without TLS says no in its own protocol."""
        for word, port in peer.ports.items():
            status, document = self.connect(word, port)
            self.assert_failed(status, document)
            self.assertEqual(self.phases(document)["starttls"], "failed")
            self.assert_verdict(document, finding, issued_by="peer", phase="starttls")

    def assert_other_protocol(self, word, port, other):
        """Asked in another protocol than its own."""
        status, document = self.connect(word, port)
        self.assert_failed(status, document)
        self.assert_verdict(document, "starttls-wrong-protocol", issued_by="local", phase="starttls")
        self.assertIn(other, document["findings"][0]["cause"])
