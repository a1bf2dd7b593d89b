"""Our client against NSS' selfserv in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case
from support.nss_peer import NssFiles, NssServer, cipher_of_nss


class MatrixNssTest(matrix_case.MatrixCase):
    DIALOGUE = ("--send", "GET / HTTP/1.0\\r\\n\\r\\n", "--expect", "HTTP/1")
    UNTRUSTED = "root-not-trusted"  # it sends the root along
    # SSL_ERROR_BAD_CERT_ALERT and SSL_ERROR_UNKNOWN_CA_ALERT
    REFUSED = {42: "returned error -12271:", 48: "returned error -12195:"}
    CLEAR_ALERT = "unexpected record type"
    MISSED = "returned error -12285:"  # SSL_ERROR_NO_CERTIFICATE

    @classmethod
    def make_certificates(cls):
        super().make_certificates()
        cls.files = NssFiles(cls.folder, cls.server, cls.ca)

    def peer(self, ca=None):
        """Its clients' issuer is the one in its database; -r twice demands a certificate, -u gives tickets."""
        return NssServer(self.folder, self.files, "1.3", "-v", "-u", *(("-r", "-r") if ca else ()), oldest="tls1.0")

    def cipher(self, suite):
        return cipher_of_nss(suite)


if __name__ == "__main__":
    unittest.main()
