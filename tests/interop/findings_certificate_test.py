"""What our client says about a server's certificate, each fault served by openssl s_server."""

import datetime
import unittest

from support.case import InteropCase
from support.gnutls_peer import GnutlsServer
from support.nginx_peer import Nginx
from support.openssl_peer import ANY_VERSION, OpensslServer
from support.pki import Material
from support.program import DONE


def day(offset):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)).strftime("%Y-%m-%d")


class FindingsCertificateTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        make = cls.store_pki.make
        cls.ca = make("ca", "ca")
        cls.expired = make("expired", "server", "ca", "--not-before", day(-30), "--not-after", day(-10))
        cls.early = make("early", "server", "ca", "--not-before", day(10), "--not-after", day(30))
        make("old-issuer", "intermediate", "ca", "--not-before", day(-30), "--not-after", day(-10))
        cls.old_chain = make("old-chain", "server", "old-issuer", "--not-before", day(-20), "--not-after", day(30))
        cls.other_name = make("other-name", "server", "ca", "--san", "dns:shop.example,ip:192.0.2.1")
        cls.good = make("good", "server", "ca")
        made = cls.openssl_pki.make
        cls.foreign_root = made("foreign-root", "ca")
        cls.foreign_issuer = made("foreign-issuer", "ca", cls.foreign_root)
        cls.foreign = made("foreign", "server", cls.foreign_issuer)
        cls.foreign_direct = made("foreign-direct", "server", cls.foreign_root)
        cls.own_signature = made("own-signature", "server")
        cls.small = made("small", "server", cls.ca, key="rsa:1024")

    def with_root(self, material, root):
        """The same certificate, served with its root behind it."""
        path = self.folder / f"{material.name}-with-root.pem"
        path.write_text(material.chain.read_text() + root.certificate.read_text())
        return Material(material.name, material.certificate, material.key, path)

    def connect(self, material, *options, trust="store", chain=True, host="localhost"):
        issuers = material.issuers()
        served = ["-cert_chain", issuers] if chain and issuers.stat().st_size else []
        with OpensslServer(self.folder, material, *served, "-cipher", ANY_VERSION) as server:
            return self.program.connect(f"{host}:{server.port}", "--trust", trust, *options)

    def assert_refused(self, outcome, wanted, alert):
        """Both newer versions: the verdict, the alert that went out, and the own check."""
        status, document = outcome
        self.assert_failed(status, document)
        self.assert_verdict(document, wanted, issued_by="local", phase="certificate", confidence="certain")
        self.assertIn(alert, self.sent_alerts(document))
        self.assertFalse(document["verification"]["trusted"])

    def codes(self, outcome):
        return {result["code"] for result in outcome[1]["verification"]["results"]}

    def test_certificate_expired(self):
        for version in ("1.2", "1.3"):
            with self.subTest(version=version):
                outcome = self.connect(self.expired, "--tls", version)
                self.assert_refused(outcome, "certificate-expired", 45)
                self.assertIn(10, self.codes(outcome))

    def test_certificate_expired_at_other_servers(self):
        for peer in (Nginx, GnutlsServer):
            with self.subTest(peer=peer.__name__), peer(self.folder, self.expired) as server:
                self.assert_refused(self.program.connect(f"localhost:{server.port}", "--trust", "store"),
                                    "certificate-expired", 45)

    def test_certificate_not_yet_valid(self):
        outcome = self.connect(self.early)
        self.assert_refused(outcome, "certificate-not-yet-valid", 42)
        self.assertIn(9, self.codes(outcome))

    def test_issuer_certificate_expired(self):
        outcome = self.connect(self.old_chain, trust=self.ca.certificate)
        self.assert_refused(outcome, "issuer-certificate-expired", 45)
        expired = [result for result in outcome[1]["verification"]["results"] if result["code"] == 10]
        self.assertEqual([result["depth"] for result in expired], [1])

    def test_issuer_certificate_expired_behind_a_doubled_leaf(self):
        """The place in the list that was sent is not the depth in the chain that was built."""
        doubled = self.folder / "doubled-chain.pem"
        doubled.write_text(self.old_chain.chain.read_text())
        with OpensslServer(self.folder, self.old_chain, "-cert_chain", doubled) as server:
            outcome = self.program.connect(f"localhost:{server.port}", "--trust", self.ca.certificate)
        self.assert_refused(outcome, "issuer-certificate-expired", 45)
        self.assertEqual(len(outcome[1]["certificates"]), 3)
        self.assertIn("old-issuer", outcome[1]["findings"][0]["title"])
        self.assertNotIn("certificate-expired", [finding["id"] for finding in outcome[1]["findings"]])

    def test_hostname_mismatch(self):
        for host in ("localhost", "127.0.0.1"):
            with self.subTest(host=host):
                status, document = self.connect(self.other_name, host=host)
                self.assert_failed(status, document)
                self.assert_verdict(document, "hostname-mismatch", issued_by="local", phase="certificate",
                                    confidence="certain")
                self.assertFalse(document["verification"]["hostname_matches"])
                said = " ".join([document["findings"][0]["cause"], *document["findings"][0]["evidence"]])
                self.assertIn("shop.example", said)
                self.assertIn(host, said)

    def test_hostname_does_not_matter_for_the_chain_alone(self):
        status, document = self.connect(self.other_name, "--verify", "chain")
        self.assert_established(document)
        self.assertEqual(status, DONE)

    def test_certificate_self_signed(self):
        outcome = self.connect(self.own_signature, trust=self.ca.certificate)
        self.assert_refused(outcome, "certificate-self-signed", 48)
        self.assertIn(18, self.codes(outcome))

    def test_root_not_trusted(self):
        outcome = self.connect(self.with_root(self.foreign, self.foreign_root), trust=self.ca.certificate)
        self.assert_refused(outcome, "root-not-trusted", 48)
        self.assertIn(19, self.codes(outcome))

    def test_issuer_not_trusted(self):
        outcome = self.connect(self.foreign, trust=self.ca.certificate)
        self.assert_refused(outcome, "issuer-not-trusted", 48)
        self.assertIn(20, self.codes(outcome))

    def test_issuer_not_trusted_without_intermediate(self):
        """The root signed the server's certificate itself; nothing else was to be sent."""
        status, document = self.connect(self.foreign_direct, trust=self.ca.certificate)
        self.assert_failed(status, document)
        found = {finding["id"] for finding in document["findings"]}
        self.assertTrue(found & {"issuer-not-trusted", "intermediate-missing"}, found)

    def test_intermediate_missing(self):
        outcome = self.connect(self.foreign, trust=self.foreign_root.certificate, chain=False)
        status, document = outcome
        self.assert_failed(status, document)
        self.assert_verdict(document, "intermediate-missing", issued_by="local", phase="certificate")
        self.assertIn(48, self.sent_alerts(document))
        self.assertEqual(len(document["certificates"]), 1)

    def test_whole_chain_is_trusted(self):
        status, document = self.connect(self.foreign, trust=self.foreign_root.certificate)
        self.assert_clean(status, document)
        self.assertEqual(len(document["certificates"]), 2)

    def test_certificate_key_too_small(self):
        outcome = self.connect(self.small, "--security-level", "2")
        self.assert_refused(outcome, "certificate-key-too-small", 42)
        self.assertIn(66, self.codes(outcome))

    def test_verification_switched_off(self):
        for material in (self.expired, self.own_signature, self.other_name):
            with self.subTest(material=material.name):
                status, document = self.connect(material, "--verify", "none", trust=self.ca.certificate)
                self.assert_established(document)
                self.assert_verdict(document, "verification-switched-off", issued_by="local", phase="certificate",
                                    severity="warning")
                self.assertEqual(status, DONE)
                trusted = document["verification"]["trusted"] and document["verification"]["hostname_matches"]
                self.assertFalse(trusted)

    def test_verification_switched_off_and_nothing_wrong(self):
        status, document = self.connect(self.good, "--verify", "none")
        self.assert_established(document)
        self.assertEqual(status, DONE)
        self.assertNotIn("error", {finding["severity"] for finding in document["findings"]})


if __name__ == "__main__":
    unittest.main()
