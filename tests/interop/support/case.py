"""The base of all tests here: a temporary folder, the program with a fresh home, and what is asserted often."""

import pathlib
import tempfile
import unittest

from support.pki import OpensslPki, StorePki
from support.program import DONE, TEST_FAILED, Program


class InteropCase(unittest.TestCase):
    """One folder and one home per class; everything in them goes away with the class."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="workbench-interop-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.program = Program(cls.folder / "home")
        cls.store_pki = StorePki(cls.program, cls.folder)
        cls.openssl_pki = OpensslPki(cls.folder)
        cls.make_certificates()

    @classmethod
    def make_certificates(cls):
        """Overridden by classes that need some."""

    @classmethod
    def make_usual_certificates(cls):
        """A CA with server and client certificates, RSA and EC, in the store and as files."""
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.servers = {"RSA": cls.store_pki.make("server-rsa", "server", "ca", "--key", "rsa:2048"),
                       "EC": cls.store_pki.make("server-ec", "server", "ca", "--key", "ec:P-256")}
        cls.clients = {"RSA": cls.store_pki.make("client-rsa", "client", "ca", "--key", "rsa:2048"),
                       "EC": cls.store_pki.make("client-ec", "client", "ca", "--key", "ec:P-256")}

    def assert_established(self, document, version=None):
        self.assertEqual(document["result"], "established", document["findings"] or document["errors"])
        if version:
            self.assertEqual(document["negotiated"]["version"], f"TLS {version}")

    def assert_clean(self, status, document, version=None):
        """It worked and there is nothing to say."""
        self.assert_established(document, version)
        self.assertEqual(document["findings"], [])
        self.assertEqual(status, DONE)

    def assert_verdict(self, document, wanted, *, issued_by, phase, severity="error", confidence=None):
        """The first finding is the wanted one, with these properties."""
        found = [finding["id"] for finding in document["findings"]]
        self.assertTrue(found, "no findings at all")
        self.assertEqual(found[0], wanted, f"findings are {found}; errors are {document['errors']}")
        self._assert_properties(document["findings"][0], issued_by, phase, severity, confidence)

    def assert_among(self, document, wanted, *, issued_by, phase, severity="error", confidence=None):
        """The wanted finding is one of several that fit."""
        found = {finding["id"]: finding for finding in document["findings"]}
        self.assertIn(wanted, found, f"errors are {document['errors']}")
        self._assert_properties(found[wanted], issued_by, phase, severity, confidence)

    def _assert_properties(self, finding, issued_by, phase, severity, confidence):
        self.assertEqual((finding["issued_by"], finding["phase"], finding["severity"]), (issued_by, phase, severity),
                         finding)
        if confidence:
            self.assertEqual(finding["confidence"], confidence, finding)

    def assert_failed(self, status, document):
        self.assertEqual(document["result"], "failed", document["errors"])
        self.assertEqual(status, TEST_FAILED)

    def sent_alerts(self, document):
        return [alert["code"] for alert in document["alerts"] if alert["direction"] == "sent"]
