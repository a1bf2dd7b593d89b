"""What a server can be told about its handshakes, as s_client and gnutls-cli see it."""

import contextlib
import socket
import ssl
import unittest

from support import names
from support.case import InteropCase
from support.dtls_peers import gnutls_client, openssl_client
from support.gnutls_peer import GnutlsClient
from support.openssl_peer import OpensslClient, version_flags
from support.program import LIMIT


class CertificatesSideBySideTest(InteropCase):
    """RSA, ECDSA and Ed25519 for one name: the client's signature algorithms decide."""

    KEYS = {"EC P-256": ("ec:P-256", "ECDSA+SHA256", "ECDSA|ecdsa_secp256r1_sha256"),
            "RSA 2048": ("rsa:2048", "RSA-PSS+SHA256:RSA+SHA256", "RSA-PSS|rsa_pss_rsae_sha256"),
            "Ed25519": ("ed25519", "ed25519", "ed25519|Ed25519")}

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca", None, "--key", "rsa:2048")
        for key, (kind, _, _) in cls.KEYS.items():
            cls.store_pki.make(key, "server", "ca", "--key", kind)
        cls.entries = [argument for key in cls.KEYS for argument in ("--cert", key)]

    def test_over_tcp(self):
        for version in ("1.2", "1.3"):
            with self.program.serve("--tls", version, *self.entries) as server:
                for key, (_, schemes, told) in self.KEYS.items():
                    with self.subTest(version=version, key=key), \
                            OpensslClient(self.folder, server.port, "-sigalgs", schemes, *version_flags(version),
                                          ca=self.ca) as client:
                        client.wait_for(f"^Peer signature type: ({told})$")
                        client.write("Q\n")
                        self.assert_sent(server.connection(), key)

    def assert_sent(self, document, key):
        self.assert_established(document)
        self.assertEqual((document["own_certificate"]["entry"], document["own_certificate"]["key"]), (key, key))

    def test_over_udp(self):
        with self.program.serve("--udp", *self.entries) as server:
            openssl_client(self.folder, server.port, self.ca, "1.2", "-sigalgs", "RSA-PSS+SHA256:RSA+SHA256")
            self.assert_sent(server.connection(), "RSA 2048")
            openssl_client(self.folder, server.port, self.ca, "1.2", "-sigalgs", "ECDSA+SHA256:RSA+SHA256")
            self.assert_sent(server.connection(), "EC P-256")


class UnknownNamesTest(InteropCase):
    """Names that no certificate is for."""

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("shop", "server", "ca", "--san", "dns:shop.test,dns:localhost")

    def client(self, server, name, version):
        return OpensslClient(self.folder, server.port, "-state", "-servername", name, *version_flags(version), ca=self.ca)

    def finish(self, client):
        client.report()
        client.write("Q\n")
        client.wait()
        return client.output()

    def findings(self, document):
        return [finding["id"] for finding in document["findings"]]

    def test_warn(self):
        for version in ("1.2", "1.3"):
            with self.program.serve("--cert", "shop", "--unknown-names", "warn", "--tls", version) as server:
                with self.client(server, "other.test", version) as client:
                    said = self.finish(client)
                document = server.connection()
                self.assert_established(document, version)
                if version == "1.3":  # it has no warnings
                    self.assertEqual(self.findings(document), [])
                    continue
                self.assertIn("SSL3 alert read:warning:unrecognized name", said)
                self.assert_verdict(document, "sni-unknown-warning", issued_by="local", phase="tls", severity="note")
                with self.client(server, "shop.test", version) as client:
                    self.assertNotIn("unrecognized name", self.finish(client))
                self.assertEqual(self.findings(server.connection()), [])

    def test_refuse(self):
        for version in ("1.2", "1.3"):
            with self.program.serve("--cert", "shop", "--unknown-names", "refuse", "--tls", version) as server:
                with self.client(server, "other.test", version) as client:
                    client.wait_for("SSL3 alert read:fatal:unrecognized name")
                document = server.connection()
                self.assertEqual((document["result"], self.sent_alerts(document)), ("failed", [112]))
                self.assert_verdict(document, "sni-refused", issued_by="local", phase="tls")
                with GnutlsClient(self.folder, server.port, "--sni-hostname", "other.test", ca=self.ca,
                                  version=version) as client:
                    client.wait_for("The server name sent was not recognized")
                server.connection()
                with self.client(server, "shop.test", version) as client:
                    self.finish(client)
                self.assert_established(server.connection(), version)

    def test_warn_over_udp(self):
        with self.program.serve("--udp", "--cert", "shop", "--unknown-names", "warn", "--handshake-timeout", "10s") as server:
            gnutls_client(self.folder, server.port, self.ca, "1.2", "--sni-hostname", "other.test")
            self.assert_verdict(server.connection(), "sni-unknown-warning", issued_by="local", phase="tls", severity="note")

    def test_refuse_over_udp(self):
        with self.program.serve("--udp", "--cert", "shop", "--unknown-names", "refuse") as server:
            openssl_client(self.folder, server.port, self.ca, "1.2", "-servername", "shop.test")
            self.assert_established(server.connection())
            self.program.connect(f"127.0.0.1:{server.port}", "--udp", "--sni", "other.test", "--verify", "none")
            self.assert_verdict(server.connection(), "sni-refused", issued_by="local", phase="tls")


class IssuerNamesTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.store_pki.make("other ca", "ca")

    def test_named_or_not(self):
        for version in ("1.2", "1.3"):
            for options, told in (((), "^No client certificate CA names sent"),
                                  (("--issuer-names",), "(?s)^Acceptable client certificate CA names\n.*CN = ?ca\n")):
                with self.subTest(version=version, told=told), \
                        self.program.serve("--cert", "server-ec", "--client-cert", "request", "--trust",
                                           self.ca.certificate, "--tls", version, *options) as server, \
                        OpensslClient(self.folder, server.port, *version_flags(version), ca=self.ca) as client:
                    client.wait_for(told)
                    self.assertNotIn("other ca", client.output())

    def test_gnutls_hears_them(self):
        for version in ("1.2", "1.3"):
            with self.program.serve("--cert", "server-ec", "--client-cert", "require", "--issuer-names", "--tls", version,
                                    "--trust", self.ca.certificate) as server:
                with GnutlsClient(self.folder, server.port, "--verbose", "--x509certfile", self.clients["EC"].certificate,
                                  "--x509keyfile", self.clients["EC"].key, ca=self.ca, version=version) as client:
                    client.wait_for(r"(?s)^- Server's trusted authorities:\n +\[0\]: CN=ca\n")
                    client.report()
                    client.write("over and out\n")
                    client.wait_for("over and out$")
                document = server.connection()
                self.assert_established(document, version)
                self.assertTrue(document["negotiated"]["client_certificate"])



class StaplesTest(InteropCase):
    """One for each certificate, made by the CA in the store."""

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.program.store("revoke", "server-rsa", "--reason", "keyCompromise")

    def test_of_the_store(self):
        with self.program.serve("--cert", "server-ec", "--cert", "server-rsa", "--ocsp", "store") as server:
            for schemes, status in (("ECDSA+SHA256", "good"), ("RSA-PSS+SHA256:RSA+SHA256", "revoked")):
                for version in ("1.2", "1.3"):
                    with self.subTest(status=status, version=version), \
                            OpensslClient(self.folder, server.port, "-status", "-sigalgs", schemes, *version_flags(version),
                                          ca=self.ca) as client:
                        client.wait_for(r"^ *OCSP Response Status: successful \(0x0\)")
                        client.wait_for(f"^ +Cert Status: {status}")
                        client.report()
                        client.write("Q\n")
                        self.assert_established(server.connection(), version)

    def test_of_one_certificate(self):
        with self.program.serve("--cert", "server-ec", "--cert", "server-rsa", "--ocsp", "none", "--ocsp", "store") as server:
            for schemes, said in (("ECDSA+SHA256", "^OCSP response: no response sent"),
                                  ("RSA-PSS+SHA256:RSA+SHA256", "^ +Cert Status: revoked")):
                with self.subTest(said=said), \
                        OpensslClient(self.folder, server.port, "-status", "-sigalgs", schemes, ca=self.ca) as client:
                    client.wait_for(said)


class SessionsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")

    def test_number_and_lifetime_of_tickets(self):
        for version, number, options in (("1.2", 1, ()), ("1.3", 4, ("--tickets", "4"))):
            with self.subTest(version=version), \
                    self.program.serve("--cert", "server", "--tls", version, "--session-lifetime", "90s",
                                       *options) as server, \
                    OpensslClient(self.folder, server.port, "-state", *version_flags(version), ca=self.ca) as client:
                client.report()
                client.write("over and out\n")
                client.wait_for("over and out")  # tickets come before it
                client.wait_for(r"TLS session ticket lifetime hint: 90 \(seconds\)")
                self.assertEqual(client.output().count("TLS read server session ticket"), number)

    def test_tickets_leave_before_a_quick_end_is_noticed(self):
        """The client ends its direction in the segment of its finished, and reads on."""
        for _ in range(5):
            with self.program.serve("--cert", "server", "--tls", "1.3", "--answer", "none") as server:
                rest = self.read_behind_a_quick_end(server.port)
                document = server.connection()
            tickets = [message["length"] for message in document["messages"] if message["type"] == "new_session_ticket"]
            self.assertEqual(len(tickets), 2)
            self.assertGreater(len(rest), sum(tickets))

    def read_behind_a_quick_end(self, port):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = ssl.create_default_context(cafile=self.ca.certificate).wrap_bio(incoming, outgoing,
                                                                              server_hostname="localhost")
        with socket.create_connection(("localhost", port), LIMIT) as stream:
            while True:
                with contextlib.suppress(ssl.SSLWantReadError):
                    tls.do_handshake()
                    break
                stream.sendall(outgoing.read())
                piece = stream.recv(16384)
                self.assertTrue(piece, "the server ended the connection in the handshake")
                incoming.write(piece)
            with contextlib.suppress(ssl.SSLWantReadError):
                tls.unwrap()
            stream.sendall(outgoing.read())
            stream.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: stream.recv(16384), b""))

    def resumes(self, server, version):
        session = self.folder / "session.pem"
        session.unlink(missing_ok=True)
        for option in ("-sess_out", "-sess_in"):
            with OpensslClient(self.folder, server.port, option, session, *version_flags(version), ca=self.ca) as client:
                client.report()
                client.write("over and out\n")
                client.wait_for("over and out")
                client.write("Q\n")
                client.wait()
            server.connection()
            if not session.exists():
                return False  # there was none to keep
        return "\nReused, " in client.output()

    def test_by_ids_or_not(self):
        for options, wanted in (((), True), (("--no-tickets",), True), (("--no-session-ids",), True),
                                (("--no-tickets", "--no-session-ids"), False)):
            with self.subTest(options=options), \
                    self.program.serve("--cert", "server", "--tls", "1.2", *options) as server:
                self.assertEqual(self.resumes(server, "1.2"), wanted)

    def test_keys_change(self):
        for rotation, wanted in (("1h", True), ("1ms", False)):
            for version in ("1.2", "1.3"):
                with self.subTest(rotation=rotation, version=version), \
                        self.program.serve("--cert", "server", "--tls", version, "--no-session-ids",
                                           "--ticket-key-rotation", rotation) as server:
                    self.assertEqual(self.resumes(server, version), wanted)


class HandshakeTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")
        cls.store_pki.make("rsa", "server", "ca", "--key", "rsa:2048")
        cls.store_pki.make("weak", "server", "ca", "--key", "rsa:1024")

    def test_whose_order(self):
        ours, theirs = "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"
        for options, suite in (((), ours), (("--client-order",), theirs)):
            with self.subTest(suite=suite), \
                    self.program.serve("--cert", "server", "--tls", "1.2", "--ciphers", f"{ours}:{theirs}", *options) as server:
                with OpensslClient(self.folder, server.port, "-tls1_2", "-cipher", f"{theirs}:{ours}", ca=self.ca) as client:
                    self.assertEqual(client.report().suite, names.suite(suite))
                server.connection()
            with self.subTest(suite=suite, transport="udp"), \
                    self.program.serve("--udp", "--cert", "server", "--ciphers", f"{ours}:{theirs}", *options) as server:
                said = openssl_client(self.folder, server.port, self.ca, "1.2", "-cipher", f"{theirs}:{ours}")
                self.assertIn(f"Cipher is {suite}\n", said)

    def test_dh_group(self):
        for entry, options, bits in (("rsa", (), 2048), ("weak", (), 2048), ("rsa", ("--dh-group", "ffdhe3072"), 3072),
                                     ("weak", ("--dh-group", "ffdhe4096"), 4096)):
            with self.subTest(entry=entry, bits=bits), \
                    self.program.serve("--cert", entry, "--tls", "1.2", "--security-level", "0", *options) as server, \
                    OpensslClient(self.folder, server.port, "-tls1_2", "-cipher", "DHE:@SECLEVEL=0", ca=self.ca) as client:
                client.wait_for(f"Temp Key: DH, {bits} bits")

    def test_renegotiation(self):
        with self.program.serve("--cert", "server", "--tls", "1.2", "--renegotiations", "2") as server, \
                OpensslClient(self.folder, server.port, "-tls1_2", ca=self.ca) as client:
            client.report()
            for number in (1, 2):
                client.write("R\n")
                client.wait_for("(?s)" + "RENEGOTIATING.*verify return:1.*" * number)
                client.write(f"word {number}\n")
                client.wait_for(f"^word {number}")
            client.write("R\n")
            client.wait_for("no renegotiation")
            client.wait()
            document = server.connection()
            self.assert_established(document, "1.2")
            self.assertEqual(self.sent_alerts(document), [100])
            self.assertEqual([message["type"] for message in document["messages"]].count("finished"), 6)


class NewKeysTest(InteropCase):
    """The server asks s_client and gnutls-cli for new keys."""

    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")

    def messages(self, document, direction, kind):
        return [message["type"] for message in document["messages"] if message["direction"] == direction].count(kind)

    def clients(self, server, version):
        yield OpensslClient(self.folder, server.port, *version_flags(version), ca=self.ca)
        yield GnutlsClient(self.folder, server.port, ca=self.ca, version=version)

    def serve(self, version):
        way = "--key-update" if version == "1.3" else "--renegotiate"
        return self.program.serve("--cert", "server", "--tls", version, way)

    def talk(self, server, client):
        client.report()
        for word in ("over", "and out"):  # the answer goes before what is written after the question came
            client.write(f"{word}\n")
            client.wait_for(word)
        client.end_input()
        client.wait()
        return server.connection()

    def test_answer_waits_for_the_renegotiation(self):
        for answer in (("banner:over",), ("banner:over", "--answer-delay", "1ms"), ("banner:over", "--answer-rate", "100"),
                       ("banner:over", "--threads", "2")):
            with self.program.serve("--cert", "server", "--tls", "1.2", "--renegotiate", "--answer", *answer) as server:
                for make in self.clients(server, "1.2"):
                    with self.subTest(answer=answer, client=type(make).__name__), make as client:
                        client.wait_for("over")
                        client.end_input()
                        client.wait()
                        document = server.connection()
                        self.assert_established(document, "1.2")
                        self.assertEqual(self.messages(document, "received", "finished"), 2)
                        self.assertEqual([alert["code"] for alert in document["alerts"] if alert["code"]], [])

    def test_key_update(self):
        with self.serve("1.3") as server:
            for make in self.clients(server, "1.3"):
                with make as client:
                    document = self.talk(server, client)
                self.assert_established(document, "1.3")
                self.assertEqual((self.messages(document, "sent", "key_update"),
                                  self.messages(document, "received", "key_update")), (1, 1))

    def test_renegotiation(self):
        for version in ("1.0", "1.2"):
            with self.serve(version) as server:
                for make in self.clients(server, version):
                    with self.subTest(version=version, client=type(make).__name__), make as client:
                        document = self.talk(server, client)
                        self.assert_established(document, version)
                        self.assertEqual(self.messages(document, "sent", "hello_request"), 1)
                        self.assertEqual(self.messages(document, "received", "client_hello"), 2)
                        self.assertEqual(self.sent_alerts(document)[:-1], [])


if __name__ == "__main__":
    unittest.main()
