"""Would a server speak SSL 2 or 3? NSS still has SSL 3; openssl and gnutls have neither."""

import unittest

from support.case import InteropCase
from support.gnutls_peer import GnutlsServer
from support.nss_peer import NssFiles, NssServer
from support.openssl_peer import OpensslServer
from support.program import DONE, TEST_FAILED


class LegacyProbeTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def probe(self, port, version):
        outcome = self.program.run("connect", f"localhost:{port}", "--probe", version, "--format", "json")
        document = outcome.document()
        self.assertEqual(document["schema"], "tls-workbench/probe/1")
        return outcome.status, document

    def test_ssl3_is_accepted(self):
        files = NssFiles(self.folder, self.servers["RSA"], self.ca)
        with NssServer(self.folder, files, "1.2", "-c", ":002F:0035", oldest="ssl3") as server:
            status, document = self.probe(server.port, "ssl3")
            self.assertEqual((status, document["answer"]), (TEST_FAILED, "accepted"), document)
            self.assertEqual(document["evidence"], "server_hello of SSL 3.0")
        with NssServer(self.folder, files, "1.2") as server:
            status, document = self.probe(server.port, "ssl3")
            self.assertEqual((status, document["answer"]), (DONE, "refused"), document)

    def test_current_libraries_refuse(self):
        for peer in (OpensslServer, GnutlsServer):
            for version in ("ssl2", "ssl3"):
                with self.subTest(peer=peer.__name__, version=version), \
                        peer(self.folder, self.servers["RSA"]) as server:
                    status, document = self.probe(server.port, version)
                    self.assertEqual((status, document["answer"]), (DONE, "refused"), document)


if __name__ == "__main__":
    unittest.main()
