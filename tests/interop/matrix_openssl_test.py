"""Our client against openssl s_server in every situation; see support/matrix_case.py."""

import unittest

from support import openssl_case


class MatrixOpensslTest(openssl_case.OpensslCase):
    pass


if __name__ == "__main__":
    unittest.main()
