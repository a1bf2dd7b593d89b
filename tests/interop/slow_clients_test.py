"""Clients that take their time, and those that end their stream before they have read: what a server's answer comes to."""

import fcntl
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import struct
import subprocess
import termios
import time
import unittest

from support import schema
from support.case import InteropCase
from support.process import plain_environment
from support.program import DONE, LIMIT

SIZE = 64_000_000  # more than the system takes for a client that does not read
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
REQUEST = b"GET / HTTP/1.0\r\n\r\n"
CONNECTIONS = 60  # whose documents are more than a pipe holds
PIPE = 16384
AT_ONCE = 5.0  # for a program that is slow as well; what it must not wait for lasts for minutes


class SlowClientsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def setUp(self):
        self.file = self.folder / "answer"
        with self.file.open("wb") as file:
            file.truncate(SIZE)

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

    def has_taken(self, server):
        """How much of the file the server has read, all of it once it is closed: it reads no more than is taken."""
        for descriptor in pathlib.Path(f"/proc/{server.pid}/fd").iterdir():
            if os.readlink(descriptor) == str(self.file):
                state = pathlib.Path(f"/proc/{server.pid}/fdinfo/{descriptor.name}").read_text()
                return int(re.search(r"^pos:\s+(\d+)$", state, re.MULTILINE)[1])
        return SIZE

    def test_whoever_begins_late_gets_the_whole_file_and_the_goodbye(self):
        for version in VERSIONS:
            for pause, words in ((0.7, b""), (0.7, b"hello\r\n" * 3)):
                with self.subTest(version=version.name, words=words), self.serve("--answer", f"file:{self.file}") as server:
                    with self.client(server, version) as client:
                        time.sleep(pause)
                        if words:
                            client.sendall(words)
                            time.sleep(0.2)
                        self.assertLess(self.has_taken(server), SIZE)
                        self.assertEqual(self.read(client), SIZE)
                    record = server.connection()
                    self.assertEqual(record["own_ending"], "close_notify")
                    self.assertEqual(record["sent_file"]["sent"], SIZE)
                    self.assertEqual(record["findings"], [])

    def test_a_stop_does_not_wait_for_them(self):
        with self.serve("--answer", f"file:{self.file}") as server:
            with self.client(server, VERSIONS[1]) as client:
                time.sleep(0.7)
                self.assertLess(self.has_taken(server), SIZE)
                begun = time.monotonic()
                server.signal(signal.SIGTERM)
                self.assertEqual(server.wait(AT_ONCE), DONE)
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

    def fill_pipe(self, port):
        """Comes again and again, until the server cannot write its documents any more and answers nobody."""
        for _ in range(CONNECTIONS):
            try:
                with socket.create_connection(("127.0.0.1", port), AT_ONCE) as client:
                    client.sendall(b"x")
                    client.recv(1)
            except TimeoutError:
                return
        self.fail("the pipe is never full")

    def test_documents_that_nobody_reads_yet_are_whole(self):
        command = self.program.command("serve", "--format", "json", "--port", "0", "--plain", "--answer", "echo")
        with subprocess.Popen(command, bufsize=0, env=plain_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            try:
                self.assertEqual(fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIPE), PIPE)
                self.fill_pipe(json.loads(process.stdout.readline())["port"])
                held = struct.unpack("i", fcntl.ioctl(process.stdout, termios.FIONREAD, b"\0" * 4))[0]
                process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                output, _ = process.communicate(timeout=LIMIT)
            finally:
                process.kill()  # or the end of this block would wait for it
            self.assertEqual(process.returncode, DONE)
        self.assertGreater(len(output), held)  # what the pipe had no room for comes behind the signal
        lines = output.splitlines()
        self.assertGreater(len(lines), 5)
        for line in lines:
            schema.check_connection(json.loads(line))


if __name__ == "__main__":
    unittest.main()
