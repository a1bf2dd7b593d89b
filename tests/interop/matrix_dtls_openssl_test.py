"""Our client against openssl s_server over DTLS in every situation; see support/matrix_case.py."""

import unittest

from support import dtls_case
from support.dtls_peers import OpensslDtlsServer


class MatrixDtlsOpensslTest(dtls_case.DtlsCase):
    DIALOGUE = ("--send", "abc\\n")
    REFUSED = {42: "SSL alert number 42$", 48: "SSL alert number 48$"}
    MISSED = "peer did not return a certificate"

    def peer(self, ca=None):
        demand = ("-Verify", "1", "-verify_return_error", "-CAfile", ca.certificate) if ca else ()
        return OpensslDtlsServer(self.folder, self.server, None, *demand)


if __name__ == "__main__":
    unittest.main()
