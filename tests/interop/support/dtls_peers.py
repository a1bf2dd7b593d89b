"""DTLS with openssl and gnutls: servers that echo or answer, and one connection of a client."""

import pathlib
import re
import time

from support import names
from support.ports import free_port
from support.process import Process, require, run
from support.server_report import ServerReport

_OPENSSL = {"1.0": "-dtls1", "1.2": "-dtls1_2", None: "-dtls"}
ANY_CIPHER = "DEFAULT:@SECLEVEL=0"


def _has_datagram_port(port):
    """Whether a UDP socket is bound to the port; without touching it."""
    return any(line.split()[1].endswith(f":{port:04X}") for table in ("/proc/net/udp", "/proc/net/udp6")
               if pathlib.Path(table).exists() for line in pathlib.Path(table).read_text().splitlines()[1:])


class OpensslDtlsServer(Process):
    """s_server, which asks for cookies; it cannot answer by itself over DTLS. `version` None: both."""

    def __init__(self, folder, material, version, *options):
        self._folder = folder
        super().__init__([require("openssl"), "s_server", _OPENSSL[version], "-accept", "127.0.0.1:0",
                          "-cert", material.certificate, "-key", material.key, "-cipher", ANY_CIPHER, *options], folder)
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)").group(1))

    def next_report(self):
        """It tells the version within the session that it prints."""
        session, rest, suite, reused = self.next_match(
            r"(?s)^(-----BEGIN SSL SESSION PARAMETERS-----.*?-----END SSL SESSION PARAMETERS-----\n)(.*?)"
            r"^CIPHER is (\S+)\n(Reused session-id\n)?Secure Renegotiation").groups()
        file = self._folder / "dtls-server-session.pem"
        file.write_text(session)
        told = run([require("openssl"), "sess_id", "-in", file, "-noout", "-text"])
        version = names.version(re.search(r"Protocol *: (DTLS\S+)", told)[1])
        subject = re.search(r"^subject=(.*)$", rest, re.MULTILINE)
        return ServerReport(f"D{version}", names.suite(suite), subject[1] if subject else "", bool(reused))


class GnutlsDtlsServer(Process):
    """gnutls-serv, which echoes what comes. `version` None: both."""

    # Of its records (-d 5), as it tells nothing of TLS in its own words then.
    _VERSIONS = {"255": "DTLS 1.0", "253": "DTLS 1.2"}

    def __init__(self, folder, material, version, *options):
        self.port = free_port()
        super().__init__([require("stdbuf"), "-oL", require("gnutls-serv"), "--udp", "--echo", "-p", self.port,
                          "--x509certfile", material.chain, "--x509keyfile", material.key,
                          "--priority", _priority(version), *options], folder)
        end = time.monotonic() + 10
        while not _has_datagram_port(self.port) and self.running and time.monotonic() < end:
            time.sleep(0.01)

    def next_report(self):
        """With -d 5. Of a client certificate it tells only that it is trusted; the suite is in GnuTLS' own words."""
        told = self.next_match(r"(?s)^Accepted connection from (.*?)^EOF$").group(1).split("\nAccepted connection from ")[-1]
        version = re.search(r"SSL 254\.(\d+) Application Data packet received", told)[1]
        suite = re.search(r"Cipher Suite: (\S+)", told)[1]
        subject = re.search(r"^- Status: (.*)$", told, re.MULTILINE)
        return ServerReport(self._VERSIONS[version], suite, subject[1] if subject else "",
                            "Selected cipher suite" not in told)


def gnutls_suite(suite):
    """TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA → GNUTLS_ECDHE_RSA_AES_256_CBC_SHA1."""
    return re.sub(r"_SHA$", "_SHA1", suite.replace("TLS_", "GNUTLS_", 1).replace("_WITH_", "_"))


def _priority(version):
    versions = f"+VERS-DTLS{version}" if version else "+VERS-DTLS1.0:+VERS-DTLS1.2"
    return f"NORMAL:-VERS-ALL:{versions}:+SHA1:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1"


def openssl_client(folder, port, ca, version, *options):
    """One connection of s_client with an answer to it; what it said."""
    with Process([require("openssl"), "s_client", _OPENSSL[version], "-connect", f"127.0.0.1:{port}", "-servername",
                  "localhost", "-verify_return_error", "-CAfile", ca.certificate, "-cipher", ANY_CIPHER, *options],
                 folder) as client:
        client.wait_for(r"^ +Verify return code: 0")
        client.write("over and out\n")
        client.wait_for("over and out")
        client.write("Q\n")
        client.wait()
        return client.output()


def gnutls_client(folder, port, ca, version, *options):
    with Process([require("stdbuf"), "-oL", require("gnutls-cli"), "--udp", "-p", port, "--x509cafile", ca.certificate,
                  "--priority", _priority(version), *options, "localhost"], folder) as client:
        client.wait_for(r"^- Handshake was completed")
        client.write("over and out\n")
        client.wait_for("^over and out")
        client.end_input()  # without that no close_notify tells the server of the end
        client.wait()
        return client.output()
