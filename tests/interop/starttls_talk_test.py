"""Our client against real servers for chat and remote desktops: XMPP, IRC and RDP."""

import unittest

from support import names, starttls_case
from support.starttls_talk_peers import Inspircd, Prosody, Xrdp


class StarttlsTalkTest(starttls_case.StarttlsCase):
    def test_prosody(self):
        with Prosody(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            status, document = self.connect("xmpp", peer.ports["xmpp"], "--sni", "elsewhere.test")
            self.assert_failed(status, document)
            self.assert_verdict(document, "starttls-refused", issued_by="peer", phase="starttls")
            self.assertIn("host-unknown", document["findings"][0]["cause"])
        with Prosody(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)
            self.check_identity(peer)

    def check_identity(self, peer):
        """Whose certificate another server gives is held against the name that it says."""
        self.store_pki.make("other", "server", "ca", "--san", "dns:other.test")
        for version in names.VERSIONS:
            for sender, verdict in (("other.test", "valid"), ("somebody.test", "invalid")):
                with self.subTest(version=version, sender=sender):
                    status, document = self.connect("xmpp-server", peer.ports["xmpp-server"], "--tls", version, "--cert",
                                                    "other", *peer.stream(sender))
                    self.assert_through(status, document, version)
                    self.assertTrue(document["negotiated"]["client_certificate"])
                    peer.next_match("certificate chain validation result: valid")
                    peer.next_match(f"certificate identity validation result: {verdict}")

    def test_inspircd(self):
        with Inspircd(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            self.check_certificates(peer, peer.dialogue("irc"), peer.dialogue("irc"))

    def test_xrdp(self):
        with Xrdp(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
        with Xrdp(self.folder, self.material, layer="rdp") as peer:
            self.assert_not_offered(peer, "starttls-not-offered")


if __name__ == "__main__":
    unittest.main()
