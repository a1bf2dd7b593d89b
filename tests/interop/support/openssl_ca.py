"""Certificates, chains and CRLs with any fault, made by the openssl program: one call each, keys made once."""

import base64
import dataclasses
import pathlib
import re
import textwrap

from support.process import require, run

IDENTIFIERS = ("subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid")
NO_IDENTIFIERS = ("subjectKeyIdentifier=none", "authorityKeyIdentifier=none")
CA = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", *IDENTIFIERS)
LEAF = ("basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature", *IDENTIFIERS)
NAMES = "subjectAltName=DNS:shop.test,DNS:*.wild.test,IP:192.0.2.7"
SERVER = (*LEAF, "extendedKeyUsage=serverAuth", NAMES)
CLIENT = (*LEAF, "extendedKeyUsage=clientAuth")
CA_DAYS, LEAF_DAYS = 3650, 30


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate and what signs with it; `above` are its issuers, nearest first, the root included."""

    path: pathlib.Path
    key: pathlib.Path
    serial: int
    above: tuple = ()

    @property
    def root(self):
        return self.above[-1] if self.above else self

    @property
    def intermediates(self):
        return self.above[:-1]


class OpensslCa:
    """Makes everything in one folder. Keys are shared by all certificates of one kind and role."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self._openssl = require("openssl")
        self._keys = {}
        self._count = 0

    def key(self, kind, role):
        """kind: rsa:2048, ec:P-256, "ec:P-256 explicit" (its curve by numbers instead of a name), ed25519."""
        if (kind, role) not in self._keys:
            path = self.folder / f"{re.sub('[: ]', '-', kind)}-{role}.key"
            named, _, form = kind.partition(" ")
            algorithm, _, size = named.partition(":")
            options = {"rsa": ("-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{size}"),
                       "ec": ("-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{size}",
                              "-pkeyopt", f"ec_param_enc:{form or 'named_curve'}"),
                       "ed25519": ("-algorithm", "ED25519")}[algorithm]
            run([self._openssl, "genpkey", *options, "-out", path])
            self._keys[kind, role] = path
        return self._keys[kind, role]

    def issue(self, subject, extensions, kind, issuer=None, role="leaf", days=LEAF_DAYS, digest="sha256"):
        """Signed by `issuer`, or by itself."""
        self._count += 1
        serial = 0x5000_0000_0000_0000 + self._count
        path = self.folder / f"{self._count:04d}.pem"
        key = self.key(kind, role)
        configuration = self._write(path.with_suffix(".cnf"), "[req]", "distinguished_name=dn", "[dn]", "[extensions]",
                                    *extensions)
        signer = ["-CA", issuer.path, "-CAkey", issuer.key] if issuer else []
        run([self._openssl, "req", "-x509", "-new", "-utf8", "-key", key, "-subj", subject, "-days", str(days),
             f"-{digest}", "-set_serial", str(serial), "-config", configuration, "-extensions", "extensions", "-out",
             path, *signer])
        return Certificate(path, key, serial, (issuer, *issuer.above) if issuer else ())

    def crl(self, issuer, revoked=(), days=5, begin=None):
        """The issuer's CRL; `begin` is a time as YYYYMMDDHHMMSSZ, now without it."""
        self._count += 1
        path = self.folder / f"{self._count:04d}.crl"
        index = self._write(path.with_suffix(".index"), *(
            f"R\t491231235959Z\t250101000000Z\t{certificate.serial:016X}\tunknown\t/CN=revoked" for certificate in
            revoked))
        number = self._write(path.with_suffix(".number"), "01")
        configuration = self._write(path.with_suffix(".cnf"), "[ca]", "default_ca=one", "[one]", f"database={index}",
                                    f"crlnumber={number}", "default_md=sha256", f"default_crl_days={days}")
        when = ["-crl_lastupdate", begin, "-crl_nextupdate", f"{int(begin[:4]) + 1}{begin[4:]}"] if begin else []
        run([self._openssl, "ca", "-gencrl", "-config", configuration, "-keyfile", issuer.key, "-cert", issuer.path,
             "-out", path, *when])
        return path

    def damaged(self, path):
        """A copy of a PEM file whose signature has another last byte."""
        label = path.read_text().split("-----")[1].removeprefix("BEGIN ")
        der = bytearray(base64.b64decode(path.read_text().split("-----")[2]))
        der[-1] ^= 1
        copy = path.with_name(f"damaged-{path.name}")
        body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
        copy.write_text(f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
        return copy

    @staticmethod
    def _write(path, *lines):
        path.write_text("".join(f"{line}\n" for line in lines))
        return path
