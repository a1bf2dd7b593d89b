"""Data without TLS, and what the system's socket is told, as other programs see it."""

import socket
import threading
import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslServer
from support.ports import free_port
from support.program import DONE, LOCAL_FAULT, TEST_FAILED, USAGE
from support.proxy_peers import Microsocks


class Echo:
    """One answer to what comes first over TCP, to each of so many datagrams over UDP; remembers where it came from."""

    def __init__(self, kind, datagrams=1):
        self._socket = socket.socket(socket.AF_INET, kind)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.client = None
        self._kind, self._datagrams = kind, datagrams

    def __enter__(self):
        if self._kind == socket.SOCK_STREAM:
            self._socket.listen()
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *unused):
        self._thread.join(10)
        self._socket.close()

    def _answer(self):
        if self._kind == socket.SOCK_STREAM:
            connection, self.client = self._socket.accept()
            with connection:
                connection.sendall(b"echo " + connection.recv(1000))
                connection.recv(1)
            return
        for _ in range(self._datagrams):
            data, self.client = self._socket.recvfrom(1000)
            self._socket.sendto(b"echo " + data, self.client)


class PlainTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def phases(self, document):
        return {phase["name"]: phase["result"] for phase in document["phases"]}

    def test_tcp(self):
        with Echo(socket.SOCK_STREAM) as peer:
            status, document = self.program.connect(f"127.0.0.1:{peer.port}", "--plain", "--send", "abc", "--expect",
                                                    "echo abc")
        self.assertEqual(status, DONE)
        self.assertEqual(document["result"], "established")
        self.assertTrue(document["target"]["plain"])
        self.assertEqual(self.phases(document)["tls"], "skipped")
        self.assertEqual(document["findings"], [])

    def test_through_a_proxy(self):
        with Echo(socket.SOCK_STREAM) as peer, Microsocks(self.folder) as proxy:
            status, document = self.program.connect(f"127.0.0.1:{peer.port}", "--plain", "--proxy",
                                                    f"socks5://127.0.0.1:{proxy.port}", "--send", "abc", "--expect",
                                                    "echo abc")
        self.assertEqual(status, DONE)
        self.assertEqual(self.phases(document)["proxy"], "done")

    def test_row17_udp(self):
        with Echo(socket.SOCK_DGRAM) as peer:
            status, document = self.program.connect(f"127.0.0.1:{peer.port}", "--udp", "--plain", "--send", "abc",
                                                    "--expect", "echo abc")
        self.assertEqual(status, DONE)
        self.assertEqual(self.phases(document)["tcp"], "skipped")
        self.assertEqual(document["findings"][0]["id"], "udp-connects-nothing")
        self.assertEqual(document["findings"][0]["severity"], "note")

    def test_row17_each_is_a_datagram(self):
        with Echo(socket.SOCK_DGRAM, datagrams=3) as peer:
            status, _ = self.program.connect(f"127.0.0.1:{peer.port}", "--udp", "--plain", "--send", "abc", "--send-hex",
                                             "646566", "--send", "ghi", "--expect", "echo abcecho defecho ghi")
        self.assertEqual(status, DONE)

    def test_row17_nobody_takes_datagrams(self):
        status, document = self.program.connect(f"127.0.0.1:{free_port()}", "--udp", "--plain", "--send", "abc")
        self.assertEqual(status, TEST_FAILED)
        self.assert_verdict(document, "datagram-refused", issued_by="peer", phase="data")

    def test_local_end(self):
        port = free_port()
        with Echo(socket.SOCK_STREAM) as peer:
            status, document = self.program.connect(
                f"127.0.0.1:{peer.port}", "--plain", "--local-address", "127.0.0.5", "--local-port", port,
                "--keepalive", "--nagle", "on", "--send", "abc", "--expect", "echo abc")
        self.assertEqual(status, DONE)
        self.assertEqual(peer.client, ("127.0.0.5", port))
        self.assertTrue(document["socket"]["keepalive"])
        self.assertFalse(document["socket"]["nodelay"])

    def test_local_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as holder:
            status, document = self.program.connect(f"127.0.0.1:{free_port()}", "--local-port",
                                                    holder.getsockname()[1])
        self.assert_failed(status, document)
        self.assert_verdict(document, "local-port-in-use", issued_by="local", phase="tcp")

    def test_row16_nagle(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            for choice, off in (("off", True), ("after-handshake", False), ("on", False)):
                with self.subTest(choice=choice):
                    status, document = self.program.connect(f"localhost:{server.port}", "--trust",
                                                            self.ca.certificate, "--nagle", choice)
                    self.assert_clean(status, document)
                    self.assertEqual(document["socket"]["nodelay"], off)

    def test_row18_misfits(self):
        for options in (("--udp", "--keepalive"), ("--udp", "--nodelay"), ("--broadcast",), ("--mtu", "500"),
                        ("--plain", "--session-file", self.folder / "none.pem")):
            with self.subTest(options=options):
                outcome = self.program.run("connect", "127.0.0.1:1", *options)
                self.assertEqual(outcome.status, USAGE)
                self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)

    def test_unwritable_files(self):
        for option in ("--keylog", "--session-file"):
            outcome = self.program.run("connect", "127.0.0.1:1", option, self.folder / "no" / "file")
            self.assertEqual(outcome.status, LOCAL_FAULT)


if __name__ == "__main__":
    unittest.main()
