"""stunnel as one foreground process in front of a program that echoes."""

import re

from support.ports import free_port, wait_until_listening
from support.process import Process, require
from support.server_report import ServerReport

_CONFIGURATION = """
foreground = quiet
pid =
output = /dev/stdout
debug = info
[echo]
accept = 127.0.0.1:{port}
exec = {echo}
cert = {material.chain}
key = {material.key}
sslVersionMin = TLSv1
securityLevel = 0
ciphers = DEFAULT:@SECLEVEL=0
{demand}
"""


class Stunnel(Process):
    """Every version from TLS 1.0 on; `ca`: the issuer of the certificate that clients must have."""

    def __init__(self, folder, material, ca=None):
        self.port = free_port()
        configuration = folder / f"stunnel-{self.port}.conf"
        demand = f"verifyChain = yes\nCAfile = {ca.certificate}" if ca else ""
        configuration.write_text(_CONFIGURATION.format(port=self.port, material=material, demand=demand,
                                                       echo=require("cat")))
        super().__init__([require("stunnel4"), configuration], folder)
        wait_until_listening(self, self.port)

    def next_report(self):
        found = self.next_match(r"LOG6\[(\d+)\]: TLS accepted: (new session negotiated|previous session reused)\n"
                                r".*: (\S+) ciphersuite: (\S+) .*\n")
        number, session, version, suite = found.groups()
        subject = re.search(rf"LOG5\[{number}\]: Certificate accepted at depth=0: (.*)$", self.output(), re.MULTILINE)
        return ServerReport.of(version, suite, subject.group(1) if subject else "", "reused" in session)
