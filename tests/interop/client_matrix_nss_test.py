"""The server against tstclnt of NSS; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_programs import NssTstclnt


class ClientMatrixNssTstclntTest(matrix_of(NssTstclnt)):
    pass


if __name__ == "__main__":
    unittest.main()
