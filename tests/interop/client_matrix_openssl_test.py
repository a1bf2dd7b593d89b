"""The server against openssl s_client; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_programs import OpensslSClient


class ClientMatrixOpensslSClientTest(matrix_of(OpensslSClient)):
    pass


if __name__ == "__main__":
    unittest.main()
