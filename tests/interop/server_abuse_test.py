"""Clients that break off, flood, stall, or send what no honest TLS library would: our server serves others meanwhile,
records all of it within bounds, and ends when it is told to."""

import contextlib
import os
import pathlib
import random
import select
import socket
import ssl
import struct
import subprocess
import threading
import unittest

from support import hand_made_hello, raw_peers
from support.case import InteropCase
from support.openssl_peer import OpensslClient
from support.process import plain_environment, require

HALF_OPEN = 500
IN_A_ROW = 10_000
ALERT, HANDSHAKE, SERVER_HELLO = 21, 22, 2
KNOWN_EXTENSIONS = (0, 1, 5, 10, 11, 13, 14, 15, 16, 17, 18, 21, 22, 23, 27, 28, 35, 41, 42, 43, 44, 45, 47, 49, 50, 51, 0xFF01)


class ServerAbuseTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")
        cls.trusted = cls.store_pki.export("ca")

    def serve(self, *options):
        return self.program.serve("--cert", "server", *options)

    def assert_serves(self, server):
        """One more client, through its whole handshake, while others are there."""
        with OpensslClient(self.folder, server.port, ca=self.trusted) as client:
            self.assertEqual(client.report().version, "TLS 1.3")

    def say(self, server, words):
        """The first bytes of the answer; empty when the server just ends it."""
        with raw_peers.raw_client(server.port) as client, contextlib.suppress(ConnectionError):
            client.sendall(words)
            return client.recv(64)
        return b""

    def tls_client(self, server):
        context = ssl.create_default_context(cafile=self.trusted.certificate)
        context.check_hostname = False
        return context.wrap_socket(socket.create_connection(("127.0.0.1", server.port)))

    def memory(self, server):
        status = pathlib.Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.pid}/fd"))

    def count(self, server, number):
        return [server.connection() for _ in range(number)]

    def test_truncation_at_every_byte(self):
        hello = hand_made_hello.real()
        with self.serve() as server:
            for length in range(len(hello)):
                with raw_peers.raw_client(server.port) as client:
                    client.sendall(hello[:length])
            for document in self.count(server, len(hello)):
                self.assertEqual(document["result"], "failed", document["errors"])
            self.assert_serves(server)

    def test_extension_of_every_length(self):
        """Zeros in each known extension and one unknown, from none to far beyond what it may hold."""
        lengths = [*range(24), 31, 32, 33, 63, 64, 255, 256, 257, 16_000, 40_000]
        with self.serve() as server:
            made = 0
            for kind in (*KNOWN_EXTENSIONS, 0x1234):
                for length in lengths:
                    body = hand_made_hello.extension(kind, bytes(length))
                    for extensions in (body, hand_made_hello.usual_extensions() + body):
                        answer = self.say(server, hand_made_hello.hello(extensions))
                        made += 1
                        with self.subTest(kind=kind, length=length):
                            self.assertIn(answer[:1], (bytes([ALERT]), bytes([HANDSHAKE])))
            documents = self.count(server, made)
            self.assertEqual({document["role"] for document in documents}, {"server"})
            self.assert_serves(server)

    def test_largest_hellos(self):
        """64 KB of padding is a hello like any other (RFC 7685); a length of 16 MB is none that anybody has to wait for."""
        padded = hand_made_hello.usual_extensions()
        padded += hand_made_hello.extension(hand_made_hello.PADDING, bytes(65_535 - len(padded) - 4))
        with self.serve() as server:
            answer = self.say(server, hand_made_hello.hello(padded))
            self.assertEqual((answer[0], answer[5]), (HANDSHAKE, SERVER_HELLO))
            document = server.connection()
            self.assertGreater(document["messages"][0]["length"], 65_000)
            endless = hand_made_hello.records(bytes([hand_made_hello.CLIENT_HELLO]) + b"\xff\xff\xff" + bytes(200_000))
            answer = self.say(server, endless)
            self.assertIn(answer[:1], (b"", bytes([ALERT])))
            self.assertEqual(server.connection()["result"], "failed")
            self.assert_serves(server)

    def test_garbage(self):
        chance = random.Random(8446)
        with self.serve() as server:
            for number in range(300):
                rubbish = chance.randbytes(chance.randrange(1, 600)).replace(b"%", b"#")  # no place of a text
                if number % 2:  # behind a record header that looks well
                    rubbish = struct.pack("!BHH", chance.choice((20, 21, 22, 23)), 0x0303, len(rubbish)) + rubbish
                with raw_peers.raw_client(server.port) as client:
                    client.sendall(rubbish)
            for document in self.count(server, 300):
                self.assertEqual(document["result"], "failed")
            self.assert_serves(server)

    def test_renegotiation_flood(self):
        with self.serve("--tls", "1.2") as server:
            flood = subprocess.run([require("openssl"), "s_client", "-connect", f"127.0.0.1:{server.port}", "-tls1_2",
                                    "-legacy_renegotiation"], input=b"R\n" * 500, env=plain_environment(), timeout=30,
                                   capture_output=True, check=False)
            self.assertIn(b"RENEGOTIATING", flood.stdout + flood.stderr)
            document = server.connection()
            hellos = [message for message in document["messages"] if message["type"] == "client_hello"]
            self.assertLessEqual(len(hellos), 2)
            with OpensslClient(self.folder, server.port, ca=self.trusted) as client:
                self.assertEqual(client.report().version, "TLS 1.2")

    def test_row24_half_open_and_slow_clients(self):
        hello = hand_made_hello.real()
        with self.serve("--handshake-timeout", "60s") as server, contextlib.ExitStack() as held:
            before = self.memory(server)
            for number in range(HALF_OPEN):
                client = held.enter_context(raw_peers.raw_client(server.port))
                client.sendall(hello[:number % 200])
            self.assert_serves(server)
            self.assertLess(self.memory(server) - before, 200 * HALF_OPEN)  # kibibytes
            server.connection()
            server.stop()
            self.assertEqual(len(server.rest()), HALF_OPEN)

    def test_row24_many_in_a_row(self):
        """Neither memory nor descriptors grow with those that have come and gone."""
        with self.serve() as server:
            self.assert_serves(server)
            server.connection()
            idle = self.descriptors(server)
            kept = 0
            for number in range(IN_A_ROW):
                with raw_peers.raw_client(server.port) as client:
                    if number % 3:
                        client.sendall(b"\x16\x03\x01" if number % 2 else b"x")
                    raw_peers.reset(client)
                if number == IN_A_ROW // 5:
                    self.count(server, number)
                    kept = self.memory(server)
            self.assert_serves(server)
            self.count(server, IN_A_ROW - IN_A_ROW // 5 + 1)
            self.assertLess(self.memory(server) - kept, 16 * 1024)
            self.assertEqual(self.descriptors(server), idle)

    def test_row24_clients_that_never_read(self):
        piece = b"x" * 65_536
        with self.serve() as server:
            before = self.memory(server)
            with contextlib.ExitStack() as held:
                for _ in range(4):
                    client = held.enter_context(self.tls_client(server))
                    client.setblocking(False)
                    written = 0
                    while written < 64 * 2**20 and select.select([], [client], [], 1)[1]:
                        with contextlib.suppress(OSError):
                            written += client.send(piece)
                    self.assertLess(written, 32 * 2**20)
                self.assertLess(self.memory(server) - before, 32 * 1024)
                self.assert_serves(server)
                server.stop()
            self.assertEqual(len(server.rest()), 5)

    def test_stop_during_a_flood(self):
        ended = threading.Event()

        def flood(port):
            while not ended.is_set():
                with contextlib.suppress(OSError), raw_peers.raw_client(port) as client:
                    client.sendall(b"x")

        with self.serve() as server:
            floods = [threading.Thread(target=flood, args=(server.port,)) for _ in range(4)]
            for thread in floods:
                thread.start()
            try:
                self.count(server, 200)
                self.assert_serves(server)
                server.stop()
            finally:
                ended.set()
                for thread in floods:
                    thread.join()


if __name__ == "__main__":
    unittest.main()
