"""Clients that take their time, and those that end their stream before they have read: what a server's answer comes to."""

import json
import os
import signal
import socket
import ssl
import subprocess
import time
import unittest

from support import schema
from support.case import InteropCase
from support.process import plain_environment
from support.program import DONE

SIZE = 3_000_000
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
REQUEST = b"GET / HTTP/1.0\r\n\r\n"
CONNECTIONS = 60  # whose documents are more than a pipe holds


class SlowClientsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def setUp(self):
        self.file = self.folder / "answer"
        self.file.write_bytes(bytes(SIZE))

    def serve(self, *arguments):
        return self.program.serve("--cert", self.servers["EC"].name, "--count", "1", *arguments)

    def client(self, server, version):
        """Tells the end of the stream from close_notify."""
        context = ssl.create_default_context(cafile=self.ca.certificate)
        context.minimum_version = context.maximum_version = version
        plain = socket.create_connection(("127.0.0.1", server.port), 20)
        return context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False)

    @staticmethod
    def read(client):
        count = 0
        while piece := client.recv(65536):
            count += len(piece)
        return count

    def test_whoever_begins_late_gets_the_whole_file_and_the_goodbye(self):
        for version in VERSIONS:
            for pause, words in ((0.7, b""), (0.7, b"hello\r\n" * 3)):
                with self.subTest(version=version.name, words=words), self.serve("--answer", f"file:{self.file}") as server:
                    with self.client(server, version) as client:
                        time.sleep(pause)
                        if words:
                            client.sendall(words)
                            time.sleep(0.2)
                        self.assertEqual(self.read(client), SIZE)
                    record = server.connection()
                    self.assertEqual(record["own_ending"], "close_notify")
                    self.assertEqual(record["sent_file"]["sent"], SIZE)
                    self.assertEqual(record["findings"], [])

    def test_a_stop_does_not_wait_for_them(self):
        with self.serve("--answer", f"file:{self.file}") as server:
            with self.client(server, VERSIONS[1]) as client:
                time.sleep(0.7)
                begun = time.monotonic()
                server.signal(signal.SIGTERM)
                server.wait(10)
                self.assertLess(time.monotonic() - begun, 1.5)
                with self.assertRaises(OSError):  # what it had not taken is no whole file
                    self.read(client)

    def test_what_came_before_the_end_of_the_stream_is_answered(self):
        for answer, least in (("http", 100), ("echo", len(REQUEST))):
            for attempt in range(5):
                with self.subTest(answer=answer, attempt=attempt), \
                        self.program.serve("--plain", "--count", "1", "--answer", answer) as server:
                    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
                        client.sendall(REQUEST)
                        client.shutdown(socket.SHUT_WR)
                        self.assertGreaterEqual(self.read(client), least)
                for version in VERSIONS:
                    with self.subTest(answer=answer, attempt=attempt, version=version.name), \
                            self.serve("--answer", answer) as server, self.client(server, version) as client:
                        client.sendall(REQUEST)
                        with socket.socket(fileno=os.dup(client.fileno())) as below:
                            below.shutdown(socket.SHUT_WR)
                        self.assertGreaterEqual(len(client.recv(65536)), least)

    def test_documents_that_nobody_reads_yet_are_whole(self):
        command = self.program.command("serve", "--format", "json", "--port", "0", "--plain", "--answer", "echo")
        with subprocess.Popen(command, env=plain_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            port = json.loads(process.stdout.readline())["port"]
            for _ in range(CONNECTIONS):
                try:
                    with socket.create_connection(("127.0.0.1", port), 1) as client:
                        client.sendall(b"x")
                        client.settimeout(0.2)
                        client.recv(1)
                except OSError:  # the pipe is full, and the server waits
                    break
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            lines = process.stdout.read().splitlines()
            self.assertEqual(process.wait(20), DONE)
        self.assertGreater(len(lines), 5)
        for line in lines:
            schema.check_connection(json.loads(line))


if __name__ == "__main__":
    unittest.main()
