"""Our client against node in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case
from support.node_peer import NodeServer


class MatrixNodeTest(matrix_case.MatrixCase):
    REFUSED = {42: "^failed .*ALERT_BAD_CERTIFICATE", 48: "^failed .*ALERT_UNKNOWN_CA"}
    MISSED = "^failed .*PEER_DID_NOT_RETURN_A_CERTIFICATE"

    def peer(self, ca=None):
        return NodeServer(self.folder, self.server, ca=ca)


if __name__ == "__main__":
    unittest.main()
