"""Our client through tinyproxy: the tunnel, who may use it, and what a refusal looks like."""

import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslServer
from support.ports import free_port
from support.program import USAGE
from support.tinyproxy_peer import Tinyproxy

PASSWORD = "s3cret-of-the-proxy"


class ProxyTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def connect(self, proxy, port, *options, user="", **more):
        return self.program.connect(f"localhost:{port}", "--trust", self.ca.certificate, "--proxy",
                                    f"http://{user}127.0.0.1:{proxy.port}", *options, **more)

    def phases(self, document):
        return {phase["name"]: phase["result"] for phase in document["phases"]}

    def test_tunnel(self):
        with OpensslServer(self.folder, self.servers["EC"]) as server, Tinyproxy(self.folder) as proxy:
            status, document = self.connect(proxy, server.port, "--send", "abc\\n", "--expect", "cba")
            self.assert_clean(status, document, "1.3")
            self.assertEqual(self.phases(document)["proxy"], "done")
            self.assertEqual(document["target"]["port"], server.port)
            self.assertEqual(document["target"]["sni"], "localhost")
            self.assertEqual(document["peer"]["port"], proxy.port)
            self.assertTrue(document["verification"]["hostname_matches"])
            asked, answered = document["clear_dialogue"]
            self.assertTrue(asked["text"].startswith(f"CONNECT localhost:{server.port} HTTP/1.1\r\n"))
            self.assertRegex(answered["text"], r"^HTTP/1\.[01] 200 ")
            proxy.wait_for(rf"CONNECT localhost:{server.port}")

    def test_credentials(self):
        environment = {"PROXY_PASSWORD": PASSWORD}
        with OpensslServer(self.folder, self.servers["EC"]) as server, \
                Tinyproxy(self.folder, credentials=("me", PASSWORD)) as proxy:
            status, document = self.connect(proxy, server.port, "--proxy-password", "env:PROXY_PASSWORD", user="me@",
                                            environment=environment)
            self.assert_clean(status, document)
            self.assertNotIn(PASSWORD, str(document))
            for user, options in (("", ()), ("me@", ()), ("other@", ("--proxy-password", "env:PROXY_PASSWORD"))):
                with self.subTest(user=user):
                    status, document = self.connect(proxy, server.port, *options, user=user, environment=environment)
                    self.assert_failed(status, document)
                    self.assertEqual(self.phases(document)["proxy"], "failed")
                    self.assert_verdict(document, "proxy-authentication-required", issued_by="peer", phase="proxy")

    def test_refusals(self):
        with Tinyproxy(self.folder, "ConnectPort 1") as proxy:
            status, document = self.connect(proxy, 443)
            self.assert_failed(status, document)
            self.assertIn("403", document["errors"][0]["text"])
            self.assert_verdict(document, "proxy-refused-tunnel", issued_by="peer", phase="proxy")
        with Tinyproxy(self.folder) as proxy:
            status, document = self.connect(proxy, free_port())
            self.assert_failed(status, document)
            self.assert_verdict(document, "proxy-refused-tunnel", issued_by="peer", phase="proxy")

    def test_no_proxy_there(self):
        status, document = self.program.connect("localhost", "--proxy", f"http://127.0.0.1:{free_port()}")
        self.assert_failed(status, document)
        self.assertEqual(self.phases(document)["tcp"], "failed")
        self.assert_verdict(document, "proxy-unreachable", issued_by="network", phase="proxy")

    def test_passwords_stay_out_of_the_command(self):
        outcome = self.program.run("connect", "localhost", "--proxy", f"http://me:{PASSWORD}@127.0.0.1:3128")
        self.assertEqual(outcome.status, USAGE)
        self.assertNotIn(PASSWORD, outcome.stderr)


if __name__ == "__main__":
    unittest.main()
