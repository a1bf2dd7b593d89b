"""Which client came: the fingerprints of real ones, as they come, and what the program takes them for."""

import hashlib
import pathlib
import re
import subprocess
import unittest

from support import program
from support.case import InteropCase
from support.process import plain_environment, require, run

LIMIT = 60.0

_GO = """package main

import (
	"net/http"
	"os"
)

func main() {
	http.Get(os.Args[1])
}
"""
_JAVA = """public class Fetch {
    public static void main(String[] words) throws Exception {
        new java.net.URL(words[0]).openStream().close();
    }
}
"""
_PYTHON = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])"
_PYTHON_SSL = """import socket, ssl, sys
context = ssl.create_default_context()
context.maximum_version = getattr(ssl.TLSVersion, sys.argv[2])
context.wrap_socket(socket.create_connection(("localhost", int(sys.argv[1]))), server_hostname="localhost")
"""
_PYTHON_BUILD = "import sysconfig; print(sysconfig.get_config_var('CONFIG_ARGS'))"
_NODE = "require('https').get(process.argv[1]).on('error', () => {})"


class KnownClientsTest(InteropCase):
    """Nobody trusts the server here: hello has been said before anybody finds that out."""

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()
        (cls.folder / "fetch.go").write_text(_GO)
        (cls.folder / "Fetch.java").write_text(_JAVA)
        (cls.folder / "database").mkdir()
        subprocess.run([require("certutil"), "-N", "-d", f"sql:{cls.folder}/database", "--empty-password"], check=True)

    def commands(self, port):
        """Each with the words that have to be in one of the names; what stands behind a comma is not one of them."""
        url = f"https://localhost:{port}/"
        nss = ["tstclnt", "-4", "-h", "localhost", "-p", str(port), "-d", f"sql:{self.folder}/database"]
        return {
            "OpenSSL s_client": ["openssl", "s_client", "-connect", f"localhost:{port}"],
            "GnuTLS gnutls-cli": ["gnutls-cli", "--port", str(port), "localhost"],
            "curl": ["curl", "-s", url],
            "wget": ["wget", "-q", "-O", "-", "--tries=1", url],
            "git": ["git", "ls-remote", url],
            "Python": ["python3", "-c", _PYTHON, url],
            "Node.js": ["node", "-e", _NODE, url],
            "Go": ["go", "run", "fetch.go", url],
            "Java": ["java", "Fetch.java", url],
            "OpenSSL s_client, to 1.2": ["openssl", "s_client", "-tls1_2", "-connect", f"localhost:{port}"],
            "GnuTLS gnutls-cli, to 1.2": ["gnutls-cli", "--priority", "NORMAL:-VERS-TLS1.3", "--port", str(port),
                                          "localhost"],
            "curl, to 1.2": ["curl", "-s", "--tls-max", "1.2", url],
            "curl, from 1.3": ["curl", "-s", "--tlsv1.3", url],
            "Python, ssl": ["python3", "-c", _PYTHON_SSL, str(port), "MAXIMUM_SUPPORTED"],
            "Python, ssl to 1.2": ["python3", "-c", _PYTHON_SSL, str(port), "TLSv1_2"],
            "Python, of Debian": ["/usr/bin/python3", "-c", _PYTHON, url],
            "Python, ssl of Debian": ["/usr/bin/python3", "-c", _PYTHON_SSL, str(port), "MAXIMUM_SUPPORTED"],
            "NSS tstclnt": nss,
            "NSS tstclnt, tickets": [*nss, "-u"],
            "NSS tstclnt, staples": [*nss, "-T"],
            "NSS tstclnt, to 1.2": [*nss, "-V", "tls1.2:tls1.2"],
            "NSS tstclnt, from 1.3": [*nss, "-V", "tls1.3:"],
            "TLS Workbench": [str(program.path()), "connect", f"localhost:{port}"],
            "Chromium": ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                         f"--user-data-dir={self.folder}/profile", "--dump-dom", url],
        }  # fmt: skip

    def record_of(self, server, command):
        environment = plain_environment(HOME=str(self.folder), GOCACHE=str(self.folder / "go"), GOFLAGS="-mod=mod")
        found = command[0] if "/" in command[0] else require(command[0])
        subprocess.run([found, *command[1:]], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=LIMIT, check=False)  # fmt: skip
        return server.connection()

    def is_measured(self, name):
        """Whether the program here is the one that the table was measured with: Chromium grows older quickly."""
        if name == "Chromium":
            return re.search(r"\b156\.", subprocess.run([require("chromium"), "--version"], capture_output=True,
                                                        text=True, check=True, cwd=self.folder).stdout)
        return re.search(r"^VERSION_ID=\"12\"", pathlib.Path("/etc/os-release").read_text(), re.MULTILINE)

    def test_each_is_known_for_what_it_is(self):
        for name in self.commands(0):
            with self.subTest(name), self.program.serve("--cert", "server-ec", "--answer", "http") as server:
                prints = self.record_of(server, self.commands(server.port)[name])["fingerprints"]
                self.assertEqual(hashlib.md5(prints["ja3_text"].encode()).hexdigest(), prints["ja3"])
                if self.is_measured(name):
                    self.assertNotEqual(prints["looks_like"], [], prints)
                self.assert_taken_for(name, prints["looks_like"])

    def assert_taken_for(self, name, clients):
        """Each has its own name and, where it has a twin, at most the twin's beside it."""
        own = name.split(",")[0]
        twins = ("OpenSSL s_client", "Python") if self.is_twin(name) else (own,)
        if clients:
            self.assertTrue(any(own in client for client in clients), clients)
        for client in clients:
            self.assertTrue(any(twin in client for twin in twins), f"{name} is taken for another: {clients}")

    @staticmethod
    def is_twin(name):
        """Programs that leave everything to OpenSSL 3.0: of Python, its module ssl where it is built for that."""
        if not name.startswith("Python, ssl"):
            return name.startswith("OpenSSL s_client")
        python = "/usr/bin/python3" if name.endswith("of Debian") else require("python3")
        return "--with-ssl-default-suites=openssl" in run([python, "-c", _PYTHON_BUILD])

    def test_resumption_changes_the_fingerprint_and_not_the_guess(self):
        with self.program.serve("--cert", "server-ec", "--answer", "http", "--alpn", "http/1.1") as server:
            url = f"https://localhost:{server.port}/"
            subprocess.run([require("curl"), "-s", "--cacert", self.ca.certificate, url, url, "-H", "Connection: close"],
                           env=plain_environment(), capture_output=True, timeout=LIMIT, check=True)
            first, second = server.connection(), server.connection()
        self.assertTrue(second["negotiated"]["resumed"])
        self.assertNotEqual(first["fingerprints"]["ja4"], second["fingerprints"]["ja4"])
        self.assertNotEqual(first["fingerprints"]["ja3"], second["fingerprints"]["ja3"])
        self.assertEqual(first["fingerprints"]["looks_like"], second["fingerprints"]["looks_like"])
        self.assertTrue(second["fingerprints"]["looks_like"], second["fingerprints"])


if __name__ == "__main__":
    unittest.main()
