"""Our client against openssl s_server in every situation; see matrix_case.py."""

from support import matrix_case
from support.openssl_peer import ANY_VERSION, OpensslServer


class OpensslCase(matrix_case.MatrixCase):
    DIALOGUE = ("--send", "abc\\n", "--expect", "cba")
    REFUSED = {42: "SSL alert number 42$", 48: "SSL alert number 48$"}
    MISSED = "peer did not return a certificate"

    def peer(self, ca=None):
        demand = ("-Verify", "1", "-verify_return_error", "-CAfile", ca.certificate) if ca else ()
        return OpensslServer(self.folder, self.server, "-cipher", ANY_VERSION, "-state", *demand)
