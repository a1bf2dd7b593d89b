"""Our client against Go (crypto/tls) in every situation; see support/matrix_case.py."""

import unittest

from support import go_peer, matrix_case


class MatrixGoTest(matrix_case.MatrixCase):
    REFUSED = {42: "^failed remote error: tls: bad certificate", 48: "^failed .*unknown certificate authority"}
    CLEAR_ALERT = "bad record MAC"
    MISSED = "^failed tls: client didn't provide a certificate"

    @classmethod
    def make_certificates(cls):
        super().make_certificates()
        cls.built = go_peer.build(cls.folder)

    def peer(self, ca=None):
        return go_peer.GoServer(self.folder, self.built, self.server, ca)


if __name__ == "__main__":
    unittest.main()
