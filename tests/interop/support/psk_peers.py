"""Servers and clients of openssl and gnutls that have a pre-shared key and no certificate."""

from support.openssl_peer import version_flags
from support.ports import free_port, wait_until_listening
from support.process import Process, require

KEY = "8d3f60f1c2a94b57a0e1d2c3b4a59687"
OTHER_KEY = "9e3f60f1c2a94b57a0e1d2c3b4a59687"
IDENTITY = "client1"


class OpensslPskServer(Process):
    def __init__(self, folder, version, *options, udp=False):
        # It cannot answer by itself over DTLS.
        kind = ["-dtls1_2"] if udp else ["-rev", *version_flags(version)[:1]]
        super().__init__([require("openssl"), "s_server", "-accept", "127.0.0.1:0", "-nocert", "-psk", KEY,
                          "-psk_identity", IDENTITY, *kind, *options], folder)
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)").group(1))


class GnutlsPskServer(Process):
    def __init__(self, folder, version):
        self.port = free_port()
        passwords = folder / "psk.txt"
        passwords.write_text(f"{IDENTITY}:{KEY}\n")
        super().__init__([require("stdbuf"), "-oL", require("gnutls-serv"), "--echo", "-p", self.port, "--pskpasswd",
                          passwords, "--priority", _priority(version)], folder)
        wait_until_listening(self, self.port)


def _priority(version):
    return f"NORMAL:-VERS-ALL:+VERS-TLS{version}:-KX-ALL:+ECDHE-PSK:+PSK"


def psk_client(folder, port, version, tool):
    """One connection of s_client or gnutls-cli with an answer to it."""
    if tool == "openssl":
        # In TLS 1.2 s_client offers suites with certificates as well, unless told otherwise.
        command = [require("openssl"), "s_client", "-connect", f"127.0.0.1:{port}", "-psk", KEY, "-psk_identity",
                   IDENTITY, *version_flags(version)[:1], "-cipher", "PSK"]
    else:
        command = [require("stdbuf"), "-oL", require("gnutls-cli"), "-p", port, "--pskusername", IDENTITY,
                   "--pskkey", KEY, "--priority", _priority(version), "localhost"]
    with Process(command, folder) as client:
        client.wait_for(r"^(SSL handshake has read|- Handshake was completed)")
        client.write("over and out\n")
        client.wait_for("over and out")
