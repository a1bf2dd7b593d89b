"""Our client through proxies of SOCKS5 in every situation; see support/proxy_case.py."""

import unittest

from support import proxy_case
from support.proxy_peers import Dante, Microsocks


class MatrixMicrosocksTest(proxy_case.ProxyCase):
    SCHEME = "socks5"

    @classmethod
    def proxy(cls):
        return Microsocks(cls.folder)


class MatrixDanteTest(proxy_case.ProxyCase):
    SCHEME = "socks5"

    @classmethod
    def proxy(cls):
        return Dante(cls.folder)


if __name__ == "__main__":
    unittest.main()
