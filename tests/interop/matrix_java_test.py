"""Our client against Java (JSSE) in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case
from support.java_peer import JavaServer


class MatrixJavaTest(matrix_case.MatrixCase):
    REFUSED = {42: "^error .*Received fatal alert: bad_certificate", 48: "^error .*Received fatal alert: unknown_ca"}
    CLEAR_ALERT = "Insufficient buffer remaining for AEAD cipher fragment"
    MISSED = "^error .*Empty client certificate chain"

    def peer(self, ca=None):
        return JavaServer(self.folder, self.server, self.ca, *self.VERSIONS, demand=ca is not None)


if __name__ == "__main__":
    unittest.main()
