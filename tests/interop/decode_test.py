"""decode: captures that dumpcap took of handshakes between programs of openssl, next to what tshark reads in them."""

import contextlib
import json
import re
import unittest

from support import schema
from support.case import InteropCase
from support.dumpcap import Dumpcap
from support.openssl_peer import OpensslClient, OpensslServer, version_flags
from support.process import Process, require, run
from support.program import DONE, TEST_FAILED

def messages(document):
    """(direction, message) of all records, in their order."""
    for conversation in document["conversations"]:
        for record in conversation["records"]:
            for message in record["messages"]:
                yield record["direction"], message


def value(message, *path):
    """The value of the first field along the names."""
    fields = message["fields"]
    for name in path:
        field = next(field for field in fields if field["name"] == name)
        fields = field["children"]
    return field["value"]


def tshark_values(path, field, port):
    return run([require("tshark"), "-r", path, "-d", f"tcp.port=={port},tls", "-T", "fields", "-e", field]).split()


class DecodeTest(InteropCase):

    @classmethod
    def make_certificates(cls):
        cls.server = cls.openssl_pki.make("server", "server")

    def decode(self, path, *options, status=DONE):
        outcome = self.program.run("decode", path, "--format", "json", *options)
        self.assertEqual(outcome.status, status, outcome.stderr)
        document = outcome.document()
        schema.check_decode(document)
        return document

    def capture(self, name, version, *options):
        """A capture of one handshake, and the port of the server in it."""
        path = self.folder / name
        with OpensslServer(self.folder, self.server, "-tls1_2" if version == "1.2" else "-tls1_3") as server:
            with Dumpcap(self.folder, server.port, path, *options) as dumpcap:
                with OpensslClient(self.folder, server.port, *version_flags(version), ca=self.server) as client:
                    client.report()
                    client.write("hello\n")
                    client.wait_for("olleh")
                dumpcap.stop_after(12)
        return path, server.port

    def check_capture(self, path, port, version, kind):
        document = self.decode(path)
        self.assertEqual(document["input"], kind)
        self.assertEqual(len(document["conversations"]), 1)
        conversation = document["conversations"][0]
        self.assertEqual(conversation["server"], f"127.0.0.1:{port}")
        self.assertRegex(conversation["client"], r"^127\.0\.0\.1:\d+$")
        self.assertEqual(document["faults"], [])
        seen = list(messages(document))
        self.assertEqual([direction for direction, _ in seen[:2]], ["client", "server"])
        hello, answer = seen[0][1], seen[1][1]
        self.assertEqual((hello["type"], answer["type"]), ("client_hello", "server_hello"))
        # The same bytes mean the same to both.
        randoms = [text.replace(":", "") for text in tshark_values(path, "tls.handshake.random", port)]
        self.assertEqual([value(hello, "random"), value(answer, "random")], ",".join(randoms).split(",")[:2])
        suite = tshark_values(path, "tls.handshake.ciphersuite", port)[-1]
        self.assertIn(suite.split(",")[-1], value(answer, "cipher_suite"))
        self.assertTrue(any(record["encrypted"] for record in conversation["records"]))
        types = [message["type"] for _, message in seen]
        self.assertEqual("certificate" in types, version == "1.2", types)
        return document

    def test_pcapng_of_tls_1_3(self):
        path, port = self.capture("modern.pcapng", "1.3")
        self.check_capture(path, port, "1.3", "pcapng")

    def test_pcap_of_tls_1_2(self):
        path, port = self.capture("older.pcap", "1.2", "-P")
        document = self.check_capture(path, port, "1.2", "pcap")
        names = {message["type"]: message for _, message in messages(document)}
        self.assertIn("CN=server", json.dumps(names["certificate"]["fields"]))
        self.assertIn("server_key_exchange", names)

    def test_capture_converted_by_others(self):
        """Nanoseconds, Linux cooked and raw IP, made of the same capture."""
        path, port = self.capture("converted.pcapng", "1.3")
        expected = self.decode(path)["conversations"][0]["records"]
        wanted = [(record["direction"], record["length"]) for record in expected]
        for form in ("nsecpcap", "pcap", "pcapng"):
            with self.subTest(form=form):
                other = self.folder / f"converted.{form}"
                run([require("editcap"), "-F", form, path, other])
                records = self.decode(other)["conversations"][0]["records"]
                self.assertEqual([(record["direction"], record["length"]) for record in records], wanted)
        with self.subTest(form="cut in the middle"):
            cut = self.folder / "cut.pcap"
            whole = (self.folder / "converted.pcap").read_bytes()
            cut.write_bytes(whole[:len(whole) // 2])
            self.assertTrue(self.decode(cut)["faults"])

    def test_dtls(self):
        path = self.folder / "datagrams.pcapng"
        command = [require("openssl"), "s_server", "-dtls1_2", "-accept", "127.0.0.1:0", "-cert",
                   self.server.certificate, "-key", self.server.key]
        with Process(command, self.folder) as server:
            port = int(server.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)").group(1))
            with Dumpcap(self.folder, port, path) as dumpcap:
                with Process([require("openssl"), "s_client", "-dtls1_2", "-connect", f"127.0.0.1:{port}"],
                             self.folder) as client:
                    client.wait_for(r"^SSL handshake has read")
                dumpcap.stop_after(8)
        document = self.decode(path)
        self.assertEqual(document["conversations"][0]["transport"], "udp")
        self.assertEqual(document["conversations"][0]["server"], f"127.0.0.1:{port}")
        types = [message["type"] for _, message in messages(document)]
        for wanted in ("client_hello", "server_hello", "certificate", "server_hello_done", "client_key_exchange"):
            self.assertIn(wanted, types)

    def test_what_openssl_prints(self):
        with OpensslServer(self.folder, self.server) as server:
            for option in ("-msg", "-debug"):
                with self.subTest(option=option):
                    with OpensslClient(self.folder, server.port, option, *version_flags("1.2"),
                                       ca=self.server) as client:
                        client.report()
                    printed = self.folder / f"printed{option}.txt"
                    printed.write_text(client.output())
                    document = self.decode(printed)
                    self.assertEqual(document["input"], "hex")
                    seen = [(direction, message["type"]) for direction, message in messages(document)]
                    self.assertEqual(seen[:3], [("client", "client_hello"), ("server", "server_hello"),
                                                ("server", "certificate")])

    def test_dumps_of_other_tools(self):
        records = bytes.fromhex("15030100020228") * 40
        binary = self.folder / "records.bin"
        binary.write_bytes(records)
        for command in (["xxd"], ["hexdump", "-C"], ["hexdump"], ["od", "-t", "x1"], ["od", "-A", "x", "-t", "x1"],
                        ["xxd", "-p"], ["xxd", "-i"]):
            with self.subTest(tool=" ".join(command)):
                with contextlib.suppress(FileNotFoundError):
                    dump = self.folder / "dump.txt"
                    dump.write_text(run([*command, binary]))
                    seen = [message["type"] for _, message in messages(self.decode(dump))]
                    self.assertEqual(seen, ["handshake_failure"] * 40)

    def test_traffic_that_is_not_tls(self):
        path = self.folder / "plain.pcapng"
        with OpensslServer(self.folder, self.server) as server:
            port = server.port
        with Process(["python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", str(port)], self.folder) as server:
            server.wait_for("Serving HTTP")
            with Dumpcap(self.folder, port, path) as dumpcap:
                run([require("curl"), "--silent", f"http://127.0.0.1:{port}/"])
                dumpcap.stop_after(8)
        document = self.decode(path, status=TEST_FAILED)
        self.assertEqual(document["conversations"], [])

    def test_fields_of_a_live_connection(self):
        with OpensslServer(self.folder, self.server) as server:
            for version in ("1.2", "1.3"):
                with self.subTest(version=version):
                    _, document = self.program.connect(f"localhost:{server.port}", "--trust",
                                                       self.server.certificate, "--tls", version, "--fields")
                    for message in document["messages"]:
                        if message["hex"]:
                            schema.check_fields(message["fields"], len(message["hex"]) // 2)
                            self.assertTrue(message["fields"], message["type"])
                    certificate = next(m for m in document["messages"] if m["type"] == "certificate")
                    text = json.dumps(certificate["fields"])
                    self.assertEqual(bool(re.search("certificate_entry", text)), version == "1.3")
                    self.assertIn("CN=server", text)


if __name__ == "__main__":
    unittest.main()
