"""Our client against gnutls-serv over DTLS in every situation; see support/matrix_case.py."""

import unittest

from support import dtls_case
from support.dtls_peers import GnutlsDtlsServer, gnutls_suite


class MatrixDtlsGnutlsTest(dtls_case.DtlsCase):
    REFUSED = {42: r"Alert\[2\|42\] - .* - was received", 48: r"Alert\[2\|48\] - .* - was received"}
    GIVEN = "The certificate is trusted."

    def peer(self, ca=None):
        demand = ("--require-client-cert", "--verify-client-cert", "--x509cafile", ca.certificate) if ca else ()
        return GnutlsDtlsServer(self.folder, self.server, None, "-d", "5", *(demand or ("--disable-client-cert",)))

    def cipher(self, suite):
        return gnutls_suite(suite)

    def test_client_certificate_withheld(self):
        """It drops the connection without an alert, and asks its socket endlessly from then on: one for each version."""
        for version in self.VERSIONS:
            with self.subTest(version=version), self.peer(self.ca) as peer:
                _, document = self.connect(peer, version, "--tls-timeout", "1s")
                self.assertEqual(document["result"], "timed-out")
                self.assert_verdict(document, "client-certificate-missing-tls12", issued_by="peer", phase="certificate",
                                    confidence="likely")
                self.assertFalse(document["negotiated"]["client_certificate"])
                peer.wait_for(r"^Error in handshake\(\): No certificate was found\.$")


if __name__ == "__main__":
    unittest.main()
