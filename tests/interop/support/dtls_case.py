"""Our client against one real server of DTLS in every situation; see matrix_case.py."""

from support import matrix_case

# What stands for a version of DTLS in --tls.
TLS = {"1.0": "1.1", "1.2": "1.2"}


class DtlsCase(matrix_case.MatrixCase):
    VERSIONS = tuple(TLS)

    def connect(self, peer, version, *options, **more):
        return super().connect(peer, TLS[version], "--udp", *options, **more)

    def assert_established(self, document, version=None):
        super().assert_established(document)
        self.assertEqual(document["target"]["transport"], "udp")
        if version:
            self.assertEqual(document["negotiated"]["version"], f"DTLS {version}")
