"""Whom our server lets in, and how others are told: seen by clients of other makers (row 14)."""

import signal
import socket
import unittest

from support import hand_made_hello, raw_peers
from support.case import InteropCase
from support.openssl_peer import OpensslClient
from support.program import DONE


class ServerAccessTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")
        cls.trusted = cls.store_pki.export("ca")

    def serve(self, *options):
        return self.program.serve("--cert", "server", *options)

    def connect(self, server):
        return self.program.connect(f"127.0.0.1:{server.port}", "--trust", "store", "--verify", "chain")

    def answer(self, server):
        """What a plain socket hears after a hello; None: a reset."""
        try:  # it may come before connect() returns
            with raw_peers.raw_client(server.port) as client:
                client.sendall(hand_made_hello.hello())
                return client.recv(4096)
        except ConnectionError:
            return None

    def test_row14_close(self):
        with self.serve("--deny", "--deny-with", "close") as server:
            self.assertIn(self.answer(server), (b"", None))  # a reset may follow the end, since the hello is not read
            self.assert_verdict(server.connection(), "server-set-to-deny", issued_by="local", phase="tcp",
                                severity="note")

    def test_row14_reset(self):
        with self.serve("--deny", "--deny-with", "reset") as server:
            self.assertIsNone(self.answer(server))
            self.assert_verdict(server.connection(), "server-set-to-deny", issued_by="local", phase="tcp",
                                severity="note")

    def test_row14_alert_of_choice(self):
        with self.serve("--deny", "--deny-with", "alert:unrecognized_name") as server:
            self.assertEqual(self.answer(server), bytes.fromhex("15030300020270"))
            ours = server.connection()
            self.assertEqual(self.sent_alerts(ours), [112])
            with OpensslClient(self.folder, server.port, ca=self.trusted) as client:
                client.wait_for("unrecognized name")
            self.assertEqual(server.connection()["offered"]["versions"][0], "TLS 1.3")

    def test_row14_switched_while_running(self):
        with self.serve() as server:
            for wanted in ("established", "failed", "established"):
                _, document = self.connect(server)
                self.assertEqual(document["result"], wanted)
                self.assertEqual(server.connection()["result"], wanted)
                heard = server.stderr.count("from now on") + server.stderr.count("again")
                server.signal(signal.SIGUSR1)
                server.wait_for_errors(lambda text, heard=heard: text.count("from now on") + text.count("again") > heard)

    def test_row14_allowed_addresses(self):
        with self.serve("--allow", "192.0.2.0/24,127.0.0.0/8") as server:
            self.assertEqual(self.connect(server)[0], DONE)
        with self.serve("--allow", "192.0.2.0/24", "--allow", "2001:db8::1") as server:
            self.assertEqual(self.connect(server)[1]["result"], "failed")
            self.assert_verdict(server.connection(), "client-address-not-allowed", issued_by="local", phase="tcp",
                                severity="note")

    def test_row14_limit_of_connections(self):
        with self.serve("--max-connections", "1") as server:
            with OpensslClient(self.folder, server.port, ca=self.trusted) as inside:
                inside.report()
                self.assertEqual(self.connect(server)[1]["result"], "failed")
                self.assert_verdict(server.connection(), "connection-limit-reached", issued_by="local", phase="tcp",
                                    severity="warning")
            server.connection()
            self.assertEqual(self.connect(server)[1]["result"], "established")

    def test_silence_after_the_handshake(self):
        with self.serve("--idle-timeout", "200ms") as server:
            with OpensslClient(self.folder, server.port, ca=self.trusted) as client:
                client.report()
                document = server.connection()
        self.assert_established(document)
        self.assert_verdict(document, "idle-timed-out", issued_by="local", phase="data", severity="note")

    def test_no_first_byte(self):
        with self.serve("--first-byte-timeout", "200ms") as server:
            with socket.create_connection(("127.0.0.1", server.port)):
                document = server.connection()
        self.assertEqual(document["result"], "timed-out")
        self.assert_verdict(document, "server-handshake-timed-out", issued_by="local", phase="tls")


if __name__ == "__main__":
    unittest.main()
