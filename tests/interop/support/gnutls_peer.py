"""gnutls-serv and gnutls-cli, and what they say about a connection."""

import dataclasses
import re

from support import names
from support.ports import free_port, wait_until_listening
from support.process import Process, require
from support.server_report import ServerReport


def priority(version=None):
    """A priority string for one version, or all; with the SHA-1 that TLS 1.0 and 1.1 sign with."""
    versions = "".join(f":+VERS-TLS{one}" for one in ([version] if version else names.VERSIONS))
    return f"NORMAL:-VERS-ALL{versions}:+SHA1:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1"


@dataclasses.dataclass(frozen=True)
class Report:
    version: str
    group: str
    signature: str
    cipher: str

    @staticmethod
    def read(description):
        """(TLS1.3-X.509)-(ECDHE-X25519)-(RSA-PSS-RSAE-SHA256)-(AES-256-GCM); older ones have a MAC at the end, and a
        session taken up again has no signature and may have no exchange."""
        parts = re.findall(r"\(([^()]*)\)", description)

        def first(pattern):
            return next((part for part in parts[1:] if re.match(pattern, part)), "")
        group = first("ECDHE-").removeprefix("ECDHE-")
        return Report(names.version(parts[0].split("-")[0]), names.group(group), first("(RSA|ECDSA|EdDSA)-"),
                      first("AES|CHACHA20|CAMELLIA|3DES"))


class GnutlsServer(Process):
    """gnutls-serv, which echoes lines. It cannot be told to listen on loopback only."""

    def __init__(self, folder, material, *options, version=None):
        self.port = free_port()
        super().__init__([require("stdbuf"), "-oL", require("gnutls-serv"), "--echo", "-p", self.port,
                          "--x509certfile", material.chain, "--x509keyfile", material.key,
                          "--priority", priority(version), *options], folder)
        wait_until_listening(self, self.port)

    def report(self):
        return Report.read(self.wait_for(r"^- Description: (.*)$").group(1))

    def next_report(self):
        """It does not tell the suite, only the encryption in it."""
        resumed, description, rest = self.next_match(
            r"(?s)^(\*\*\* This is a resumed session\n)?- Description: (.*?)\n(.*?)^- Version: ").groups()
        report = Report.read(description)
        subject = re.search(r"^\tSubject: (.*)$", rest, re.MULTILINE)
        return ServerReport(report.version, report.cipher, subject.group(1) if subject else "", bool(resumed))


class GnutlsClient(Process):
    """gnutls-cli against a loopback port."""

    def __init__(self, folder, port, *options, ca=None, version=None):
        trust = ["--x509cafile", ca.certificate] if ca else []
        super().__init__([require("stdbuf"), "-oL", require("gnutls-cli"), "-p", port, *trust,
                          "--priority", priority(version), *options, "localhost"], folder)

    def report(self):
        return Report.read(self.wait_for(r"^- Description: (.*)$").group(1))
