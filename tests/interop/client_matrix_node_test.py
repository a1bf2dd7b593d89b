"""The server against node; see support/client_matrix.py."""

import unittest

from support.client_matrix import matrix_of
from support.client_node import Node


class ClientMatrixNodeTest(matrix_of(Node)):
    pass


if __name__ == "__main__":
    unittest.main()
