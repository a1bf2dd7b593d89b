"""Bytes that no honest client sends: the server says what they were, and goes on serving everybody else."""

import contextlib
import random
import socket
import struct
import unittest

from support import raw_peers
from support.case import InteropCase
from support.client_hello import Hello, handshake, real_hello, records
from support.openssl_peer import OpensslClient, version_flags

DECODE_ERROR, UNEXPECTED_MESSAGE, ILLEGAL_PARAMETER, RECORD_OVERFLOW = 50, 10, 47, 22
HANDSHAKE_FAILURE, NO_RENEGOTIATION = 40, 100
WARNING = bytes.fromhex("1503010002015a")  # user_canceled: RFC 8446 §6.1


class ServerAbuseWireTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.store_pki.make("server", "server", "ca")
        cls.record = real_hello()
        cls.hello = Hello.read(cls.record)

    def setUp(self):
        self.server = self.program.serve("--cert", "server", "--tls", "all")
        self.addCleanup(self.server.stop)

    def tearDown(self):
        """Whatever came before: the next client is served by the same process."""
        status, document = self.program.connect(f"localhost:{self.server.port}", "--trust", self.ca.certificate)
        self.assert_clean(status, document)
        self.assert_established(self.server.connection())

    def exchange(self, sent):
        """What the server answers to these bytes and their end."""
        answer = b""
        with raw_peers.raw_client(self.server.port) as client, contextlib.suppress(ConnectionError):
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            while part := client.recv(65536):
                answer += part
        return answer

    def check(self, sent, finding, alert=None):
        """One connection, one record: with this verdict, this alert sent as the last word or none."""
        answer = self.exchange(sent)
        document = self.server.connection()
        self.assertEqual(document["result"], "failed")
        self.assertEqual(document["findings"][0]["id"], finding, document["errors"])
        self.assertEqual(self.sent_alerts(document), [] if alert is None else [alert])
        self.assertEqual(answer[-2:] if answer else b"", b"" if alert is None else bytes((2, alert)))
        return document

    def test_client_hello_that_ends_early(self):
        for length in range(len(self.record)):
            with self.subTest(length=length):
                self.check(self.record[:length], "client-closed-during-handshake")

    def test_client_hello_cut_short(self):
        """Cut at every place, with record and message lengths that fit what is left."""
        body = self.hello.message()[4:]
        for length in range(len(body)):
            with self.subTest(length=length):
                if length == len(self.hello.head):
                    # A whole client_hello of before extensions were: RFC 5246 §7.4.1.2.
                    self.check(records(handshake(body[:length])), "no-shared-cipher-tls12", HANDSHAKE_FAILURE)
                else:
                    self.check(records(handshake(body[:length])), "decode-error", DECODE_ERROR)

    def test_length_of_every_extension_off_by_one(self):
        for index, (kind, body) in enumerate(self.hello.extensions):
            for by in (1, -1) if body else (1,):
                with self.subTest(extension=kind, by=by):
                    self.check(records(self.hello.message(index, by)), "decode-error", DECODE_ERROR)

    def test_garbage(self):
        generator = random.Random(8446)
        for length in (6, 64, 1000, 20_000, 70_000):
            with self.subTest(length=length):
                self.check(b"\0" + generator.randbytes(length - 1), "not-tls-data")
        for length in (1, 300):
            with self.subTest(length=length):
                self.check(b"\xff" * length, "not-tls-data")

    def test_garbage_in_records(self):
        garbage = random.Random(5246).randbytes(64)
        for kind in (20, 21, 22, 23, 24):
            with self.subTest(kind=kind):
                self.check(struct.pack("!BHH", kind, 0x0303, len(garbage)) + garbage, "unexpected-message",
                           UNEXPECTED_MESSAGE)

    def test_what_comes_before_a_client_hello(self):
        for name, sent in (("warnings", WARNING * 100 + self.record), ("data", bytes.fromhex("1703030010") + bytes(16)),
                           ("change_cipher_spec", bytes.fromhex("140301000101") * 100),
                           ("empty records", struct.pack("!BHH", 22, 0x0301, 0) * 200 + self.record)):
            with self.subTest(name=name):
                self.check(sent, "unexpected-message", UNEXPECTED_MESSAGE)

    def test_record_that_is_too_long(self):
        self.check(struct.pack("!BHH", 22, 0x0301, 0xFFFF) + bytes(0xFFFF), "record-header-invalid", RECORD_OVERFLOW)

    def test_message_that_is_too_long(self):
        self.check(records(b"\1\xff\xff\xff" + bytes(100_000)), "message-too-large", ILLEGAL_PARAMETER)

    def check_answered(self, *parts):
        """The server takes the bytes for a client_hello; its record has the whole of it."""
        with raw_peers.raw_client(self.server.port) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for part in parts:
                client.sendall(part)
            self.assertEqual(client.recv(6)[::5], b"\x16\x02")  # a handshake record with a server_hello
        document = self.server.connection()
        self.assertEqual(document["findings"][0]["id"], "client-closed-during-handshake")
        return bytes.fromhex(document["messages"][0]["hex"])

    def test_client_hello_of_64_kilobytes(self):
        message = self.hello.padded(1 << 16).message()
        self.assertEqual(len(message), 1 << 16)
        self.assertEqual(self.check_answered(records(message)), message)

    def test_fragments_of_one_byte(self):
        message = self.hello.message()
        for name, parts in (("records", [records(message, 1)]), ("segments", [bytes((one,)) for one in self.record]),
                            ("both", [bytes((one,)) for one in records(message, 1)])):
            with self.subTest(name=name):
                self.assertEqual(self.check_answered(*parts), message)

    def test_renegotiation_asked_for_again_and_again(self):
        """Each client asks many times; the first answer is its last, as it takes the alert for an end."""
        for _ in range(10):
            with OpensslClient(self.folder, self.server.port, *version_flags("1.2"), ca=self.ca) as client:
                client.report()
                client.write("R\n" * 50)
                client.wait_for("no renegotiation")
                client.wait()
            document = self.server.connection()
            self.assert_established(document, "1.2")
            self.assertEqual(self.sent_alerts(document), [NO_RENEGOTIATION])
            self.assertEqual([finding["id"] for finding in document["findings"]], ["renegotiation-refused"])
            self.assertEqual([message["type"] for message in document["messages"]].count("client_hello"), 2)

    def test_others_are_served_meanwhile(self):
        """A hundred clients hold on to half a client_hello while another one comes and goes."""
        ports = []
        with contextlib.ExitStack() as half_open:
            for number in range(100):
                client = half_open.enter_context(raw_peers.raw_client(self.server.port))
                client.sendall(self.record[:1 + len(self.record) * number // 101])
                ports.append(client.getsockname()[1])
            status, document = self.program.connect(f"localhost:{self.server.port}", "--trust", self.ca.certificate)
            self.assert_clean(status, document)
            self.assert_established(self.server.connection())
        documents = [self.server.connection() for _ in range(100)]
        self.assertEqual({document["findings"][0]["id"] for document in documents}, {"client-closed-during-handshake"})
        self.assertEqual(sorted(document["peer"]["port"] for document in documents), sorted(ports))


if __name__ == "__main__":
    unittest.main()
