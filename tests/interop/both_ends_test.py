"""Our client against our server: both documents tell the same story."""

import itertools
import re
import unittest

from support import names
from support.case import InteropCase

# What each end must have seen, in order, without tickets: RFC 5246 §7.3 and RFC 8446 §2.
TLS12 = ["client_hello", "server_hello", "certificate", "server_key_exchange", "server_hello_done",
         "client_key_exchange", "finished", "finished"]
TLS13 = ["client_hello", "server_hello", "encrypted_extensions", "certificate", "certificate_verify", "finished",
         "finished"]


class BothEndsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, server, *options):
        status, document = self.program.connect(f"localhost:{server.port}", "--trust", "store", *options)
        return status, document, server.connection()

    def handshake(self, document):
        return [message["type"] for message in document["messages"]
                if message["content_type"] == "handshake" and message["type"] != "new_session_ticket"]

    def test_versions_and_keys(self):
        for key, version in itertools.product(("RSA", "EC"), names.VERSIONS):
            with self.subTest(version=version, key=key), \
                    self.program.serve("--cert", self.servers[key].name, "--tls", version) as server:
                status, ours, theirs = self.connect(server, "--tls", version, "--send", "hello", "--expect", "hello")
                self.assert_clean(status, ours, version)
                self.assert_established(theirs, version)
                self.assertEqual(theirs["findings"], [])
                self.assertEqual(ours["negotiated"], theirs["negotiated"])
                self.assertEqual(ours["offered"], theirs["offered"])
                self.assertEqual(self.handshake(ours), TLS13 if version == "1.3" else TLS12)
                self.assertEqual(self.handshake(theirs), self.handshake(ours))
                self.assertEqual(server.stop(), 0)

    def test_messages_mirror_each_other(self):
        """What one end sent the other received, byte by byte, also what was encrypted."""
        with self.program.serve("--cert", "server-ec") as server:
            _, ours, theirs = self.connect(server, "--send", "hello", "--expect", "hello")
        turned = {"sent": "received", "received": "sent"}

        def seen(document, direction):
            return [(m["type"], m["hex"]) for m in document["messages"]
                    if m["content_type"] == "handshake" and m["direction"] == direction]

        for direction, other in turned.items():
            self.assertEqual(seen(ours, direction), seen(theirs, other))
        self.assertTrue(any(m["encrypted"] for m in ours["messages"] if m["type"] == "certificate"))

    def test_post_quantum_group(self):
        wanted = "X25519MLKEM768" if names.openssl_version() >= (3, 5) else "x25519"
        with self.program.serve("--cert", "server-ec", "--tls", "1.3") as server:
            status, ours, theirs = self.connect(server, "--tls", "1.3")
        self.assert_clean(status, ours, "1.3")
        self.assertEqual((ours["negotiated"]["group"], theirs["negotiated"]["group"]), (wanted, wanted))

    def test_several_clients_one_after_the_other(self):
        with self.program.serve("--cert", "server-ec", "--count", "3") as server:
            for _ in range(3):
                status, ours, theirs = self.connect(server)
                self.assert_clean(status, ours)
                self.assertTrue(re.fullmatch(r"127\.0\.0\.1|::1", theirs["target"]["address"]))
            self.assertEqual(server.wait(), 0)

    def test_certificate_by_hash(self):
        entry = self.program.store("show", "server-ec")
        for hash_text in (entry["sha1"].upper(), entry["sha256"],
                          ":".join(re.findall("..", entry["sha256"].upper())),
                          "\u200e" + " ".join(re.findall("..", entry["sha1"]))):
            with self.subTest(hash_text=hash_text), \
                    self.program.serve("--cert", hash_text, "--cert-by", "hash") as server:
                status, ours, _ = self.connect(server)
                self.assert_clean(status, ours)
                self.assertEqual(ours["certificates"][0]["sha256"].lower(), entry["sha256"].lower())

    def test_key_log_file_is_private(self):
        path = self.folder / "keys.log"
        with self.program.serve("--cert", "server-ec") as server:
            self.connect(server, "--keylog", path)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertRegex(path.read_text(), r"(?m)^CLIENT_TRAFFIC_SECRET_0 [0-9a-f]{64} [0-9a-f]+$")


if __name__ == "__main__":
    unittest.main()
