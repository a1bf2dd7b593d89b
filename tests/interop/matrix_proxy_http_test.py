"""Our client through proxies of HTTP in every situation; see support/proxy_case.py."""

import unittest

from support import proxy_case
from support.proxy_peers import Squid
from support.tinyproxy_peer import Tinyproxy


class MatrixTinyproxyTest(proxy_case.ProxyCase):
    @classmethod
    def proxy(cls):
        return Tinyproxy(cls.folder)


class MatrixSquidTest(proxy_case.ProxyCase):
    @classmethod
    def proxy(cls):
        return Squid(cls.folder)


if __name__ == "__main__":
    unittest.main()
