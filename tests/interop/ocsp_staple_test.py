"""Stapled OCSP responses: asked for and judged with openssl's and gnutls's servers, given to their clients."""

import unittest

from support.case import InteropCase
from support.gnutls_peer import GnutlsClient, GnutlsServer
from support.openssl_peer import OpensslClient, OpensslServer, version_flags
from support.program import DONE, USAGE


class OcspStapleTest(InteropCase):
    VERSIONS = ("1.2", "1.3")

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        cls.staples = {
            "good": cls.staple("good"),
            "revoked": cls.staple("revoked", "--status", "revoked", "--reason", "keyCompromise"),
            "old": cls.staple("old", "--this-update", "2020-01-01T00:00:00Z", "--next-update", "2020-01-08T00:00:00Z"),
        }

    @classmethod
    def staple(cls, name, *options):
        path = cls.folder / f"{name}.der"
        cls.program.run("store", "ocsp", "server-rsa", "--out", path, *options)
        if not path.exists():
            raise AssertionError(f"store ocsp made no {path}")
        return path

    def connect(self, server, *options):
        return self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate, "--ocsp", *options)

    def test_good(self):
        for version in self.VERSIONS:
            for make in (lambda: OpensslServer(self.folder, self.servers["RSA"], "-status_file", self.staples["good"]),
                         lambda: GnutlsServer(self.folder, self.servers["RSA"], "--ocsp-response",
                                              self.staples["good"], "--ignore-ocsp-response-errors")):
                with self.subTest(version=version), make() as server:
                    status, document = self.connect(server, "--tls", version)
                    self.assert_clean(status, document, version)
                    staple = document["ocsp_staple"]
                    self.assertEqual((staple["requested"], staple["present"], staple["acceptable"],
                                      staple["signature_valid"], staple["current"], staple["problem"]),
                                     (True, True, True, True, True, None))
                    self.assertEqual(staple["answer"]["status"], "good")
                    self.assertIn("CN=ca", staple["signer"])
                    self.assertEqual(staple["length"], self.staples["good"].stat().st_size)

    def test_refused(self):
        for version in self.VERSIONS:
            for kind, word in (("revoked", "keyCompromise"), ("old", "out of date")):
                with self.subTest(version=version, kind=kind), \
                        OpensslServer(self.folder, self.servers["RSA"], "-status_file", self.staples[kind]) as server:
                    status, document = self.connect(server, "--tls", version)
                    self.assert_failed(status, document)
                    self.assertEqual(self.sent_alerts(document), [113])
                    self.assert_verdict(document, "ocsp-staple-invalid", issued_by="local", phase="certificate")
                    self.assertIn(word, document["findings"][0]["cause"])
                    self.assertIn(word, document["ocsp_staple"]["problem"])
                    server.wait_for("bad certificate status response")

    def test_trusted_site(self):
        with OpensslServer(self.folder, self.servers["RSA"], "-status_file", self.staples["revoked"]) as server:
            status, document = self.connect(server, "--verify", "none")
            self.assert_established(document)
            self.assertEqual(status, DONE)
            self.assertFalse(document["ocsp_staple"]["acceptable"])
            self.assert_verdict(document, "ocsp-staple-invalid", issued_by="local", phase="certificate",
                                severity="warning")
            self.assertIn("keyCompromise", document["findings"][0]["cause"])
            self.assertIn("is revoked", document["findings"][0]["title"])
            self.assertIn("Replace the certificate", document["findings"][0]["fix"][0])

    def test_missing(self):
        with OpensslServer(self.folder, self.servers["RSA"]) as server:
            status, document = self.connect(server)
            self.assert_established(document)
            self.assertEqual(status, DONE)
            self.assertFalse(document["ocsp_staple"]["present"])
            self.assertEqual([finding["id"] for finding in document["findings"]], ["ocsp-staple-missing"])

    def test_our_server(self):
        for version in self.VERSIONS:
            with self.subTest(version=version), \
                    self.program.serve("--cert", "server-rsa", "--tls", version, "--ocsp", self.staples["good"]) as server:
                with OpensslClient(self.folder, server.port, "-status", *version_flags(version), ca=self.ca) as client:
                    client.wait_for(r"^ *OCSP Response Status: successful \(0x0\)")
                    client.wait_for(r"^ +Cert Status: good")
                    client.report()
                    client.write("over and out\n")
                    client.wait_for("over and out")
                document = server.connection()
                self.assert_established(document, version)
                self.assertEqual((document["ocsp_staple"]["requested"], document["ocsp_staple"]["present"]), (True, True))
                with GnutlsClient(self.folder, server.port, "--ocsp", ca=self.ca, version=version) as client:
                    client.wait_for(r"^- Options: .*OCSP status request")
                    client.write("over and out\n")
                    client.wait_for("^over and out")
                self.assert_established(server.connection(), version)

    def test_no_response(self):
        wrong = self.folder / "wrong.der"
        wrong.write_text("nothing\n")
        outcome = self.program.run("serve", "--cert", "server-rsa", "--ocsp", wrong)
        self.assertEqual(outcome.status, USAGE)
        self.assertIn(str(wrong), outcome.stderr)


if __name__ == "__main__":
    unittest.main()
