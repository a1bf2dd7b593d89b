"""What our server says about clients that do not speak TLS, are slow, or go away."""

import contextlib
import os
import socket
import ssl
import subprocess
import unittest

from support import raw_peers
from support.case import InteropCase
from support.openssl_peer import OpensslClient
from support.process import plain_environment, require
from support.program import TEST_FAILED

# A record header that promises a client_hello of 200 bytes, and a part of it: RFC 8446 §5.1.
HALF_A_HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(40)


class FindingsServerTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")

    def serve(self, *options):
        return self.program.serve("--cert", "server", *options)

    def after(self, *sent, options=(), close=True):
        """The document of our server after a raw client that sent these bytes."""
        with self.serve(*options) as server:
            with raw_peers.raw_client(server.port) as client:
                for part in sent:
                    client.sendall(part)
                if not close:
                    document = server.connection()
            if close:
                document = server.connection()
            self.assertEqual(server.stop(), TEST_FAILED)
        return document

    def test_client_sent_plain_http(self):
        with self.serve() as server:
            curl = subprocess.run([require("curl"), "--silent", "--max-time", "10", "--noproxy", "*",
                                   f"http://127.0.0.1:{server.port}/"], env=plain_environment(), timeout=20,
                                  stdin=subprocess.DEVNULL, capture_output=True, check=False)
            document = server.connection()
        self.assertNotEqual(curl.returncode, 0)
        self.assertEqual(document["result"], "failed")
        self.assert_verdict(document, "client-sent-plain-http", issued_by="local", phase="tls", confidence="certain")
        self.assertIn("0A00009C", [error["code"].upper() for error in document["errors"]])

    def test_client_sent_proxy_connect(self):
        document = self.after(b"CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n")
        self.assert_verdict(document, "client-sent-proxy-connect", issued_by="local", phase="tls")

    def test_client_sent_plain_text(self):
        document = self.after(b"EHLO client.example\r\n")
        self.assert_verdict(document, "client-sent-plain-text", issued_by="local", phase="tls")

    def test_server_handshake_timed_out_without_a_byte(self):
        document = self.after(options=("--handshake-timeout", "300ms"), close=False)
        self.assertEqual(document["result"], "timed-out")
        self.assert_verdict(document, "server-handshake-timed-out", issued_by="local", phase="tls")
        self.assertLess(document["duration_us"], 1_500_000)

    def test_server_handshake_timed_out_half_way(self):
        document = self.after(HALF_A_HELLO, options=("--handshake-timeout", "300ms"), close=False)
        self.assertEqual(document["result"], "timed-out")
        self.assert_verdict(document, "server-handshake-timed-out", issued_by="local", phase="tls")

    def test_slow_client_is_served_within_the_limit(self):
        with self.serve("--handshake-timeout", "300ms") as server:
            with raw_peers.raw_client(server.port):
                # A client that stalls does not keep the server from others.
                with OpensslClient(self.folder, server.port, ca=self.store_pki.export("ca")) as client:
                    client.report()
                documents = [server.connection(), server.connection()]
        self.assertEqual({document["result"] for document in documents}, {"established", "timed-out"})

    def test_client_closed_during_handshake(self):
        document = self.after(HALF_A_HELLO)
        self.assertEqual(document["result"], "failed")
        self.assert_verdict(document, "client-closed-during-handshake", issued_by="peer", phase="tls")

    def test_client_closed_without_a_byte(self):
        document = self.after()
        self.assertEqual(document["result"], "failed")
        self.assert_verdict(document, "client-closed-during-handshake", issued_by="peer", phase="tls")

    @staticmethod
    def after_the_handshake(port, version, sent):
        """A client of Python's that finishes the handshake, then sends these bytes as they are, and leaves."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        with raw_peers.raw_client(port) as client, context.wrap_socket(client) as talk:
            with socket.socket(fileno=os.dup(talk.fileno())) as wire:
                wire.sendall(sent)
                if sent:
                    talk.settimeout(10)
                    with contextlib.suppress(ssl.SSLError, ConnectionError):
                        talk.recv(1)
                wire.shutdown(socket.SHUT_RDWR)

    def test_alert_on_an_open_connection(self):
        garbled = b"\x17\x03\x03\x00\x20" + bytes(32)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version=version), self.serve() as server:
                self.after_the_handshake(server.port, version, garbled)
                document = server.connection()
                self.assert_established(document)
                self.assertEqual(self.sent_alerts(document), [20])
                self.assert_verdict(document, "alert-after-handshake", issued_by="local", phase="data")
                self.assertEqual(server.stop(), TEST_FAILED)

    def test_client_leaves_right_after_the_handshake(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version=version), self.serve() as server:
                self.after_the_handshake(server.port, version, b"")
                document = server.connection()
                self.assert_established(document)
                self.assert_verdict(document, "client-left-after-handshake", issued_by="peer", phase="tls",
                                    severity="note", confidence="possible")

    def test_deny(self):
        with self.serve("--deny") as server:
            status, document = self.program.connect(f"127.0.0.1:{server.port}", "--trust", "store")
            theirs = server.connection()
        self.assert_failed(status, document)
        self.assert_verdict(document, "closed-after-accept", issued_by="peer", phase="tcp")
        self.assertEqual(theirs["findings"][0]["id"], "server-set-to-deny")


if __name__ == "__main__":
    unittest.main()
