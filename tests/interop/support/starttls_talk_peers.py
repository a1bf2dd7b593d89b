"""Servers for chat and remote desktops that come from clear to TLS in their own protocol."""

import os
import re

from support import names
from support.ports import free_port
from support.process import require
from support.server_report import ServerReport
from support.starttls_peer import (GNUTLS_PRIORITY, GNUTLS_REFUSAL, OPENSSL_CIPHERS, StarttlsPeer, new_folder,
                                   received)


class Prosody(StarttlsPeer):
    """It takes up no session: it switches tickets off and makes a context for each connection. Whose certificate a client
    has does not interest it; that of a server has to be for the name from which that one says it is."""

    logged_tls = r"TLS handshake complete \((?P<version>\S+) with (?P<suite>\S+)\)"
    logged_refusals = {42: "TLS handshake error: .* alert bad certificate", 48: "TLS handshake error: .* alert unknown ca"}
    logged_missing = "TLS handshake error: peer did not return a certificate"
    refuses_missing = True

    def __init__(self, parent, material, ca=None):
        folder = new_folder(parent, "prosody-demanding" if ca else "prosody")
        demand = f'; cafile = "{ca.certificate}"; verify = {{ "peer", "fail_if_no_peer_cert" }}' if ca else ""
        for name in ("data", "certs"):
            (folder / name).mkdir(exist_ok=True)
        self.ports = {word: free_port() for word in ("xmpp", "xmpp-server")}
        configuration = folder / "prosody.cfg.lua"
        configuration.write_text(f"""
run_as_root = true
pidfile = "{folder}/pid"
data_path = "{folder}/data"
certificates = "{folder}/certs"
modules_enabled = {{ "tls", "saslauth", "dialback", "s2s_auth_certs" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {self.ports["xmpp"]} }}
s2s_ports = {{ {self.ports["xmpp-server"]} }}
c2s_direct_tls_ports = {{}}
s2s_direct_tls_ports = {{}}
log = {{ {{ levels = {{ min = "debug" }}, to = "console" }} }}
VirtualHost "localhost"
  ssl = {{ key = "{material.key}", certificate = "{material.chain}",
          protocol = "tlsv1+", ciphers = "{OPENSSL_CIPHERS}"{demand} }}
""")
        self.start([require("prosody"), "--config", configuration, "-F"], folder)

    @staticmethod
    def stream(sender):
        """Options of connect that begin the stream of another server, which makes it look at the certificate of that."""
        begin = ("<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback' "
                 f"xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='{sender}' to='localhost'>")
        return "--send", begin, "--expect", "</stream:features>"


class Inspircd(StarttlsPeer):
    """It tells a user version and suite in a notice, and asks each for a certificate. It takes up no session: it gives
    GnuTLS neither a store of them nor a key for tickets."""

    _REFUSAL = "QuitUser: .* 'Handshake Failed - " + GNUTLS_REFUSAL
    logged_refusals = {42: _REFUSAL, 48: _REFUSAL}
    logged_certificate = "m_sslinfo: .* CN={name} CN=ca$"
    logged_missing = "m_sslinfo: .* No certificate was found"

    def __init__(self, parent, material):
        folder = new_folder(parent, "inspircd")
        self._own_log = folder / "inspircd.log"
        self._own_log.touch()
        self.ports = {"irc": free_port()}
        configuration = folder / "inspircd.conf"
        configuration.write_text(f"""
<server name="irc.test" description="test" network="test" id="97K">
<admin name="a" nick="a" email="a@test">
<connect allow="*" timeout="10" globalmax="100" localmax="100" resolvehostnames="no">
<bind address="127.0.0.1" port="{self.ports["irc"]}" type="clients">
<module name="ssl_gnutls">
<module name="sslinfo">
<log method="file" type="*" level="debug" target="{self._own_log}" flush="1">
<module name="starttls">
<sslprofile name="Clients" provider="gnutls" cafile="" certfile="{material.chain}" keyfile="{material.key}"
 priority="{GNUTLS_PRIORITY}">
<path configdir="{folder}" datadir="{folder}" logdir="{folder}" runtimedir="{folder}">
<pid file="{folder}/pid">
""")
        as_root = ["--runasroot"] if os.geteuid() == 0 else []
        self.start([require("inspircd"), "--config", configuration, *as_root, "--nofork"], folder)

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")

    def dialogue(self, word):
        return "--send", "NICK me\\r\\nUSER me 0 * :me\\r\\n", "--expect", "using TLS (SSL) cipher"

    def next_report(self, word, document):
        found = re.search(r"cipher '(TLS[\d.]+)-ECDHE-RSA-(\S+)-(AEAD|SHA1)'", received(document).decode())
        return ServerReport(names.version(found[1]), found[2], "", None)

    def in_its_words(self, negotiated):
        return negotiated["version"], names.gnutls_cipher(negotiated["cipher_suite"])


def _x224(data):
    """RFC 1006 around X.224's header for data."""
    return b"\3\0" + (len(data) + 7).to_bytes(2, "big") + b"\x02\xf0\x80" + data


def _mcs_client():
    """What a client of RDP says after TLS (MS-RDPBCGR 2.2.1.3 to 2.2.1.8): who it is, and that it joins two channels."""
    core = bytes.fromhex("01c0d800 04000800 00040003 01ca03aa 09040000 280a0000") + b"m" + bytes(31) + b"\4"
    blocks = core.ljust(0xd8, b"\0") + bytes.fromhex("02c00c00 00000000 00000000")
    conference = (bytes.fromhex("0005 0014 7c00 0181 2a00 0800 1000 01c0 00") + b"Duca" +
                  (0x8000 | len(blocks)).to_bytes(2, "big") + blocks)
    limits = bytes.fromhex("301a 020122 020102 020100 020101 020100 020101 020300ffff 020102")
    initial = (bytes.fromhex("040101 040101 0101ff") + 3 * limits + b"\x04\x82" + len(conference).to_bytes(2, "big") +
               conference)
    joins = (b"\x38\0\1" + channel for channel in (b"\x03\xeb", b"JJ"))
    said = (b"\x7f\x65\x82" + len(initial).to_bytes(2, "big") + initial, b"\4\1\0\1\0", b"\x28", *joins)
    return b"".join(map(_x224, said))


class Xrdp(StarttlsPeer):
    """It tells of TLS once a client has joined its channels. It asks for no certificate, and takes up no session, as it
    makes a context for each connection."""

    logged_tls = r"TLS connection established from \S+ port \d+: (?P<version>\S+) with cipher (?P<suite>\S+)"
    logged_refusals = {42: "SSL: error:.* alert bad certificate", 48: "SSL: error:.* alert unknown ca"}
    never_asks = True

    def __init__(self, parent, material, layer="tls"):
        folder = new_folder(parent, f"xrdp-{layer}")
        self.ports = {"rdp": free_port()}
        self._own_log = folder / "xrdp.log"
        self._own_log.touch()
        configuration = folder / "xrdp.ini"
        configuration.write_text(f"""
[Globals]
ini_version=1
fork=false
port=tcp://127.0.0.1:{self.ports["rdp"]}
security_layer={layer}
crypt_level=high
certificate={material.chain}
key_file={material.key}
ssl_protocols=TLSv1, TLSv1.1, TLSv1.2, TLSv1.3
tls_ciphers={OPENSSL_CIPHERS}
allow_channels=false
[Logging]
LogFile={self._own_log}
LogLevel=DEBUG
EnableSyslog=false
EnableConsole=false
""")
        self.start([require("xrdp"), "--nodaemon", "-c", configuration], folder)

    def dialogue(self, word):
        return "--send-hex", _mcs_client().hex(), "--expect", "JJJJ"  # the second channel, confirmed

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")
