"""The server against gnutls-cli; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_programs import GnutlsCli


class ClientMatrixGnutlsCliTest(matrix_of(GnutlsCli)):
    pass


if __name__ == "__main__":
    unittest.main()
