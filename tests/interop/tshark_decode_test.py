"""decode next to tshark: the same captures, of programs of others and of messages entered from the RFCs."""

import pathlib
import unittest

from support import pcap, schema, tshark
from support.comparison import messages_of_decode
from support.comparison_case import ComparisonCase
from support.dumpcap import Dumpcap
from support.process import Process, require, run

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "data" / "wire" / "messages"
PSK = ("-psk", "000102030405060708090a0b0c0d0e0f", "-psk_identity", "somebody")

CLIENT_HELLO = 1
KNOWN_ROWS = {"hand-made-dtls13": 2}  # tshark 4.0 does not know DTLS 1.3


def hellos(version, suite):
    """What agrees on version and suite, for messages that mean something only after it."""
    begin, suite = version.to_bytes(2, "big") + bytes(range(32)) + b"\0", bytes.fromhex(suite)
    return [("client", "handshake", message(CLIENT_HELLO, begin + b"\0\2" + suite + b"\1\0")),
            ("server", "handshake", message(2, begin + suite + b"\0"))]


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


class TsharkDecodeTest(ComparisonCase):
    def check_capture(self, name, path, port, protocol="tls"):
        outcome = self.program.run("decode", path, "--format", "json")
        document = outcome.document()
        schema.check_decode(document)
        self.check(name, messages_of_decode(document), tshark.messages(path, port, protocol=protocol))
        return [message.type for message in messages_of_decode(document)]

    def check_openssl(self, name, server_options, client_options, key="RSA", protocol="tls"):
        """s_client with s_server, of which only what is in clear can be read."""
        material = self.servers[key]
        path = self.next_file("pcapng")
        certificate = [] if "-nocert" in server_options else ["-cert", material.certificate, "-key", material.key]
        command = [require("openssl"), "s_server", "-accept", "127.0.0.1:0", *certificate, *server_options]
        with Process(command, self.folder) as server:
            port = int(server.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)").group(1))
            with Dumpcap(self.folder, port, path) as dumpcap:
                client = Process([require("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", *client_options],
                                 self.folder)
                with client:
                    client.wait_for(r"^SSL handshake has read")
                server.stop()
                dumpcap.finish()
        return self.check_capture(name, path, port, protocol)

    def test_samples(self):
        """Among them the handshakes of RFC 8448, and what no program at hand speaks."""
        for sample in sorted(SAMPLES.glob("*.txt")):
            with self.subTest(sample=sample.stem):
                lines = [line.split() for line in sample.read_text().splitlines() if line and not line.startswith("#")]
                words = dict(line for line in lines if len(line) == 2)
                # In clear, so that no key may change.
                rows = [(side, kind, bytes.fromhex(data)) for side, kind, data in
                        (line for line in lines if len(line) == 3)
                        if kind not in ("changecipherspec", "ack", "heartbeat")]
                rows = rows[:KNOWN_ROWS.get(sample.stem)]
                dtls = words["framing"] == "dtls"
                version = max(int(words["version"], 16), 0xFEFD) if dtls else min(int(words["version"], 16), 0x0303)
                path = self.next_file("pcap")
                pcap.write(path, rows if rows[0][2][0] == CLIENT_HELLO else hellos(version, words["suite"]) + rows,
                           version, dtls)
                self.check_capture(sample.stem, path, pcap.SERVER_PORT, "dtls" if dtls else "tls")

    def test_datagrams(self):
        for name, version in (("DTLS 1.0", "-dtls1"), ("DTLS 1.2", "-dtls1_2")):
            for key in ("RSA", "EC"):
                with self.subTest(version=name, key=key):
                    ciphers = ("-cipher", "DEFAULT:@SECLEVEL=0")
                    types = self.check_openssl(f"openssl with openssl, {name}, {key}", (version, "-listen", *ciphers),
                                               (version, *ciphers), key, "dtls")
                    self.assertIn("hello_verify_request", types)
                    self.assertIn("certificate", types)

    def test_pre_shared_keys(self):
        for suite in ("PSK-AES128-GCM-SHA256", "DHE-PSK-AES128-GCM-SHA256", "ECDHE-PSK-AES128-CBC-SHA256",
                      "RSA-PSK-AES128-GCM-SHA256"):
            with self.subTest(suite=suite):
                options = ("-tls1_2", *PSK, "-cipher", suite)
                nothing = () if suite.startswith("RSA") else ("-nocert",)
                types = self.check_openssl(f"openssl with openssl, TLS 1.2, {suite}",
                                           (*options, "-psk_hint", "a hint", *nothing), options)
                self.assertIn("client_key_exchange", types)
        with self.subTest(version="1.3"):
            self.check_openssl("openssl with openssl, TLS 1.3, PSK", ("-tls1_3", *PSK, "-nocert"), ("-tls1_3", *PSK))

    def test_stapled_status(self):
        for key in ("RSA", "EC"):
            with self.subTest(key=key):
                types = self.check_openssl(f"openssl with openssl, TLS 1.2, OCSP status, {key}",
                                           ("-status_file", self.ocsp_response(key), "-tls1_2"), ("-status",), key)
                self.assertIn("certificate_status", types)

    def ocsp_response(self, key):
        """A response of the CA that the certificate is good."""
        openssl, server = require("openssl"), self.servers[key]
        serial = run([openssl, "x509", "-in", server.certificate, "-noout", "-serial"]).strip().split("=")[1]
        index = self.folder / "index.txt"
        index.write_text(f"V\t300101000000Z\t\t{serial}\tunknown\t/CN=server\n")
        response = self.folder / f"response-{key}.der"
        run([openssl, "ocsp", "-index", index, "-rsigner", self.ca.certificate, "-rkey", self.ca.key, "-CA",
             self.ca.certificate, "-issuer", self.ca.certificate, "-cert", server.certificate, "-respout", response,
             "-ndays", "1"])
        return response


if __name__ == "__main__":
    unittest.main()
