"""The names that OpenSSL, GnuTLS, nginx and curl give to what the JSON calls by IANA's names."""

import functools
import re

from support.process import require, run

VERSIONS = ("1.0", "1.1", "1.2", "1.3")
_GROUPS = {"prime256v1": "secp256r1", "p-256": "secp256r1", "p-384": "secp384r1", "p-521": "secp521r1",
           "x25519mlkem768": "X25519MLKEM768", "0x11ec": "X25519MLKEM768", "secp256r1mlkem768": "SecP256r1MLKEM768",
           "secp384r1mlkem1024": "SecP384r1MLKEM1024"}


@functools.lru_cache
def openssl_version():
    """(3, 0) or (3, 5) …, of the library that the program runs with too."""
    text = run([require("openssl"), "version"])
    return tuple(map(int, re.match(r"OpenSSL (\d+)\.(\d+)", text).groups()))


@functools.lru_cache
def _openssl_suites():
    lines = run([require("openssl"), "ciphers", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]).splitlines()
    return {words[2]: words[0] for words in map(str.split, lines)}


def suite(openssl_name):
    """IANA's name of a cipher suite that OpenSSL, nginx or curl reports."""
    return openssl_name if openssl_name.startswith("TLS_") else _openssl_suites()[openssl_name]


@functools.lru_cache
def _numbered_suites():
    lines = run([require("openssl"), "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]).splitlines()
    numbers = ((line.split(" - ")[0], line.split(" - ")[1].split()[0]) for line in lines)
    return {int(number.replace(",0x", ""), 16): name for number, name in numbers}


def suite_of_number(number):
    """IANA's name of a cipher suite by its number."""
    return _numbered_suites()[number]


def group(name):
    """The JSON's name of a group as OpenSSL or GnuTLS writes it."""
    name = name.strip().lower()
    return _GROUPS.get(name, name)


def version(name):
    """“TLS 1.3” from TLSv1.3, TLS1.3, TLSv1 or 1.3."""
    number = re.search(r"1(\.\d)?$", name.strip()).group()
    return "TLS " + (number if "." in number else number + ".0")


def gnutls_cipher(iana):
    """What GnuTLS calls the encryption of a suite with IANA's name: TLS_AES_128_GCM_SHA256 → AES-128-GCM."""
    body = iana.split("_WITH_")[-1].removeprefix("TLS_")
    return re.sub(r"_(SHA\d*|MD5)$", "", body).replace("_", "-")


def gnutls_signature(scheme):
    """rsa_pss_rsae_sha256 → RSA-PSS-RSAE-SHA256; ecdsa_secp256r1_sha256 → its two ways of writing."""
    text = scheme.upper().replace("_", "-").replace("RSA-PKCS1-", "RSA-")
    return {text, text.replace("ECDSA-SECP256R1-", "ECDSA-"), text.replace("ECDSA-SECP384R1-", "ECDSA-")}


def openssl_signature(scheme):
    """The (digest, type) pairs with which versions of s_client describe a signature of the peer."""
    digest = scheme.rsplit("_", 1)[-1].upper()
    kind = "ECDSA" if scheme.startswith("ecdsa") else "RSA-PSS" if scheme.startswith("rsa_pss") else "RSA"
    return {(digest, kind), (digest, scheme)}
