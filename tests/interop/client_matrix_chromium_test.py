"""The server against Chromium; see support/client_matrix.py."""

import unittest

from support.client_chromium import Chromium
from support.client_matrix import matrix_of


class ClientMatrixChromiumTest(matrix_of(Chromium)):
    pass


if __name__ == "__main__":
    unittest.main()
