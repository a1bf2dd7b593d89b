"""Names and addresses on a network of its own, whose name server is the test: who is asked, tried, given up."""

import ssl
import time
import unittest

from support import island, raw_peers
from support.case import InteropCase
from support.ports import free_port
from support.process import require
from support.program import DONE, TEST_FAILED

DEAD, LIVE = "2001:db8::99", "127.0.0.1"


class AddressesTest(InteropCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        island.enter(cls.folder, f"{DEAD}/128")

    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca")
        cls.server = cls.store_pki.make("server", "server", "ca")

    def connect(self, host, port, *options, **more):
        return self.program.connect(host, "--port", port, "--verify", "chain", "--trust", "store", *options, **more)

    def phases(self, document):
        return {phase["name"]: phase["result"] for phase in document["phases"]}

    def families(self, document):
        return [found["family"] for found in document["target"]["addresses"]]

    def test_row8_literals_cause_no_name_service_traffic(self):
        """Seen from both sides: the name server hears nothing, and the program calls nobody."""
        trace = self.folder / "calls"
        prefix = [require("strace"), "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(trace)]
        with island.NameServer({("shop.test", "A"): [LIVE]}) as names, \
                self.program.serve("--cert", "server") as four, \
                self.program.serve("--cert", "server", "--address", "::1") as six:
            for host, server in ((LIVE, four), ("::1", six), ("::1%lo", six)):
                with self.subTest(host=host):
                    status, document = self.connect(host, server.port, prefix=prefix)
                    self.assertEqual(status, DONE, document["findings"])
                    self.assertEqual(self.phases(document)["resolve"], "skipped")
                    self.assertEqual(document["target"]["addresses"], [])
                    calls = trace.read_text()
                    self.assertIn(f"htons({server.port})", calls)
                    self.assertNotIn("htons(53)", calls)
                    self.assertNotIn("nscd", calls)
            self.assertEqual(names.asked, [])
            # The same eyes see it where a name is asked for.
            self.connect("shop.test", four.port, prefix=prefix)
            self.assertIn("htons(53)", trace.read_text())
            self.assertEqual(set(names.asked), {("shop.test", "A"), ("shop.test", "AAAA")})

    def test_row8_localhost_asks_nobody(self):
        with island.NameServer({}) as names, self.program.serve("--cert", "server") as server:
            status, document = self.connect("localhost", server.port)
            self.assertEqual(status, DONE, document["findings"])
            self.assertEqual(sorted(self.families(document)), ["ipv4", "ipv6"])
            self.assertEqual(names.asked, [])

    def test_row21_dead_family(self):
        """The limit of the tcp phase is that of the race between the addresses (RFC 8305)."""
        records = {("shop.test", "A"): [LIVE], ("shop.test", "AAAA"): [DEAD]}
        with island.NameServer(records), self.program.serve("--cert", "server") as server, \
                raw_peers.FullListener(DEAD, server.port):
            for options, tried in (((), [DEAD, LIVE]), (("--prefer-ipv6",), [DEAD, LIVE]), (("--prefer-ipv4",), [LIVE])):
                with self.subTest(options=options):
                    status, document = self.connect("shop.test", server.port, "--tcp-timeout", "5 s", *options)
                    self.assertEqual((document["result"], status), ("established", DONE), document["findings"])
                    # Who prefers IPv4 waits for no answer about IPv6: it may be over before that comes.
                    families = sorted(set(self.families(document)) | ({"ipv6"} if len(tried) == 1 else set()))
                    self.assertEqual(families, ["ipv4", "ipv6"])
                    self.assertEqual(document["target"]["address"], LIVE)
                    self.assertEqual([one["address"] for one in document["addresses"]], tried)
                    self.assertEqual([one["given_up"] for one in document["addresses"]], [True, False][-len(tried):])
                    found = [finding["id"] for finding in document["findings"]]
                    self.assertEqual(found, ["address-family-unreachable"] if len(tried) == 2 else [])
            status, document = self.connect("shop.test", server.port, "--tcp-timeout", "600ms", "--ipv6")
            self.assertEqual((document["result"], status), ("timed-out", TEST_FAILED))
            self.assert_verdict(document, "connect-timed-out", issued_by="network", phase="tcp")
            self.assertEqual(self.families(document), ["ipv6"])

    def test_row21_only_ipv4(self):
        records = {("shop.test", "A"): [LIVE], ("shop.test", "AAAA"): [DEAD]}
        with island.NameServer(records) as names, self.program.serve("--cert", "server") as server:
            status, document = self.connect("shop.test", server.port, "--ipv4")
            self.assert_clean(status, document)
            self.assertEqual(set(names.asked), {("shop.test", "A")})

    def test_row21_name_with_ipv6_alone(self):
        with island.NameServer({("six.test", "AAAA"): ["::1"]}), \
                self.program.serve("--cert", "server", "--address", "::1") as server:
            for options in ((), ("--prefer-ipv4",)):
                with self.subTest(options=options):
                    status, document = self.connect("six.test", server.port, *options)
                    self.assert_clean(status, document)
                    self.assertEqual(document["target"]["address"], "::1")

    def test_row2_international_name(self):
        with island.NameServer({("xn--bcher-kva.test", "A"): [LIVE]}) as names, \
                self.program.serve("--cert", "server") as server:
            status, document = self.connect("bücher.test", server.port)
            self.assert_clean(status, document)
            self.assertEqual(document["target"]["host"], "xn--bcher-kva.test")
            self.assertEqual(document["target"]["host_international"], "bücher.test")
            self.assertIn(("xn--bcher-kva.test", "A"), names.asked)
            outcome = self.program.run("connect", "bücher.test", "--port", server.port, "--verify", "none")
            self.assertIn("xn--bcher-kva.test", outcome.stdout)
            self.assertIn("bücher.test", outcome.stdout)

    def test_row5_outcomes(self):
        """Refused, silent, no such name, a slow name server; a wrong address is one of bad_input_test."""
        records = {("slow.test", "A"): None, ("slow.test", "AAAA"): None}
        with island.NameServer(records), raw_peers.FullListener() as silent:
            cases = ((LIVE, free_port(), "connection-refused", "failed", "tcp"),
                     (LIVE, silent.port, "connect-timed-out", "timed-out", "tcp"),
                     ("nobody.test", 443, "name-not-found", "failed", "resolve"),
                     ("slow.test", 443, "resolver-unavailable", "timed-out", "resolve"))
            for host, port, finding, result, phase in cases:
                with self.subTest(finding=finding):
                    status, document = self.connect(host, port, "--timeout", "700ms")
                    self.assertEqual((document["result"], status), (result, TEST_FAILED))
                    self.assertEqual(document["findings"][0]["id"], finding)
                    self.assertEqual(document["phases"][-1]["name"], phase)

    def test_row7_levels_of_an_error(self):
        status, document = self.connect(LIVE, free_port())
        self.assert_failed(status, document)
        verdict = document["findings"][0]
        for level in ("title", "cause", "fix", "evidence"):
            self.assertTrue(verdict[level])
        self.assertIn("111", [error["code"] for error in document["errors"]])

    def test_limits_of_the_data(self):
        """A peer that never stops, and one that says nothing."""
        def talk(connection):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.server.chain, self.server.key)
            with context.wrap_socket(connection, server_side=True) as secure:
                for _ in range(100):
                    secure.sendall(b"more")
                    time.sleep(0.1)
        with raw_peers.RawServer(talk) as server:
            status, document = self.connect(LIVE, server.port, "--send", "x", "--timeout", "1 s")
            self.assertEqual((document["result"], status), ("established", TEST_FAILED))
            self.assertEqual(self.phases(document)["data"], "timed-out")
            self.assert_verdict(document, "data-timed-out", issued_by="local", phase="data")
        with self.program.serve("--cert", "server", "--answer", "none") as server:
            status, document = self.connect(LIVE, server.port, "--send", "x", "--idle-timeout", "300ms")
            self.assertEqual((document["result"], status), ("established", TEST_FAILED))
            self.assert_verdict(document, "idle-timed-out", issued_by="local", phase="data")

    def test_service_names(self):
        status, document = self.connect(LIVE, "https")
        self.assertEqual((document["target"]["port"], status), (443, TEST_FAILED))


if __name__ == "__main__":
    unittest.main()
