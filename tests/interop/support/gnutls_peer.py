"""gnutls-serv and gnutls-cli, and what they say about a connection."""

import dataclasses
import re

from support import names
from support.ports import free_port, wait_until_listening
from support.process import Process, require


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
        """(TLS1.3-X.509)-(ECDHE-X25519)-(RSA-PSS-RSAE-SHA256)-(AES-256-GCM); older ones have a MAC at the end."""
        parts = re.findall(r"\(([^()]*)\)", description)
        version = names.version(parts[0].split("-")[0])
        exchange = parts[1]
        group = names.group(exchange.split("-", 1)[1]) if exchange.startswith("ECDHE-") else ""
        signature = parts[2] if re.match(r"(RSA|ECDSA|EdDSA)", parts[2]) else ""
        return Report(version, group, signature, parts[3] if signature else parts[2])


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


class GnutlsClient(Process):
    """gnutls-cli against a loopback port."""

    def __init__(self, folder, port, *options, ca=None, version=None):
        trust = ["--x509cafile", ca.certificate] if ca else []
        super().__init__([require("stdbuf"), "-oL", require("gnutls-cli"), "-p", port, *trust,
                          "--priority", priority(version), *options, "localhost"], folder)

    def report(self):
        return Report.read(self.wait_for(r"^- Description: (.*)$").group(1))
