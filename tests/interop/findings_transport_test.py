"""What our client says when name, route, TCP or the kind of service is wrong."""

import socket
import unittest

from support import raw_peers
from support.case import InteropCase
from support.nginx_peer import Nginx
from support.ports import free_port, wait_until_listening
from support.process import Process, require
from support.program import TEST_FAILED

RACES = 40  # attempts at what the speed of two processes decides


class FindingsTransportTest(InteropCase):
    def connect(self, port, *options):
        return self.program.connect(f"127.0.0.1:{port}", "--timeout", "5 s", *options)

    def with_raw_server(self, behaviour, *options):
        with raw_peers.RawServer(behaviour) as server:
            return self.connect(server.port, *options)

    def test_name_not_found(self):
        host = "no-such-host.invalid"
        with self.assertRaises(socket.gaierror) as refusal:
            socket.getaddrinfo(host, 443)
        status, document = self.program.connect(host, "--port", "443", "--timeout", "20 s")
        # RFC 6761 promises that .invalid never exists; without any name server nobody can say so.
        known = refusal.exception.errno == socket.EAI_NONAME
        self.assert_verdict(document, "name-not-found" if known else "resolver-unavailable", issued_by="network",
                            phase="name")
        self.assertEqual(status, TEST_FAILED)
        self.assertEqual(document["phases"][-1]["name"], "resolve")

    def test_connection_refused(self):
        status, document = self.connect(free_port())
        self.assert_failed(status, document)
        self.assert_verdict(document, "connection-refused", issued_by="peer", phase="tcp", confidence="certain")
        self.assertIn("111", [error["code"] for error in document["errors"] if error["source"] == "system"])

    def test_connect_timed_out(self):
        with raw_peers.FullListener() as listener:
            status, document = self.connect(listener.port, "--tcp-timeout", "600ms")
        self.assertEqual((document["result"], status), ("timed-out", TEST_FAILED))
        self.assert_verdict(document, "connect-timed-out", issued_by="network", phase="tcp")
        self.assertLess(document["duration_us"], 1_500_000)

    def test_closed_after_accept(self):
        """A hello that overtook the end of the stream is answered with a reset, which has other causes too."""
        verdicts = set()
        with raw_peers.RawServer(raw_peers.close_after_accept) as server:
            for _ in range(RACES):
                status, document = self.connect(server.port)
                self.assert_failed(status, document)
                self.assert_among(document, "closed-after-accept", issued_by="peer", phase="tcp")
                verdicts.add(document["findings"][0]["id"])
                if document["findings"][0]["confidence"] == "certain" and "closed-after-accept" in verdicts:
                    break
        self.assertIn("closed-after-accept", verdicts)
        self.assertLessEqual(verdicts, {"closed-after-accept", "reset-after-client-hello"})

    def test_reset_after_accept(self):
        """Whether the hello was already on its way decides what can be told."""
        status, document = self.with_raw_server(raw_peers.reset_after_accept)
        self.assert_failed(status, document)
        self.assertIn(document["findings"][0]["id"], ("reset-after-accept", "reset-after-client-hello"))

    def test_closed_after_client_hello(self):
        status, document = self.with_raw_server(raw_peers.close_after_hello)
        self.assert_failed(status, document)
        self.assert_verdict(document, "closed-after-client-hello", issued_by="peer", phase="tls")

    def test_reset_after_client_hello(self):
        status, document = self.with_raw_server(raw_peers.reset_after_hello)
        self.assert_failed(status, document)
        self.assert_verdict(document, "reset-after-client-hello", issued_by="network", phase="tls")
        self.assertIn("104", [error["code"] for error in document["errors"] if error["source"] == "system"])

    def test_silence_after_client_hello(self):
        status, document = self.with_raw_server(raw_peers.stay_silent, "--tls-timeout", "500ms")
        self.assertEqual((document["result"], status), ("timed-out", TEST_FAILED))
        self.assert_verdict(document, "silence-after-client-hello", issued_by="network", phase="tls")
        self.assertEqual(document["phases"][-1]["result"], "timed-out")

    def test_plain_http_server(self):
        with Nginx(self.folder) as server:
            status, document = self.connect(server.port)
        self.assert_failed(status, document)
        self.assert_verdict(document, "plain-http-server", issued_by="local", phase="tls", confidence="certain")
        self.assertIn("0A00010B", [error["code"].upper() for error in document["errors"]])

    def test_plain_http_server_of_python(self):
        port = free_port()
        with Process([require("python3"), "-m", "http.server", "--bind", "127.0.0.1", port], self.folder) as server:
            wait_until_listening(server, port)
            status, document = self.connect(port)
        self.assert_failed(status, document)
        self.assert_verdict(document, "plain-http-server", issued_by="local", phase="tls")

    def test_plain_smtp_server(self):
        for banner in (b"220 mail.example ESMTP ready\r\n", b"220-mail.example ESMTP\r\n220 ready\r\n"):
            with self.subTest(banner=banner):
                status, document = self.with_raw_server(raw_peers.greeting(banner))
                self.assert_failed(status, document)
                self.assert_verdict(document, "plain-smtp-or-ftp-server", issued_by="local", phase="tls")
                self.assertTrue(any("220" in line for line in document["findings"][0]["evidence"]))

    def test_plain_ftp_server(self):
        status, document = self.with_raw_server(raw_peers.greeting(b"220 (vsFTPd 3.0.5)\r\n"))
        self.assert_failed(status, document)
        self.assert_verdict(document, "plain-smtp-or-ftp-server", issued_by="local", phase="tls")

    def test_other_plain_services(self):
        greetings = {b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n": "plain-ssh-server",
                     b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n": "plain-imap-pop3-nntp-sieve-server",
                     b"+OK POP3 ready\r\n": "plain-imap-pop3-nntp-sieve-server"}
        for banner, wanted in greetings.items():
            with self.subTest(banner=banner):
                status, document = self.with_raw_server(raw_peers.greeting(banner))
                self.assert_failed(status, document)
                self.assert_verdict(document, wanted, issued_by="local", phase="tls")

    def test_database_that_answers_one_byte(self):
        """PostgreSQL's no to what it takes for a request: fewer bytes than a record's header."""
        status, document = self.with_raw_server(raw_peers.answer(b"N"))
        self.assert_failed(status, document)
        self.assert_verdict(document, "plain-database-or-ldap-server", issued_by="local", phase="tls")
        evidence = document["findings"][0]["evidence"]
        self.assertTrue(any("are 4e" in line for line in evidence), evidence)
        self.assertTrue(any(", 1 byte received;" in line for line in evidence), evidence)


if __name__ == "__main__":
    unittest.main()
