"""A PKCS#11 token in a folder, kept by SoftHSM: keys are made on it and never leave it."""

import os
import pathlib
import urllib.parse

from support.process import require, run

PIN = "4321-user"
_MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")


def module():
    found = [path for path in _MODULES if os.path.exists(path)]
    if not found:
        raise AssertionError("SoftHSM is missing: install the Debian package softhsm2 (./dev interop does)")
    return found[0]


class SoftTokens:
    """The tokens of one folder. `environment` is what a program needs to see them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "tokens"
        self.folder.mkdir()
        configuration = self.folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {self.folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.environment = {"SOFTHSM2_CONF": str(configuration)}

    def make(self, label):
        self._run("softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "administrator", "--pin", PIN)
        return SoftToken(self, label)

    def _run(self, program, *arguments, **environment):
        words = [f"{name}={value}" for name, value in (self.environment | environment).items()]
        return run(["env", *words, require(program), *arguments])


class SoftToken:
    def __init__(self, tokens, label):
        self._tokens = tokens
        self.label = label

    def uri(self, rest=""):
        return f"pkcs11:token={urllib.parse.quote(self.label)}{rest}?module-path={module()}"

    def tool(self, *arguments):
        return self._tokens._run("pkcs11-tool", "--module", module(), "--token-label", self.label, "--login", "--pin", PIN,
                                 *arguments)

    def make_key(self, identifier, label, kind):
        """kind: rsa:2048 or EC:prime256v1. The key is sensitive and cannot be extracted."""
        self.tool("--keypairgen", "--key-type", kind, "--id", identifier, "--label", label, "--usage-sign")

    def request(self, identifier, name):
        """A signing request of the key on the token; its path."""
        template = self._tokens.folder / f"{name}.cfg"
        template.write_text(f"cn = {name}\n")
        path = self._tokens.folder / f"{name}.csr"
        self._tokens._run("certtool", "--generate-request", "--provider", module(), "--load-privkey",
                          f"pkcs11:token={urllib.parse.quote(self.label)};id=%{identifier};type=private", "--template",
                          template, "--outfile", path, GNUTLS_PIN=PIN)
        return path

    def write_certificate(self, path, identifier, label):
        self.tool("--write-object", path, "--type", "cert", "--id", identifier, "--label", label)
