"""The server against python's module ssl; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_scripts import PythonSsl


class ClientMatrixPythonSslTest(matrix_of(PythonSsl)):
    pass


if __name__ == "__main__":
    unittest.main()
