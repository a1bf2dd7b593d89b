"""The server against Go's crypto/tls; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_go import Go


class ClientMatrixGoTest(matrix_of(Go)):
    pass


if __name__ == "__main__":
    unittest.main()
