"""The base of the tests against servers that come from clear to TLS in their own protocol."""

from support.case import InteropCase
from support.program import DONE

VERSIONS = ("1.2", "1.3")


class StarttlsCase(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        # RSA, since every server takes that; for the name alone, so that the address is a wrong one.
        cls.material = cls.store_pki.make("server", "server", "ca", "--key", "rsa:2048", "--san", "dns:localhost")

    def connect(self, word, port, *options, host="localhost", trust=True):
        trusted = ("--trust", self.ca.certificate) if trust else ()
        return self.program.connect(f"{host}:{port}", "--starttls", word, "--starttls-timeout", "20s", "--timeout",
                                    "30s", *trusted, *options)

    def phases(self, document):
        return {phase["name"]: phase["result"] for phase in document["phases"]}

    def assert_through(self, status, document, version):
        """The whole way: explicit TLS, and nothing to say but what a server's choice of group brings about."""
        self.assertEqual(status, DONE)
        self.assert_established(document, version)
        # Some servers prefer another group than the first key share is of.
        self.assertLessEqual({finding["id"] for finding in document["findings"]}, {"hello-retry-request"})
        self.assertEqual(self.phases(document)["starttls"], "done")
