"""Our client against gnutls-serv in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case, names
from support.gnutls_peer import GnutlsServer


class MatrixGnutlsTest(matrix_case.MatrixCase):
    REFUSED = {42: "Received alert '42'", 48: "Received alert '48'"}
    CLEAR_ALERT = "Decryption has failed"
    MISSED = "Error in handshake: (No certificate was found|Certificate is required)"

    def peer(self, ca=None):
        demand = ("--require-client-cert", "--verify-client-cert", "--x509cafile", ca.certificate) if ca else ()
        return GnutlsServer(self.folder, self.server, *(demand or ("--disable-client-cert",)))

    def cipher(self, suite):
        return names.gnutls_cipher(suite)


if __name__ == "__main__":
    unittest.main()
