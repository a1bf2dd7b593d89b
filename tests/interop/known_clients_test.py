"""Which client came: the fingerprints of real ones, as they come, and what the program takes them for."""

import hashlib
import pathlib
import re
import subprocess
import unittest

from support import program
from support.case import InteropCase
from support.process import plain_environment, require

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
        """Each with the words that have to be among the names."""
        url = f"https://localhost:{port}/"
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
            "NSS tstclnt": ["tstclnt", "-4", "-h", "localhost", "-p", str(port), "-d", f"sql:{self.folder}/database"],
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
                for client in prints["looks_like"]:
                    self.assertIn(name, client, "is taken for another")


if __name__ == "__main__":
    unittest.main()
