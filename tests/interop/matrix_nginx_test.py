"""Our client against nginx in every situation; see support/matrix_case.py."""

import unittest

from support import matrix_case
from support.nginx_peer import Nginx
from support.program import DONE


class MatrixNginxTest(matrix_case.MatrixCase):
    DIALOGUE = ("--send", "GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n", "--expect", "HTTP/1.1 ")
    REFUSED = {42: "SSL alert number 42\\)", 48: "SSL alert number 48\\)"}

    def peer(self, ca=None):
        demand = f"ssl_verify_client on; ssl_client_certificate {ca.certificate};" if ca else ""
        return Nginx(self.folder, self.server, demand)

    def assert_withheld(self, peer, version, status, document):
        """It lets the handshake through and answers with status 400."""
        self.assert_established(document, version)
        self.assertEqual(status, DONE)
        self.assertFalse(document["negotiated"]["client_certificate"])
        report = peer.report()
        self.assertEqual((report["status"], report["verify"]), ("400", "NONE"))


if __name__ == "__main__":
    unittest.main()
