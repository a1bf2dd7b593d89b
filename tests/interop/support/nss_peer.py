"""The server and the client of NSS, and their database."""

import re

from support import names
from support.ports import free_port, wait_until_listening
from support.process import Process, require, run
from support.server_report import ServerReport


class NssFiles:
    """NSS' database with a server certificate in it and its CA trusted."""

    def __init__(self, folder, material, ca):
        self.folder = folder / "nss"
        self.folder.mkdir(exist_ok=True)
        bundle, password = self.folder / "keys.p12", self.folder / "password"
        run([require("openssl"), "pkcs12", "-export", "-in", material.chain, "-inkey", material.key, "-out", bundle,
             "-name", "server", "-passout", "pass:changeit"])
        password.write_text("\n")
        self.database = f"sql:{self.folder}"
        run([require("certutil"), "-N", "-d", self.database, "--empty-password"])
        run([require("pk12util"), "-i", bundle, "-d", self.database, "-W", "changeit", "-k", password])
        run([require("certutil"), "-A", "-d", self.database, "-n", "ca", "-t", "CT,,", "-i", ca.certificate])


def _nss_range(version):
    return f"tls{version}:tls{version}"


class NssServer(Process):
    """selfserv, which answers HTTP."""

    def __init__(self, folder, files, version, *options, oldest=None):
        self.port = free_port()
        self._hits = self._reported = 0
        super().__init__([require("stdbuf"), "-oL", require("selfserv"), "-d", files.database, "-n", "server", "-p",
                          self.port, "-V", f"{oldest}:tls{version}" if oldest else _nss_range(version), "-H", "1",
                          *options], folder)
        wait_until_listening(self, self.port)

    def next_report(self):
        """With -v. It does not tell the suite, only the encryption in it; it counts the sessions taken up again."""
        minor, cipher = self.next_match(r"^selfserv: SSL version 3\.(\d) using (\S+ \S+) with .*\n").groups()
        hits = int(self.next_match(r"^selfserv: (\d+) cache hits").group(1))
        # Its “subject DN” is its own one where a client has none.
        subjects = re.findall(r"^selfserv: Subject: (.*)$", self.output(), re.MULTILINE)[self._reported:]
        resumed, self._hits, self._reported = hits > self._hits, hits, self._reported + 1
        return ServerReport(names.version(f"1.{int(minor) - 1}"), cipher, subjects[0] if subjects else "", resumed)


def cipher_of_nss(suite):
    """What selfserv calls the encryption of a suite: TLS_AES_128_GCM_SHA256 → 128-bit AES-GCM."""
    kind, bits, mode = re.search(r"(AES)_(\d+)_(GCM|CBC)", suite).groups()
    return f"{bits}-bit {kind}" + ("-GCM" if mode == "GCM" else "")


def nss_client(folder, port, files, version):
    with Process([require("tstclnt"), "-h", "127.0.0.1", "-a", "localhost", "-p", port, "-d", files.database, "-V",
                  _nss_range(version)], folder) as client:
        client.write("hello\n")
        client.wait_for("hello")
