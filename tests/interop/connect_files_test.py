"""What connect writes besides its document, read by other programs: captures, reports, commands for other tools."""

import html.parser
import json
import pathlib
import shlex
import socket
import ssl
import subprocess
import threading
import unittest

from support import schema
from support.case import InteropCase
from support.openssl_peer import OpensslServer
from support.process import plain_environment, require
from support.program import DONE, TEST_FAILED, path


class _Page(html.parser.HTMLParser):
    """The text of a page, and every element that could load or run something."""

    def __init__(self):
        super().__init__()
        self.text, self.active = "", []

    def handle_starttag(self, tag, attrs):
        loads = [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")]
        if loads or tag in ("script", "iframe", "object", "link", "img", "b"):
            self.active.append((tag, attrs))

    def handle_data(self, data):
        self.text += data


class ConnectFilesTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def tshark(self, capture, *options):
        done = subprocess.run([require("tshark"), "-r", str(capture), *map(str, options)], env=plain_environment(),
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace"))
        return done.stdout.decode(errors="replace")

    def trusted(self, server):
        return (f"localhost:{server.port}", "--trust", self.ca.certificate)

    def test_tshark_reads_the_handshake(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version), OpensslServer(self.folder, self.servers["EC"]) as server:
                capture = self.folder / f"handshake-{version}.pcapng"
                _, document = self.program.connect(*self.trusted(server), "--tls", version, "--pcap", capture,
                                                   "--send", "xyzzy\\n", "--expect", "yzzyx")
                self.assert_established(document, version)
                self.assertEqual(capture.stat().st_mode & 0o777, 0o600)
                decode = ("-d", f"tcp.port=={server.port},tls")
                types = self.tshark(capture, *decode, "-Y", "tls.handshake.type", "-T", "fields", "-e",
                                    "tls.handshake.type").replace("\n", ",").split(",")
                self.assertIn("1", types)
                self.assertIn("2", types)
                suite = self.tshark(capture, *decode, "-Y", "tls.handshake.type==2", "-T", "fields", "-e",
                                    "tls.handshake.ciphersuite").strip()
                self.assertTrue(suite)
                self.assertNotIn("yzzyx", self.tshark(capture, *decode, "-V"))  # no secrets
                wrong = self.tshark(capture, *decode, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
                                    "-Y", "tcp.checksum.status==0 || ip.checksum.status==0 || tcp.analysis.flags"
                                    " || _ws.malformed")
                self.assertEqual(wrong, "")

    def test_tshark_decrypts_with_the_secrets(self):
        for version in ("1.2", "1.3"):
            for secrets in ((), ("--pcap-secrets",)):
                with self.subTest(version=version, secrets=secrets), \
                        OpensslServer(self.folder, self.servers["EC"]) as server:
                    capture = self.folder / f"secrets-{version}.pcapng"
                    self.program.connect(*self.trusted(server), "--tls", version, "--pcap", capture, *secrets,
                                         "--keylog", self.folder / f"keys-{version}.log", "--send", "hello\\n",
                                         "--expect", "olleh")
                    shown = self.tshark(capture, "-d", f"tcp.port=={server.port},tls", "-Y", "tls.app_data", "-x")
                    self.assertEqual("olleh" in shown, bool(secrets))

    def test_capture_of_datagrams(self):
        with self.program.serve("--cert", self.servers["EC"].name, "--udp", "--tls", "1.2") as server:
            capture = self.folder / "datagrams.pcapng"
            status, _ = self.program.connect(f"127.0.0.1:{server.port}", "--trust", self.ca.certificate, "--udp",
                                             "--tls", "1.2", "--verify", "chain", "--pcap", capture)
            self.assertEqual(status, DONE)
            types = self.tshark(capture, "-d", f"udp.port=={server.port},dtls", "-Y", "dtls.handshake.type", "-T",
                                "fields", "-e", "dtls.handshake.type").replace("\n", ",").split(",")
            self.assertIn("1", types)
            self.assertIn("2", types)

    def test_capture_of_an_attempt_that_fails(self):
        capture = self.folder / "refused.pcapng"
        status, _ = self.program.connect("127.0.0.1:1", "--pcap", capture)
        self.assertEqual(status, TEST_FAILED)
        self.assertEqual(self.tshark(capture), "")

    def test_reports(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            files = [self.folder / f"report.{form}" for form in ("html", "json", "txt")]
            arguments = (*self.trusted(server), "--send", "<b>abc</b>\\n", "--expect", "cba",
                         *(word for file in files for word in ("--report", file)))
            self.program.connect(*arguments)
            for file in files:
                self.assertNotRegex(file.read_text("utf-8"), "(>|&gt;)abc")
            self.assertEqual(json.loads(files[1].read_text("utf-8"))["data_left_out"], 22)
            self.program.connect(*arguments, "--report-data")
            page = _Page()
            page.feed(files[0].read_text("utf-8"))
            self.assertEqual(page.active, [])
            document = json.loads(files[1].read_text("utf-8"))
            schema.check_connection(document)
            for text in (page.text, files[2].read_text("utf-8")):
                for said in ("<b>abc</b>", document["negotiated"]["cipher_suite"], "client_hello", "CN=server-ec",
                             "SSL_connect returned 1"):
                    self.assertIn(said, text)

    def test_repetition(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            outcome = self.program.run("connect", *self.trusted(server), "--repeat", 5, "--interval", "1ms",
                                       "--session-file", self.folder / "repeated.pem", "--format", "json")
            self.assertEqual(outcome.status, DONE, outcome.stderr)
            *documents, whole = map(json.loads, outcome.stdout.splitlines())
            for document in documents:
                schema.check_connection(document)
            schema.check_repetition(whole)
            self.assertEqual((len(documents), whole["count"], whole["resumed"]), (5, 5, 4))
            tls = [phase["duration_us"] for document in documents for phase in document["phases"]
                   if phase["name"] == "tls"]
            spread = next(phase for phase in whole["phases"] if phase["name"] == "tls")
            self.assertEqual((spread["min"], spread["median"], spread["max"]), (min(tls), sorted(tls)[2], max(tls)))


_TCP_CLOSE = 7  # of the kernel's tcp_states.h: there is no connection any more


class _LateServer:
    """Answers only after the client has ended its direction; says how the client ended."""

    def __init__(self, material, version, answer=b"late answer"):
        self._answer = answer
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(material.certificate, material.key)
        self._context.minimum_version = self._context.maximum_version = version
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.received, self.ending = b"", ""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        plain, _ = self._listener.accept()
        with self._context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False) as peer:
            try:
                while part := peer.recv(65536):
                    self.received += part
                self.ending = "close_notify"
                peer.sendall(self._answer)
                peer.unwrap()
            except (ssl.SSLEOFError, ConnectionResetError):  # Python tells them apart not always; TCP's state does
                closed = peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _TCP_CLOSE
                self.ending = "reset" if closed else "fin"
            except OSError:
                pass  # the client may be gone while the goodbye is said

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._thread.join(10)
        self._listener.close()


class ClosingTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, *arguments):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, *arguments)

    def test_half_close_reads_on(self):
        answers = {"short": b"late answer", "many reads": b"late answer " * 40_000 + b"late answer"}
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            for name, answer in answers.items():
                received = self.folder / "late"
                with self.subTest(version=version, answer=name), \
                        _LateServer(self.servers["EC"], version, answer) as server:
                    status, document = self.connect(server, "--send", "question", "--half-close", "--expect",
                                                    answer[-30:].decode(), "--received-file", received)
                    self.assertEqual((status, server.received, server.ending), (DONE, b"question", "close_notify"))
                    self.assertEqual((document["own_ending"], document["peer_ending"]), ("half_close", "close_notify"))
                    self.assertEqual(document["data"][0]["text"], "question")
                    self.assertEqual(received.read_bytes(), answer)

    def test_abrupt_close(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version=version), _LateServer(self.servers["EC"], version) as server:
                _, document = self.connect(server, "--send", "question", "--abrupt-close")
            self.assertEqual((server.ending, document["own_ending"]), ("reset", "reset"))

    def test_received_file_and_limit(self):
        received = self.folder / "received"
        with self.program.serve("--cert", self.servers["EC"].name, "--answer", f"file:{path()}") as server:
            self.connect(server, "--send", "x", "--keep-data", "1000", "--received-file", received)
            document = server.connection()
        self.assertEqual(received.read_bytes(), pathlib.Path(path()).read_bytes())
        self.assertEqual(received.stat().st_mode & 0o777, 0o600)
        self.assertGreater(document["bytes_sent"], 1000)

    def test_canned_request(self):
        with self.program.serve("--cert", self.servers["EC"].name, "--answer", "http") as server:
            _, document = self.connect(server, "--request", "http-get", "--expect", "200 OK")
        self.assertIn(f"\r\nHost: localhost:{server.port}\r\n", document["data"][0]["text"])


class CopiedCommandTest(InteropCase):
    """The commands that other tools are given do what the client does, against the same server."""

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.store_pki.make("between", "intermediate", "ca")
        cls.store_pki.make("chained", "client", "between")

    SETTINGS = (("--tls", "1.2"), ("--tls", "1.3"), ("--tls", "1.2-1.3", "--sni", "none"),
                ("--tls", "1.2", "--ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384:!aNULL"),
                ("--tls", "1.3", "--suites", "TLS_CHACHA20_POLY1305_SHA256", "--groups", "P-384"),
                ("--cert", "client-ec"), ("--cert", "chained", "--tls", "1.2"), ("--cert", "chained"),
                ("--alpn", "http/1.1"), ("--tls", "1.0"), ("--no-tickets", "--tls", "1.2"))

    def command(self, tool, *arguments):
        outcome = self.program.run("connect", *arguments, "--as-command", tool)
        self.assertEqual(outcome.status, DONE, outcome.stderr)
        lines = outcome.stdout.splitlines()
        self.assertTrue(all(line.startswith("# ") for line in lines[:-1]), outcome.stdout)
        return [line.split(" first: ")[1] for line in lines[:-1] if line.startswith("# Put ")], lines[-1]

    def run_copied(self, tool, *arguments):
        """The copied line in a shell, after what the comments want done first, as a person would run it; our own
        program by its path."""
        preparations, line = self.command(tool, *arguments)
        if tool == "tls-workbench":
            line = shlex.quote(path()) + line.removeprefix("tls-workbench")
        require("openssl" if tool == "openssl" else "curl")
        return subprocess.run(["sh", "-c", "\n".join([*preparations, line])], env=plain_environment(),
                              cwd=self.folder, input=b"Q\n", capture_output=True, timeout=40, check=False)

    def target(self, server):
        return (f"localhost:{server.port}", "--trust", self.ca.certificate)

    def test_the_same_is_agreed(self):
        for settings in self.SETTINGS:
            with self.subTest(settings=settings), \
                    self.program.serve("--cert", self.servers["EC"].name, "--tls", "all", "--answer", "http",
                                       "--client-cert", "request", "--trust", self.ca.certificate,
                                       "--alpn", "http/1.1", "--fields") as server:
                arguments = (*self.target(server), *settings)
                self.program.connect(*arguments)
                wanted = self.agreed(server)
                for tool in ("openssl", "curl", "tls-workbench"):
                    done = self.run_copied(tool, *arguments)
                    self.assertEqual(done.returncode, 0, (tool, done.stderr.decode(errors="replace")))
                    found = self.agreed(server)
                    if tool == "curl":  # of which comments say so
                        found["sni"] = wanted["sni"] if "--sni" in settings else found["sni"]
                        found["tickets"] = wanted["tickets"]
                        found["certificates"] = found["certificates"][:len(wanted["certificates"])]
                    self.assertEqual(found, wanted, tool)

    def agreed(self, server):
        document = server.connection()
        self.assertEqual(document["result"], "established", document["findings"])
        kept = ("version", "cipher_suite", "group", "alpn", "client_certificate")
        hello = next(message for message in document["messages"] if message["type"] == "client_hello")
        return {**{name: document["negotiated"][name] for name in kept}, "sni": document["target"]["sni"],
                "certificates": [certificate["sha256"] for certificate in document["certificates"]],
                "tickets": "session_ticket" in json.dumps(hello["fields"])}

    def test_the_document(self):
        for tool, *arguments in (("openssl",), ("curl", "--udp")):
            outcome = self.program.run("connect", "shop.test", *arguments, "--as-command", tool, "--format", "json")
            schema.check_command(json.loads(outcome.stdout))
            self.assertEqual(outcome.status, TEST_FAILED if arguments else DONE)

    def test_they_refuse_what_the_client_refuses(self):
        other = self.store_pki.make("other-ca", "ca")
        with self.program.serve("--cert", self.servers["EC"].name, "--answer", "http") as server:
            for arguments in ((f"localhost:{server.port}", "--trust", other.certificate),
                              (f"127.0.0.2:{server.port}", "--trust", self.ca.certificate)):
                for tool in ("openssl", "curl", "tls-workbench"):
                    with self.subTest(arguments=arguments, tool=tool):
                        self.assertNotEqual(self.run_copied(tool, *arguments).returncode, 0)

    def test_pins_stand_in_place_of_anchors(self):
        entry = self.program.store("show", self.servers["EC"].name)
        with self.program.serve("--cert", self.servers["EC"].name) as server:
            for pin, connects in ((entry["sha256"], True), ("0" * 64, False)):
                with self.subTest(connects=connects):
                    arguments = (f"localhost:{server.port}", "--pin", pin)
                    self.assertEqual(self.program.connect(*arguments)[0] == DONE, connects)
                    done = self.run_copied("openssl", *arguments)
                    self.assertEqual(done.returncode == 0, connects, done.stderr.decode(errors="replace"))

    def test_a_trusted_site_connects(self):
        other = self.store_pki.make("another-ca", "ca")
        with self.program.serve("--cert", self.servers["EC"].name, "--answer", "http") as server:
            for tool in ("openssl", "curl", "tls-workbench"):
                with self.subTest(tool=tool):
                    done = self.run_copied(tool, f"localhost:{server.port}", "--trust", other.certificate, "--verify",
                                           "none")
                    self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace"))


if __name__ == "__main__":
    unittest.main()
