"""Certificates for tests: made by `tls-workbench store new`, or by openssl where a fault is wanted."""

import dataclasses
import pathlib

from support.process import require, run


@dataclasses.dataclass(frozen=True)
class Material:
    """PEM files of one certificate; `chain` holds the certificate and its issuers without the root."""

    name: str
    certificate: pathlib.Path
    key: pathlib.Path
    chain: pathlib.Path

    def issuers(self):
        """A file with the issuers alone, as s_server wants them."""
        path = self.chain.with_name(f"{self.name}-issuers.pem")
        path.write_text(self.chain.read_text().removeprefix(self.certificate.read_text()))
        return path


class StorePki:
    """Certificates in the program's own store, exported for the peers."""

    def __init__(self, program, folder):
        self._program = program
        self._folder = pathlib.Path(folder)

    def make(self, name, kind, issuer=None, *options):
        arguments = ["new", name, "--kind", kind, *(["--issuer", issuer] if issuer else []), *options]
        self._program.store(*arguments)
        return self.export(name)

    def export(self, name):
        files = {}
        for what in ("certificate", "key", "chain"):
            files[what] = self._folder / f"{name}-{what}.pem"
            self._program.store("export", name, "--what", what, "--out", files[what])
        return Material(name, files["certificate"], files["key"], files["chain"])

    def export_certificate(self, name, key):
        """The same where the key stands in another file, for instance in that of the entry itself."""
        files = {}
        for what in ("certificate", "chain"):
            files[what] = self._folder / f"{name}-{what}.pem"
            self._program.store("export", name, "--what", what, "--out", files[what])
        return Material(name, files["certificate"], key, files["chain"])


_EXTENSIONS = {
    "ca": "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n",
    "server": "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
              "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n",
    "client": "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n",
}
_IDENTIFIERS = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"


class OpensslPki:
    """Certificates made by the openssl program alone."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._openssl = require("openssl")

    def make(self, name, kind, issuer=None, key="ec:P-256"):
        """kind: ca, server or client. Without an issuer it signs itself."""
        files = {part: self._folder / f"{name}-{part}.pem" for part in ("certificate", "key", "chain", "request")}
        extensions = self._folder / f"{name}.cnf"
        extensions.write_text(_EXTENSIONS[kind] + _IDENTIFIERS)
        run([self._openssl, "genpkey", "-out", files["key"], *self._key_options(key)])
        run([self._openssl, "req", "-new", "-key", files["key"], "-subj", f"/CN={name}", "-out", files["request"]])
        signing = ["-CA", issuer.certificate, "-CAkey", issuer.key] if issuer else ["-signkey", files["key"]]
        run([self._openssl, "x509", "-req", "-in", files["request"], "-days", "30", "-sha256", "-extfile", extensions,
             "-out", files["certificate"], *signing])
        issuers = issuer.chain.read_text() if issuer and not self._self_signed(issuer) else ""
        files["chain"].write_text(files["certificate"].read_text() + issuers)
        return Material(name, files["certificate"], files["key"], files["chain"])

    def pkcs12(self, material, password, path):
        run([self._openssl, "pkcs12", "-export", "-inkey", material.key, "-in", material.certificate, "-out", path,
             "-passout", f"pass:{password}"])
        return path

    @staticmethod
    def _key_options(key):
        kind, size = key.split(":")
        if kind == "rsa":
            return ["-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{size}"]
        if kind == "rsa-pss":
            return ["-algorithm", "RSA-PSS", "-pkeyopt", f"rsa_keygen_bits:{size}"]
        return ["-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{size}"]

    def _self_signed(self, material):
        shown = run([self._openssl, "x509", "-in", material.certificate, "-noout", "-subject", "-issuer"]).splitlines()
        return shown[0].split("=", 1)[1] == shown[1].split("=", 1)[1]
