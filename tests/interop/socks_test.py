"""Our client through SOCKS5 proxies and squid: the tunnel, who may use it, what a refusal looks like."""

import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslServer
from support.ports import free_port
from support.program import TEST_FAILED
from support.proxy_peers import DANTE_BLOCK, SQUID_DENY, Dante, Microsocks, Squid
from support.tinyproxy_peer import Tinyproxy

PASSWORD = "s3cret-of-the-proxy"


class SocksTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, url, port, *options, **more):
        return self.program.connect(f"localhost:{port}", "--trust", self.ca.certificate, "--proxy", url, *options,
                                    **more)

    def socks(self, proxy, port, *options, **more):
        return self.connect(f"socks5://127.0.0.1:{proxy.port}", port, *options, **more)

    def phases(self, document):
        return {phase["name"]: phase["result"] for phase in document["phases"]}

    def assert_tunnel(self, status, document, server, proxy):
        self.assert_clean(status, document, "1.3")
        self.assertEqual(self.phases(document)["proxy"], "done")
        self.assertEqual(document["target"]["port"], server.port)
        self.assertEqual(document["peer"]["port"], proxy.port)
        self.assertTrue(document["verification"]["hostname_matches"])

    def test_microsocks(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server, Microsocks(self.folder) as proxy:
            status, document = self.socks(proxy, server.port, "--send", "abc\\n", "--expect", "cba")
            self.assert_tunnel(status, document, server, proxy)
            # RFC 1928: greeting, method, request with the name as it is, reply.
            said = [part["hex"].replace(" ", "").lower() for part in document["clear_dialogue"]]
            self.assertEqual(said[0], "050100")
            self.assertEqual(said[1], "0500")
            self.assertEqual(said[2], "0501000309" + b"localhost".hex() + f"{server.port:04x}")
            self.assertTrue(said[3].startswith("0500"))

    def test_login(self):
        environment = {"PROXY_PASSWORD": PASSWORD}
        secret = ("--proxy-password", "env:PROXY_PASSWORD")
        with OpensslServer(self.folder, self.servers["EC"]) as server, \
                Microsocks(self.folder, credentials=("me", PASSWORD)) as proxy:
            status, document = self.socks(proxy, server.port, "--proxy-user", "me", *secret, environment=environment)
            self.assert_tunnel(status, document, server, proxy)
            self.assertNotIn(PASSWORD, str(document))
            self.assertNotIn(PASSWORD.encode().hex(), str(document).lower())
            for options in ((), ("--proxy-user", "me"), ("--proxy-user", "other", *secret)):
                with self.subTest(options=options):
                    status, document = self.socks(proxy, server.port, *options, environment=environment)
                    self.assert_failed(status, document)
                    self.assertEqual(self.phases(document)["proxy"], "failed")
                    self.assert_verdict(document, "proxy-authentication-required", issued_by="peer", phase="proxy")

    def test_nobody_listens_behind_it(self):
        with Microsocks(self.folder) as proxy:
            status, document = self.socks(proxy, free_port())
            self.assert_failed(status, document)
            self.assert_verdict(document, "proxy-refused-tunnel", issued_by="peer", phase="proxy")
            self.assertIn("connection refused", document["errors"][0]["text"])

    def test_dante(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            with Dante(self.folder) as proxy:
                status, document = self.socks(proxy, server.port)
                self.assert_tunnel(status, document, server, proxy)
            with Dante(self.folder, DANTE_BLOCK) as proxy:
                status, document = self.socks(proxy, server.port)
                self.assert_failed(status, document)
                self.assert_verdict(document, "proxy-refused-tunnel", issued_by="peer", phase="proxy")
                self.assertIn("not allowed", document["errors"][0]["text"])
                proxy.wait_for(rf"block\(1\): tcp/connect .* localhost\.{server.port}$")

    def test_squid(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server:
            with Squid(self.folder) as proxy:
                status, document = self.connect(f"http://127.0.0.1:{proxy.port}", server.port)
                self.assert_tunnel(status, document, server, proxy)
                proxy.wait_for(proxy.asked.format(host="localhost", port=server.port))
            with Squid(self.folder, SQUID_DENY) as proxy:
                status, document = self.connect(f"http://127.0.0.1:{proxy.port}", server.port)
                self.assert_failed(status, document)
                self.assertIn("403", document["errors"][0]["text"])
                self.assert_verdict(document, "proxy-refused-tunnel", issued_by="peer", phase="proxy")

    def test_squid_login(self):
        environment = {"PROXY_PASSWORD": PASSWORD, "WRONG": "another"}
        secret = ("--proxy-password", "env:PROXY_PASSWORD")
        with OpensslServer(self.folder, self.servers["EC"]) as server, \
                Squid(self.folder, credentials=("me", PASSWORD)) as proxy:
            url = f"http://127.0.0.1:{proxy.port}"
            status, document = self.connect(url, server.port, "--proxy-user", "me", *secret, environment=environment)
            self.assert_tunnel(status, document, server, proxy)
            proxy.wait_for(rf" TCP_TUNNEL/200 \d+ CONNECT localhost:{server.port} me ")
            self.assertNotIn(PASSWORD, str(document) + proxy.output())
            for options in ((), ("--proxy-user", "me"), ("--proxy-user", "other", *secret),
                            ("--proxy-user", "me", "--proxy-password", "env:WRONG")):
                with self.subTest(options=options):
                    status, document = self.connect(url, server.port, *options, environment=environment)
                    self.assert_failed(status, document)
                    self.assertEqual(self.phases(document)["proxy"], "failed")
                    self.assert_verdict(document, "proxy-authentication-required", issued_by="peer", phase="proxy")
                    proxy.next_match(rf" TCP_DENIED/407 \d+ CONNECT localhost:{server.port} ")

    def test_other_kind_of_proxy(self):
        with Tinyproxy(self.folder) as proxy:
            status, document = self.socks(proxy, 443, "--proxy-timeout", "2s")
            self.assertEqual(status, TEST_FAILED)
            # It waits for the end of a line that never comes, or says that this was no HTTP.
            self.assertIn(document["findings"][0]["id"], ("proxy-answer-invalid", "proxy-unreachable"))

    def test_system(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server, Microsocks(self.folder) as socks, \
                Tinyproxy(self.folder) as http:
            for url, proxy in ((f"socks5://127.0.0.1:{socks.port}", socks), (f"http://127.0.0.1:{http.port}", http)):
                with self.subTest(url=url):
                    status, document = self.connect("system", server.port, environment={"https_proxy": url})
                    self.assert_tunnel(status, document, server, proxy)
                    self.assertEqual(document["target"]["proxy_from"], "system")
            status, document = self.connect("system", server.port,
                                            environment={"https_proxy": url, "no_proxy": "localhost"})
            self.assert_clean(status, document)
            self.assertNotIn("proxy", document["target"])


if __name__ == "__main__":
    unittest.main()
