"""Our client through one real proxy in every situation, with openssl s_server behind it, and the proxy's own word for where
it was sent; see matrix_case.py."""

import re

from support import openssl_case


class ProxyCase(openssl_case.OpensslCase):
    """One process of the proxy for all tests of a class. A subclass makes it in `proxy`; imported with its module."""

    SCHEME = "http"

    @classmethod
    def proxy(cls):
        """The running proxy."""
        raise NotImplementedError

    @classmethod
    def make_certificates(cls):
        super().make_certificates()
        cls.tunnel = cls.proxy()
        cls.addClassCleanup(cls.tunnel.stop)

    def connect(self, peer, version, *options, host="localhost", trust=None):
        proxy = f"{self.SCHEME}://127.0.0.1:{self.tunnel.port}"
        status, document = super().connect(peer, version, "--proxy", proxy, *options, host=host, trust=trust)
        self.assertIn(("proxy", "done"), [(phase["name"], phase["result"]) for phase in document["phases"]])
        self.assertEqual((document["target"]["host"], document["target"]["port"]), (host, peer.port))
        self.assertEqual(document["peer"]["port"], self.tunnel.port)
        self.tunnel.next_match(self.tunnel.asked.format(host=re.escape(host), port=peer.port))
        return status, document
