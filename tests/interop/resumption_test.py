"""Sessions taken up again: with openssl and gnutls at the other end, each of which has its own word for it."""

import re
import unittest

from support.case import InteropCase
from support.gnutls_peer import GnutlsClient, GnutlsServer
from support.openssl_peer import OpensslClient, OpensslServer, version_flags
from support.process import require, run
from support.program import DONE, USAGE


class ResumptionTest(InteropCase):
    KINDS = (("1.0", ()), ("1.2", ()), ("1.2", ("-no_ticket",)), ("1.3", ()))
    count = 0

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def next_session(self):
        type(self).count += 1
        return self.folder / f"session-{self.count}.pem"

    def connect(self, server, session, version):
        _, document = self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, "--tls", version,
                                           "--session-file", session, "--send", "abc\\n", "--expect", "cba")
        self.assert_established(document, version)
        return document

    def test_our_client(self):
        for version, options in self.KINDS:
            with self.subTest(version=version, options=options), \
                    OpensslServer(self.folder, self.servers["EC"], "-cipher", "DEFAULT:@SECLEVEL=0", *options) as server:
                session = self.next_session()
                self.assertFalse(self.connect(server, session, version)["negotiated"]["resumed"])
                self.assertEqual(session.stat().st_mode & 0o777, 0o600)
                shown = run([require("openssl"), "sess_id", "-in", session, "-noout", "-text"])
                self.assertIn(f"TLSv{version}".removesuffix(".0"), shown)
                for _ in range(2):
                    document = self.connect(server, session, version)
                    self.assertTrue(document["negotiated"]["resumed"])
                    self.assertEqual(document["certificates"], [])

    def test_our_client_takes_up_a_session_of_s_client(self):
        for version, options in self.KINDS:
            with self.subTest(version=version, options=options), \
                    OpensslServer(self.folder, self.servers["EC"], "-cipher", "DEFAULT:@SECLEVEL=0", *options) as server:
                session = self.next_session()
                with OpensslClient(self.folder, server.port, *version_flags(version), "-sess_out", session,
                                   ca=self.ca) as client:
                    client.report()
                    client.write("over and out\n")
                    client.wait_for("tuo dna revo")
                    client.write("Q\n")  # a server forgets a session that ends without close_notify
                    client.wait()
                self.assertTrue(self.connect(server, session, version)["negotiated"]["resumed"])

    def test_no_way_around_the_check(self):
        """A session of a trusted site, taken up by somebody who checks: the same verdict as without a session."""
        other = self.store_pki.make("other-ca", "ca")
        for version, options in self.KINDS[1:]:
            with self.subTest(version=version, options=options), \
                    OpensslServer(self.folder, self.servers["EC"], *options) as server:
                session = self.next_session()
                target = (f"localhost:{server.port}", "--tls", version, "--trust", other.certificate)
                _, full = self.program.connect(*target)
                status, _ = self.program.connect(*target, "--verify", "none", "--session-file", session)
                self.assertEqual(status, DONE)
                status, document = self.program.connect(*target, "--session-file", session, "--send", "abc\n")
                self.assert_failed(status, document)
                self.assertTrue(document["negotiated"]["resumed"])
                self.assertTrue(document["verification"]["of_session"])
                self.assertEqual([one["id"] for one in document["findings"]], [one["id"] for one in full["findings"]])
                self.assertNotIn("data", [phase["name"] for phase in document["phases"]])
                self.assertNotIn("cba", server.output())

    def test_a_session_that_does_not_fit(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            session = self.next_session()
            self.connect(server, session, "1.2")
            outcome = self.program.run("connect", f"localhost:{server.port}", "--trust", self.ca.certificate, "--tls", "1.3",
                                       "--session-file", session)
            self.assertEqual(outcome.status, USAGE)
            self.assertRegex(outcome.stderr, "TLS 1.2")
            self.assertRegex(outcome.stderr, re.escape(str(session)))

    def test_our_client_with_gnutls(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version), \
                    GnutlsServer(self.folder, self.servers["RSA"], version=version) as server:
                session = self.next_session()
                for resumed in (False, True):
                    _, document = self.program.connect(
                        f"localhost:{server.port}", "--trust", self.ca.certificate, "--tls", version, "--session-file",
                        session, "--send", "abc\\n", "--expect", "abc")
                    self.assert_established(document, version)
                    self.assertEqual(document["negotiated"]["resumed"], resumed)

    def test_our_server(self):
        """s_client says “Reused” or “New”, and takes up what our own client has kept."""
        for version, options in self.KINDS:
            tickets = [] if not options else ["--no-tickets"]
            with self.subTest(version=version, options=options), \
                    self.program.serve("--cert", "server-ec", "--tls", version, *tickets) as server:
                session = self.next_session()
                for word, way in (("New", "-sess_out"), ("Reused", "-sess_in")):
                    with OpensslClient(self.folder, server.port, *version_flags(version), way, session,
                                       ca=self.ca) as client:
                        client.wait_for(rf"^{word}, ")
                        client.write("over and out\n")
                        client.wait_for("over and out")
                    self.assertEqual(server.connection()["negotiated"]["resumed"], word == "Reused")

    def test_our_server_with_gnutls(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version), \
                    self.program.serve("--cert", "server-ec", "--tls", version) as server:
                # It connects twice by itself; in TLS 1.3 the ticket has to be waited for.
                with GnutlsClient(self.folder, server.port, "--resume", "--waitresumption", ca=self.ca,
                                  version=version) as client:
                    client.wait_for(r"^\*\*\* This is a resumed session")
                    first, second = server.connection(), None
                    client.write("over and out\n")
                    client.stop()
                    second = server.connection()
                self.assertEqual([one["negotiated"]["resumed"] for one in (first, second)], [False, True])

    def test_without_tickets(self):
        with self.program.serve("--cert", "server-ec", "--tls", "1.3", "--no-tickets") as server:
            with OpensslClient(self.folder, server.port, "-tls1_3", ca=self.ca) as client:
                client.report()
                client.write("over and out\n")
                client.wait_for("over and out")
                self.assertNotIn("Post-Handshake New Session Ticket arrived", client.output())
            types = [message["type"] for message in server.connection()["messages"]]
            self.assertNotIn("new_session_ticket", types)

    def test_a_file_without_a_session(self):
        wrong = self.folder / "wrong.pem"
        wrong.write_text("no session\n")
        outcome = self.program.run("connect", "localhost:1", "--session-file", wrong)
        self.assertEqual(outcome.status, USAGE)
        self.assertRegex(outcome.stderr, re.escape(str(wrong)))
        self.assertEqual(outcome.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
