"""openssl s_client, gnutls-cli, curl and NSS tstclnt: one process for each talk."""

import re
import subprocess

from support import names
from support.client_talk import LIMIT, REQUEST, Client, Said
from support.gnutls_peer import GnutlsClient, Report
from support.openssl_peer import ANY_VERSION, ClientReport, version_flags
from support.process import plain_environment, require, run


def _run(command, stdin=b""):
    """(exit status, both outputs in their order as text)."""
    done = subprocess.run([str(word) for word in command], env=plain_environment(), input=stdin, timeout=LIMIT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


class OpensslSClient(Client):
    name = "openssl s_client"

    def talk(self, ask):
        session = self.folder / f"s_client-{ask.port}-{ask.version}.pem"
        ways = [("-sess_out", session), ("-sess_in", session)][:ask.connections]
        return [self._connect(ask, way) for way in ways]

    def _connect(self, ask, session):
        own = ("-cert", ask.own.certificate, "-key", ask.own.key) if ask.own else ()
        protocols = ("-alpn", ",".join(ask.protocols)) if ask.protocols else ()
        status = ("-status",) if ask.staple else ()
        _, text = _run([require("openssl"), "s_client", "-connect", f"127.0.0.1:{ask.port}", "-servername", "localhost",
                        "-verify_return_error", "-verify_hostname", "localhost", "-CAfile", self.ca.certificate,
                        "-ign_eof", *version_flags(ask.version), *own, *protocols, *status, *session], REQUEST)
        if "HTTP/1.1 200 " not in text:  # not at a line's begin: it mixes answers into what it says itself
            return Said(False, words=text)
        report = ClientReport.read(text)
        protocol = re.search(r"^ALPN protocol: (\S+)$|^No ALPN negotiated$", text, re.MULTILINE)
        return Said(True, report.version, report.suite, protocol.group(1) or "",
                    bool(re.search("^Reused, ", text, re.MULTILINE)),
                    "OCSP Response Status: successful (0x0)" in text, text)


class GnutlsCli(Client):
    """It connects a second time by itself, with `--resume`; the first connection then asks for no page."""

    name = "gnutls-cli"

    def talk(self, ask):
        own = ("--x509certfile", ask.own.certificate, "--x509keyfile", ask.own.key) if ask.own else ()
        again = ("--resume", "--waitresumption") if ask.connections == 2 else ()
        protocols = [word for one in ask.protocols for word in ("--alpn", one)]
        with GnutlsClient(self.folder, ask.port, *own, *protocols, *again, ca=self.ca, version=ask.version) as client:
            try:
                for _ in range(ask.connections):
                    client.wait_for(r"^- Simple Client Mode")
                client.write(REQUEST.decode())
            except AssertionError:
                pass  # what it said about the failure is read below
            client.wait()
            text = client.output()
        parts = re.split(r"^- Connecting again.*$", text, flags=re.MULTILINE)
        return [self._read(part, text) for part in parts]

    @staticmethod
    def _read(part, text):
        if "HTTP/1.1 200 " not in text or "- Description: " not in part:
            return Said(False, words=text)
        report = Report.read(re.search(r"^- Description: (.*)$", part, re.MULTILINE).group(1))
        protocol = re.search(r"^- Application protocol: (\S+)$", part, re.MULTILINE)
        return Said(True, report.version, report.cipher, protocol.group(1) if protocol else "",
                    "*** This is a resumed session" in part, bool(re.search("^- Options: .*OCSP status", part, re.M)),
                    text)

    def suite_word(self, iana):
        return names.gnutls_cipher(iana)


class Curl(Client):
    """Two addresses in one command are two connections, as the server closes after each answer."""

    name = "curl"

    def talk(self, ask):
        own = ("--cert", ask.own.certificate, "--key", ask.own.key) if ask.own else ()
        status = ("--cert-status",) if ask.staple else ()
        protocols = () if ask.protocols else ("--no-alpn",)
        url = f"https://localhost:{ask.port}/"
        version = (f"--tlsv{ask.version}", "--tls-max", ask.version, "--ciphers", ANY_VERSION)
        _, text = _run([require("curl"), "--verbose", "--silent", "--show-error", "--http1.1", "--max-time", "15",
                        "--resolve", f"localhost:{ask.port}:127.0.0.1", "--noproxy", "*", "--cacert",
                        self.ca.certificate, *version, *own, *status, *protocols,
                        *[url] * ask.connections])
        parts = re.split(r"^(?=\*\s+Trying 127\.0\.0\.1:)", text, flags=re.MULTILINE)[1:]
        return [self._read(part) for part in parts]

    @staticmethod
    def _read(text):
        match = re.search(r"SSL connection using (\S+) / (\S+)", text)
        if not match or "HTTP/1.1 200 OK" not in text:
            return Said(False, words=text)
        protocol = re.search(r"^\* ALPN: server accepted (\S+)\s*$", text, re.MULTILINE)
        return Said(True, names.version(match.group(1)), names.suite(match.group(2)),
                    protocol.group(1) if protocol else "",
                    bool(re.search(r"^\* SSL re-?us(ing|ed) session", text, re.MULTILINE)),
                    bool(re.search(r"^\* SSL certificate status: good", text, re.MULTILINE)), text)


class NssTstclnt(Client):
    """It offers no application protocols, names a suite by its cipher only, and knows no scheme of Ed25519."""

    name = "NSS tstclnt"
    keys = ("RSA", "RSA-PSS", "EC")
    offers_protocols = False

    def __init__(self, folder, ca):
        super().__init__(folder, ca)
        self._request = folder / "nss-request"
        self._request.write_bytes(REQUEST)
        self._databases = {}

    def _database(self, own):
        """A database with the CA and one certificate, as it takes any that fits."""
        name = own.name if own else "none"
        if name not in self._databases:
            place = self.folder / f"nss-{name}"
            place.mkdir()
            database, bundle, password = f"sql:{place}", place / "own.p12", place / "password"
            password.write_text("\n")
            run([require("certutil"), "-N", "-d", database, "--empty-password"])
            run([require("certutil"), "-A", "-d", database, "-n", "ca", "-t", "CT,,", "-i", self.ca.certificate])
            if own:
                run([require("openssl"), "pkcs12", "-export", "-in", own.chain, "-inkey", own.key, "-out", bundle,
                     "-name", "own", "-passout", "pass:changeit"])
                run([require("pk12util"), "-i", bundle, "-d", database, "-W", "changeit", "-k", password])
            self._databases[name] = database
        return self._databases[name]

    def talk(self, ask):
        own = ("-n", "own") if ask.own else ()
        staple = ("-T",) if ask.staple else ()
        again = ("-L", "2") if ask.connections == 2 else ()
        # Those of RSA-PSS keys it offers when told only.
        schemes = ("-J", "rsa_pss_pss_sha256,ecdsa_secp256r1_sha256") if ask.key == "RSA-PSS" else ()
        _, text = _run([require("tstclnt"), "-h", "127.0.0.1", "-a", "localhost", "-a", "localhost", "-p", ask.port,
                        "-d", self._database(ask.own), "-V", f"tls{ask.version}:tls{ask.version}", "-v", "-u",
                        "-A", self._request, *own, *staple, *again, *schemes])
        parts = re.split(r"^(?=tstclnt: connect: PR_IN_PROGRESS)", text, flags=re.MULTILINE)[1:]
        hits = 0
        said = []
        for part in parts:
            said.append(self._read(part, hits))
            counted = re.search(r"^(\d+) cache hits;", part, re.MULTILINE)
            hits = int(counted.group(1)) if counted else hits
        return said

    @staticmethod
    def _read(text, hits):
        """The number of sessions taken up is one for the whole process."""
        match = re.search(r"SSL version 3\.(\d) using (\S+ \S+) with", text)
        counted = re.search(r"^(\d+) cache hits;", text, re.MULTILINE)
        if not match or not counted or "HTTP/1.1 200 OK" not in text:
            return Said(False, words=text)
        return Said(True, f"TLS 1.{int(match.group(1)) - 1}", match.group(2), None, int(counted.group(1)) > hits,
                    "Received 1 Cert Status items" in text, text)

    def suite_word(self, iana):
        if "CHACHA20" in iana:
            return "256-bit ChaCha20-Poly1305"
        kind, bits, mode = re.search(r"_(AES)_(\d+)_(\w{3})", iana).groups()
        return f"{bits}-bit {kind}-GCM" if mode == "GCM" else f"{bits}-bit {kind}"
