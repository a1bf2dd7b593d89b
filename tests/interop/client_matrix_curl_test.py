"""The server against curl; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_programs import Curl


class ClientMatrixCurlTest(matrix_of(Curl)):
    pass


if __name__ == "__main__":
    unittest.main()
