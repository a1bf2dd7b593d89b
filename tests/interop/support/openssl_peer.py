"""openssl s_server and s_client, and what they say about a connection."""

import dataclasses
import re

from support import names
from support.process import Process, require
from support.server_report import ServerReport

ANY_VERSION = "DEFAULT:@SECLEVEL=0"
_FLAGS = {"1.0": "-tls1", "1.1": "-tls1_1", "1.2": "-tls1_2", "1.3": "-tls1_3"}


def version_flags(version):
    """The options that make s_server or s_client speak this version only."""
    return [_FLAGS[version], "-cipher", ANY_VERSION]


class OpensslServer(Process):
    """s_server on a free loopback port; sends every line back in reverse (`-rev`)."""

    def __init__(self, folder, material, *options, certificate=None, rev=True):
        super().__init__([require("openssl"), "s_server", "-accept", "127.0.0.1:0",
                          "-cert", certificate or material.certificate, "-key", material.key,
                          *(["-rev"] if rev else []), *options], folder)
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)").group(1))

    def report(self):
        """What it says about its newest connection: (version, suite, subject of the client or None)."""
        self.wait_for(r"^(No peer certificate.*|Peer certificate:.*)\n")
        text = self.output()
        version = re.findall(r"^Protocol version: (.*)$", text, re.MULTILINE)[-1]
        suite = re.findall(r"^Ciphersuite: (.*)$", text, re.MULTILINE)[-1]
        subject = re.findall(r"^(?:Peer certificate: (.*)|No peer certificate.*)$", text, re.MULTILINE)[-1]
        return names.version(version), names.suite(suite), subject or None

    def next_report(self):
        """With -state, which tells what it sent: no certificate of its own in a session that is taken up again."""
        states, version, suite, subject = self.next_match(
            r"(?s)^SSL_accept:before SSL initialization\n(.*?)^Protocol version: (\S+)\n.*?^Ciphersuite: (\S+)\n.*?"
            r"^(No peer certificate|Peer certificate: [^\n]*)[^\n]*\n").groups()
        return ServerReport.of(version, suite, subject.removeprefix("No peer certificate"),
                               "write certificate\n" not in states)


@dataclasses.dataclass(frozen=True)
class ClientReport:
    version: str
    suite: str
    group: str
    digest: str
    signature: str

    @staticmethod
    def read(text):
        """From what it has printed."""
        established = re.search(r"^(?:New|Reused), (\S+), Cipher is (\S+)$", text, re.MULTILINE)
        protocol = re.search(r"^ +Protocol *: (\S+)$", text, re.MULTILINE) or established
        digest = re.search(r"^Peer signing digest: (\S+)$", text, re.MULTILINE)
        signature = re.search(r"^Peer signature type: (\S+)$", text, re.MULTILINE)
        return ClientReport(names.version(protocol.group(1)), names.suite(established.group(2)), _group(text),
                            digest.group(1) if digest else "", signature.group(1) if signature else "")


def _group(text):
    found = (re.search(r"^Negotiated TLS1\.3 group: (\S+)$", text, re.MULTILINE)
             or re.search(r"^(?:Server|Peer) Temp Key: (?:ECDH, )?([^,\s]+)", text, re.MULTILINE))
    return names.group(found.group(1)) if found else ""


class OpensslClient(Process):
    """s_client against a loopback port; verifies against `ca` and gives up when that fails."""

    def __init__(self, folder, port, *options, ca=None):
        trust = ["-CAfile", ca.certificate] if ca else ["-no-CAfile", "-no-CApath", "-no-CAstore"]
        super().__init__([require("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "localhost",
                          "-verify_return_error", "-verify_hostname", "localhost", *trust, *options], folder)

    def report(self):
        """What it says about the connection once the handshake is over."""
        self.wait_for(r"^(SSL handshake has read|.*Cipher is )")
        return ClientReport.read(self.wait_for(r"(?s)\A.*Verify return code: .*?$").group())
