"""Our client against HAProxy in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case
from support.haproxy_peer import Haproxy


class MatrixHaproxyTest(matrix_case.MatrixCase):
    DIALOGUE = ("--send", "GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n", "--expect", "served by HAProxy")
    REFUSED = {42: "^failed .*alert bad certificate", 48: "^failed .*alert unknown ca"}
    MISSED = "^failed .*peer did not return a certificate"

    def peer(self, ca=None):
        return Haproxy(self.folder, self.server, ca)


if __name__ == "__main__":
    unittest.main()
