"""A server that comes from clear to TLS in its own protocol: one process on high loopback ports, with a configuration of
its own in a temporary folder, never a service of the system."""

import os

from support.ports import wait_until_listening
from support.process import Process, require
from support.server_report import ServerReport

# Every version of TLS and OpenSSL's suites for them, and the same for GnuTLS, which needs SHA-1 to sign in 1.0 and 1.1.
OPENSSL_CIPHERS = "DEFAULT:@SECLEVEL=0"
GNUTLS_PRIORITY = "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+VERS-TLS1.3:+SHA1:+SIGN-RSA-SHA1"

# How GnuTLS tells a server that our client refused: it may meet the closed connection before it reads the alert, and does not
# read that of TLS 1.3, which leaves in clear.
GNUTLS_REFUSAL = "(A TLS fatal alert has been received|Error in the (push|pull) function|Decryption has failed)"


def new_folder(parent, name):
    """A folder that the users which a server changes to can go through."""
    for path in (parent, parent / name):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
    return parent / name


def as_user(name):
    """Words in front of a command that refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return [require("setpriv"), f"--reuid={name}", f"--regid={name}", "--clear-groups"]


def received(document):
    """The bytes that came in after the handshake."""
    chunks = (chunk for chunk in document["data"] if chunk["direction"] == "received")
    return b"".join(chunk["text"].encode() if chunk["hex"] is None else bytes.fromhex(chunk["hex"]) for chunk in chunks)


class StarttlsPeer(Process):
    """`ports`: by the word of --starttls. `ca` makes a server demand a certificate of this issuer. Every server here speaks
    TLS 1.0 to 1.3, as its configuration makes it do."""

    ports = {}
    # How the log tells of a connection; the groups version, suite and, where it tells of sessions taken up, handshake.
    logged_tls = ""
    untrusted = "intermediate-missing"  # what our client finds without its CA, which it does not send along
    # How the log tells that our client refused the certificate, by the number of the alert; empty: not at all.
    logged_refusals = {}
    # How the log tells of the certificate of a client ({name}, and the {digest} of it), and of one that it misses.
    logged_certificate = logged_missing = ""
    refuses_missing = False  # in the handshake
    never_asks = False  # for a certificate
    resumes = False

    def start(self, command, folder):
        Process.__init__(self, command, folder, keep_input=False)
        for port in self.ports.values():
            wait_until_listening(self, port, limit=30.0)

    def output(self):
        return self.log.read_bytes().decode("utf-8", "replace")

    def dialogue(self, word):
        """Options of connect with which the server gets as far as telling of the connection."""
        del word
        return ()

    def resumed(self, handshake):
        """Whether that part of the log speaks of a session taken up again."""
        raise NotImplementedError

    def next_report(self, word, document):
        """What it tells of the next connection; `resumed` is None where it does not tell that."""
        del word, document
        return self.report_of(self.next_match(self.logged_tls))

    def report_of(self, found):
        """Of a match with the groups of `logged_tls`."""
        resumed = self.resumed(found["handshake"]) if "handshake" in found.re.groupindex else None
        return ServerReport.of(found["version"], found["suite"], "", resumed)

    def in_its_words(self, negotiated):
        """Version and suite of the JSON as the server tells of them."""
        return negotiated["version"], negotiated["cipher_suite"]
