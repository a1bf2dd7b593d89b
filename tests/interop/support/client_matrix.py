"""The server against one client: versions × key types × client certificates × ALPN × resumption × OCSP staple.

A test file has a class with `make_client`; the loop is here. After each connection the server's JSON has to agree with
what the client itself says.
"""

import concurrent.futures
import itertools
import re

from support.case import InteropCase
from support.client_talk import Ask

PROTOCOL, OTHER_PROTOCOL = "http/1.1", "imap"
HANDSHAKE_FAILURE, CERTIFICATE_REQUIRED, NO_APPLICATION_PROTOCOL = 40, 116, 120
# How clients write the alerts; RFC 8446 §6.2 and RFC 7301 §3.2 have the numbers.
_ALERT_WORDS = {HANDSHAKE_FAILURE: r"handshake.?fail", CERTIFICATE_REQUIRED: r"certificate.(is.)?required",
                NO_APPLICATION_PROTOCOL: r"no.(common.|supported.)?application.protocol"}
_KEY_OPTIONS = {"RSA": ("--key", "rsa:2048"), "EC": ("--key", "ec:P-256"), "Ed25519": ("--key", "ed25519")}


class ClientMatrix:
    """Mixed into an InteropCase by `matrix_of`, so that the loop itself is no test."""

    @classmethod
    def make_certificates(cls):
        # Servers stand below an intermediate: curl wants a staple's signer among the certificates that it is sent.
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.issuers = {"server": cls.store_pki.make("middle", "intermediate", "ca"), "client": cls.ca}
        cls.servers, cls.clients, cls.staples = {}, {}, {}
        for key in cls.client_class.keys:
            cls.servers[key] = cls.make_certificate(key, "server")
            cls.clients[key] = cls.make_certificate(key, "client")
            cls.staples[key] = cls.folder / f"{cls.servers[key].name}.der"
            cls.program.run("store", "ocsp", cls.servers[key].name, "--out", cls.staples[key])
        cls.running = {}
        cls.addClassCleanup(cls.stop_servers)
        cls.client = cls.client_class(cls.folder, cls.ca)
        cls.addClassCleanup(cls.client.close)

    @classmethod
    def make_certificate(cls, key, kind):
        name = f"{kind}-{key.lower()}"
        if key in _KEY_OPTIONS:
            return cls.store_pki.make(name, kind, cls.issuers[kind].name, *_KEY_OPTIONS[key])
        # The store makes no keys that are for RSA-PSS only, but it takes them.
        material = cls.openssl_pki.make(name, kind, cls.issuers[kind], key="rsa-pss:2048")
        both = cls.folder / f"{name}-both.pem"
        both.write_text(material.chain.read_text() + material.key.read_text())
        cls.program.store("import", both, "--name", name)
        return material

    def server(self, key, demand, protocol):
        """The one of this kind; it runs on for the tests that follow."""
        if (key, demand, protocol) not in self.running:
            trust = ("--trust", self.ca.certificate) if demand != "none" else ()
            self.running[key, demand, protocol] = self.program.serve(
                "--cert", self.servers[key].name, "--tls", "all", "--answer", "http", "--alpn", protocol, "--ocsp",
                self.staples[key], "--client-cert", demand, *trust)
        return self.running[key, demand, protocol]

    @classmethod
    def stop_servers(cls):
        """All at once: each takes a while to say goodbye."""
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda server: server.stop(), cls.running.values()))

    def each(self, demand, check, protocol=PROTOCOL):
        """check(server, key, version) for all that both speak."""
        for key, version in itertools.product(self.client.keys, self.client.versions):
            if self.client.speaks(version, key):
                with self.subTest(client=self.client.name, key=key, version=version, demand=demand):
                    try:
                        check(self.server(key, demand, protocol), key, version)
                    except BaseException:
                        # Connections that nobody asked about are left in it.
                        self.running.pop((key, demand, protocol)).stop()
                        raise

    def ask(self, server, key, version, **more):
        """With the application protocol, where the client knows any."""
        protocols = (PROTOCOL,) if self.client.offers_protocols else ()
        return Ask(server.port, version, key, **{"protocols": protocols, **more})

    @staticmethod
    def document(server, said):
        """Of the connection that this was said about."""
        while True:
            document = server.connection()
            if said.port in (None, document["peer"]["port"]):
                return document

    def check_accepted(self, demand, given):
        """A full handshake and a resumed one with an application protocol, then one without and with a staple."""
        def check(server, key, version):
            own = self.clients[key] if given else None
            subject = self.clients[key].name if given and demand != "none" else None
            for said, resumed in zip(self.client.talk(self.ask(server, key, version, own=own, connections=2)),
                                     (False, True), strict=True):
                self.assert_agree(said, self.document(server, said), version, subject, self.client.offers_protocols, resumed)
            said, = self.client.talk(self.ask(server, key, version, own=own, protocols=(), staple=True))
            self.assert_agree(said, self.document(server, said), version, subject,
                              self.client.always_offers_protocols, False)
            if self.client.tells_staple:
                self.assertTrue(said.staple, said.words)
        self.each(demand, check)

    def assert_agree(self, said, document, version, subject, with_protocol, resumed):
        """The document of the server, what the client says, and what is wanted: all three the same."""
        self.assertTrue(said.established, f"{said.words}\n{document['findings']}")
        self.assert_established(document, version)
        negotiated = document["negotiated"]
        self.assertEqual(said.version, negotiated["version"], said.words)
        self.assertEqual(said.suite, self.client.suite_word(negotiated["cipher_suite"]), said.words)
        self.assertEqual(negotiated["alpn"], PROTOCOL if with_protocol else None)
        self.assertEqual(document["target"]["sni"], "localhost")
        if said.protocol is not None:
            self.assertEqual(said.protocol, negotiated["alpn"] or "", said.words)
        if said.resumed is not None:
            self.assertEqual((said.resumed, negotiated["resumed"]), (resumed, resumed), said.words)
        if said.staple is not None and not resumed:
            self.assertEqual(said.staple, bool((document["ocsp_staple"] or {}).get("present")), said.words)
        self.assert_subject(document, subject, resumed)

    def assert_subject(self, document, subject, resumed=False):
        self.assertEqual(document["negotiated"]["client_certificate"], subject is not None)
        if resumed:  # no certificate comes, the one of the session stands for it
            self.assertEqual(document["certificates"], [])
            self.assertEqual([one["subject"] for one in document["session_certificates"]],
                             [f"CN={subject}"] if subject else [])
        elif subject:
            self.assertEqual(document["certificates"][0]["subject"], f"CN={subject}")
            self.assertTrue(document["verification"]["trusted"])
        else:
            self.assertEqual(document["certificates"], [])

    def check_refused(self, said, document, alert, finding, phase, heard=True):
        """Both ends know the alert; the server says why it sent it."""
        self.assertFalse(said.established, said.words)
        if heard:
            self.assertRegex(said.words, re.compile(rf"{_ALERT_WORDS[alert]}|\balert {alert}\b", re.IGNORECASE))
        self.assertEqual(document["result"], "failed")
        self.assertEqual(self.sent_alerts(document), [alert])
        self.assert_verdict(document, finding, issued_by="local", phase=phase)

    def test_not_asked(self):
        self.check_accepted("none", given=True)

    def test_asked_and_given(self):
        self.check_accepted("request", given=True)

    def test_asked_and_withheld(self):
        self.check_accepted("request", given=False)

    def test_required_and_given(self):
        self.check_accepted("require", given=True)

    def test_required_and_withheld(self):
        def check(server, key, version):
            said, = self.client.talk(self.ask(server, key, version))
            new = version == "1.3"
            alert, word = (CERTIFICATE_REQUIRED, "tls13") if new else (HANDSHAKE_FAILURE, "tls12")
            self.check_refused(said, self.document(server, said), alert, f"client-certificate-missing-{word}", "certificate",
                               heard=new or self.client.hears_alerts_while_it_writes)
        self.each("require", check)

    def test_no_common_application_protocol(self):
        def check(server, key, version):
            said, = self.client.talk(self.ask(server, key, version))
            self.check_refused(said, self.document(server, said), NO_APPLICATION_PROTOCOL, "alpn-no-overlap", "tls")
        if self.client.offers_protocols:
            self.each("none", check, OTHER_PROTOCOL)


def matrix_of(client_class):
    """The base of a test class: the loop for this client."""
    return type(f"{client_class.__name__}Matrix", (ClientMatrix, InteropCase), {"client_class": client_class})
