"""The server against Java's JSSE; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_java import Java


class ClientMatrixJavaTest(matrix_of(Java)):
    pass


if __name__ == "__main__":
    unittest.main()
