"""DTLS with openssl and gnutls: servers that echo or answer, and one connection of a client."""

import pathlib
import time

from support.ports import free_port
from support.process import Process, require

_OPENSSL = {"1.0": "-dtls1", "1.2": "-dtls1_2"}
ANY_CIPHER = "DEFAULT:@SECLEVEL=0"


def _has_datagram_port(port):
    """Whether a UDP socket is bound to the port; without touching it."""
    return any(line.split()[1].endswith(f":{port:04X}") for table in ("/proc/net/udp", "/proc/net/udp6")
               if pathlib.Path(table).exists() for line in pathlib.Path(table).read_text().splitlines()[1:])


class OpensslDtlsServer(Process):
    """s_server, which asks for cookies; it cannot answer by itself over DTLS."""

    def __init__(self, folder, material, version, *options):
        super().__init__([require("openssl"), "s_server", _OPENSSL[version], "-accept", "127.0.0.1:0",
                          "-cert", material.certificate, "-key", material.key, "-cipher", ANY_CIPHER, *options], folder)
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)").group(1))


class GnutlsDtlsServer(Process):
    """gnutls-serv, which echoes what comes."""

    def __init__(self, folder, material, version, *options):
        self.port = free_port()
        super().__init__([require("stdbuf"), "-oL", require("gnutls-serv"), "--udp", "--echo", "-p", self.port,
                          "--x509certfile", material.chain, "--x509keyfile", material.key,
                          "--priority", _priority(version), *options], folder)
        end = time.monotonic() + 10
        while not _has_datagram_port(self.port) and self.running and time.monotonic() < end:
            time.sleep(0.01)


def _priority(version):
    return f"NORMAL:-VERS-ALL:+VERS-DTLS{version}:+SHA1:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1"


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
