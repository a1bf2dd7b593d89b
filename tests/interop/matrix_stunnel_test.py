"""Our client against stunnel in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case
from support.stunnel_peer import Stunnel


class MatrixStunnelTest(matrix_case.MatrixCase):
    REFUSED = {42: "SSL_accept: .*alert bad certificate", 48: "SSL_accept: .*alert unknown ca"}
    MISSED = "SSL_accept: .*peer did not return a certificate"

    def peer(self, ca=None):
        return Stunnel(self.folder, self.server, ca)


if __name__ == "__main__":
    unittest.main()
