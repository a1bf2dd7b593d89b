#!/usr/bin/env python3
"""Writes messages/hand-made-*.txt: messages that no program at hand sends, put together after their RFCs.

Every value is made up; lengths and order are those of the RFC named next to each.
"""

import pathlib
import zlib

HERE = pathlib.Path(__file__).resolve().parent


def u(value, width=2):
    return value.to_bytes(width, "big")


def vec(width, *parts):
    content = b"".join(parts)
    return u(len(content), width) + content


def fill(count, start=1):
    return bytes((start + index) & 0xFF for index in range(count))


def ext(kind, *parts):
    return u(kind) + vec(2, *parts)


def message(kind, *parts):
    return bytes([kind]) + vec(3, *parts)


def der(tag, *parts):
    content = b"".join(parts)
    size = bytes([len(content)]) if len(content) < 128 else bytes([0x82]) + u(len(content))
    return bytes([tag]) + size + content


def sct(log):
    # RFC 6962 §3.2: version, log, milliseconds, extensions, ECDSA with SHA-256
    return vec(2, u(0, 1), fill(32, log), u(1700000000000, 8), vec(2), u(0x0403), vec(2, fill(70, log)))


CN = bytes.fromhex("0603550403")
NAME = der(0x30, der(0x31, der(0x30, CN, der(0x0C, b"A CA"))), der(0x31, der(0x30, CN, der(0x0C, b"with, comma"))))
ED25519 = der(0x30, der(0x30, bytes.fromhex("06032b6570")), der(0x03, b"\0", fill(32)))


def certificate(*extensions):
    algorithm = der(0x30, bytes.fromhex("06032b6570"))
    validity = der(0x30, der(0x17, b"991231235959Z"), der(0x18, b"20500101000000Z"))
    tbs = der(0x30, der(0xA0, der(2, b"\2")), der(2, fill(9)), algorithm, NAME, validity, NAME, ED25519,
              der(0x81, b"\0\1"), der(0xA3, der(0x30, *extensions)))
    return der(0x30, tbs, algorithm, der(3, b"\0", fill(64)))


def extension(oid, *content, critical=False):
    return der(0x30, der(6, bytes.fromhex(oid)), der(1, b"\xff") if critical else b"", der(4, *content))


CERTIFICATE = certificate(
    extension("2b06010401d679020402", der(4, vec(2, sct(1), sct(2)))),  # RFC 6962 §3.3
    extension("551d24", der(0x30, der(0x80, b"\0"), der(0x81, b"\1")), critical=True),  # policyConstraints
    extension("551d21", der(0x30, der(0x30, der(6, b"\x2a\x03"), der(6, b"\x2a\x04")))),  # policyMappings
    extension("551d36", der(2, b"\0")),  # inhibitAnyPolicy
    extension("551d1f", der(0x30, der(0x30, der(0xA0, der(0xA0, der(0x86, b"ldap://x"))), der(0x81, b"\1\x60"), der(0xA2, der(0xA4, NAME))))),
    extension("551d12", der(0x30, der(0xA0, der(6, b"\x2a\x03"), der(0xA0, der(0x0C, b"other"))), der(0x87, fill(32)))),
    extension("551d23", der(0x30, der(0x80, fill(20)), der(0xA1, der(0xA4, NAME)), der(0x82, fill(9)))),
    extension("2a0304", b"unknown"))

ECH_CONFIG = u(0xFE0D) + vec(2, u(7, 1), u(0x20), vec(2, fill(32)), vec(2, u(1), u(1), u(1), u(3)), u(64, 1), vec(1, b"public.example.org"), vec(2, u(0x2A2A), vec(2, b"x")))

CLIENT_HELLO = message(
    1, u(0x0303), fill(32), vec(1, fill(32, 7)), vec(2, u(0x3A3A), u(0x1301), u(0x1302), u(0x1306), u(0x00FF)), vec(1, b"\0"),
    vec(2,
        ext(0x5A5A),
        ext(0, vec(2, b"\0", vec(2, b"example.org"))),
        ext(1, b"\4"),  # max_fragment_length
        ext(2), ext(4),
        ext(3, vec(2, b"\0", b"\1" + fill(20), b"\2" + vec(2, NAME), b"\3" + fill(20))),  # RFC 6066 §6
        ext(6, vec(1, b"\x40")), ext(7, vec(1, b"\0\1")), ext(8, vec(1, b"\2")), ext(9, vec(1, b"\1\0")),
        ext(12, vec(1, b"user")),
        ext(14, vec(2, u(1), u(7)), vec(1, b"mki")), ext(15, b"\1"),
        ext(17, vec(2, b"\2", vec(2, vec(2, vec(2, b"id")), vec(2)))),  # RFC 6961
        ext(18), ext(19, vec(1, b"\2\0")), ext(20, vec(1, b"\2")), ext(22),
        ext(24, u(0x0100), vec(1, b"\2\0")),  # RFC 8472
        ext(25, vec(2, b"\1", vec(1, fill(32)))),  # RFC 7924
        ext(27, vec(1, u(1), u(2), u(3))), ext(28, u(16385)),
        ext(29, vec(1, b"name")), ext(30, vec(1, b"name")), ext(31, vec(2, b"salt")), ext(33),
        ext(34, vec(2, u(0x0403))), ext(39, vec(1, b"\0\1")),
        ext(13, vec(2, u(0x0403), u(0x0904), u(0x7A7A))), ext(50, vec(2, u(0x0401))),
        ext(10, vec(2, u(0x9A9A), u(0x11EC), u(0x001D))),
        ext(43, vec(1, u(0x2A2A), u(0x0304), u(0x7F1C))), ext(44, vec(2, b"cookie")), ext(45, vec(1, b"\0\1")),
        ext(47, vec(2, vec(2, NAME), vec(2, NAME))), ext(49),
        ext(51, vec(2, u(0x9A9A), vec(2, b"\0"), u(0x001D), vec(2, fill(32)))),
        ext(54, vec(1, b"cid")), ext(55, vec(1, fill(32))), ext(56, vec(1, fill(20))),
        ext(57, b"\x01\x04\x80\x00\x75\x30", b"\x0c\x00", b"\x0f\x04abcd", b"\x40\x11\x00", b"\x1b\x01\x00"),  # RFC 9000 §18
        ext(58, b"\2\1"), ext(59, u(443)), ext(61), ext(62, vec(1, b"\1")),
        ext(0x3374), ext(0x4469, vec(2, vec(1, b"h2"))), ext(0x44CD, vec(2, vec(1, b"h2"))), ext(0x7550),
        ext(0xFE0D, b"\0", u(1), u(1), b"\7", vec(2, fill(32)), vec(2, fill(48))),  # draft-ietf-tls-esni §5
        ext(0xFFCE, u(0x1301), u(0x001D), vec(2, fill(32)), vec(2, fill(32)), vec(2, fill(40))),
        ext(0xFD00, vec(1, u(10), u(51))),
        ext(0xFF01, vec(1)), ext(0x1234, b"unknown"),
        ext(21, bytes(10)),
        ext(41, vec(2, vec(2, b"identity"), u(12345, 4)), vec(2, vec(1, fill(32))))))

CERTIFICATE_TLS13 = vec(1) + vec(3, vec(3, CERTIFICATE), vec(2, ext(18, vec(2, sct(3))), ext(
    34, u(604800, 4), u(0x0403), vec(3, ED25519), u(0x0807), vec(2, fill(64)))))


def sslv2(kind, *parts):
    body = bytes([kind]) + b"".join(parts)
    return u(0x8000 | len(body)) + body


FILES = {
    "tls13": (0x0304, 0x1301, "tls", [
        ("client", "handshake", CLIENT_HELLO),
        ("server", "handshake", message(2, u(0x0303), bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"), vec(1), u(0x1301), b"\0",
                                        vec(2, ext(43, u(0x0304)), ext(51, u(0x0018)), ext(44, vec(2, b"cookie")), ext(0xFE0D, fill(8))))),
        ("server", "handshake", message(8, vec(2, ext(0), ext(1, b"\2"), ext(10, vec(2, u(0x001D))), ext(14, vec(2, u(1)), vec(1)), ext(16, vec(2, vec(1, b"h2"))),
                                                ext(19, b"\2"), ext(20, b"\0"), ext(28, u(4096)), ext(39, b"\1"), ext(42), ext(58, b"\2"), ext(0x4469, b"settings"),
                                                ext(0xFE0D, vec(2, ECH_CONFIG, u(0xFE0A) + vec(2, b"older"))), ext(0x3374, vec(1, b"h2"), vec(1, b"http/1.1"))))),
        ("server", "handshake", message(13, vec(1, b"context"), vec(2, ext(13, vec(2, u(0x0403))), ext(5), ext(18), ext(27, vec(1, u(1))), ext(47, vec(2, vec(2, NAME))),
                                                                      ext(48, vec(2, vec(1, der(6, bytes.fromhex("551d25"))), vec(2, b"values")))))),
        ("server", "handshake", message(11, CERTIFICATE_TLS13)),
        ("server", "handshake", message(25, u(1), u(len(CERTIFICATE_TLS13), 3), vec(3, zlib.compress(CERTIFICATE_TLS13)))),
        ("client", "handshake", message(5)),
        ("server", "handshake", message(4, u(7200, 4), u(0x11223344, 4), vec(1, b"n"), vec(2, b"ticket"), vec(2, ext(42, u(16384, 4)), ext(0x6A6A)))),
        ("server", "handshake", message(24, b"\0")), ("client", "handshake", message(24, b"\1")),
        ("client", "handshake", message(254, fill(32))),
        ("server", "handshake", message(26, vec(1, fill(16)), vec(1, fill(12)), u(1), u(3600, 3))),
        ("client", "heartbeat", b"\1" + vec(2, b"payload") + bytes(16)),
    ]),
    "tls12": (0x0303, 0xC02F, "tls", [
        ("server", "handshake", message(0)),
        ("server", "handshake", message(2, u(0x0303), fill(24) + b"DOWNGRD\0", vec(1), u(0xC02F), b"\0",
                                        vec(2, ext(0), ext(3), ext(5), ext(11, vec(1, b"\0")), ext(17), ext(25, vec(2, b"\1\2")), ext(35), ext(0xFF01, vec(1, fill(24)))))),
        ("server", "handshake", message(22, b"\1", vec(3, der(0x30, der(10, b"\3"))))),
        ("server", "handshake", message(22, b"\2", vec(3, vec(3), vec(3, der(0x30, der(10, b"\6")))))),
        ("client", "handshake", message(21, b"\1", vec(2, vec(2, b"http://example.org/chain"), b"\1", fill(20)))),  # RFC 6066 §5
        ("client", "handshake", message(23, vec(3, u(0), vec(2, b"mapping"), u(16386), vec(2, b"authz")))),  # RFC 4680
        ("client", "handshake", message(67, vec(1, b"h2"), vec(1, bytes(28)))),
        ("server", "handshake", message(12, b"\1", vec(1, fill(32)), vec(1, fill(32)), vec(1, fill(32)), vec(1, fill(65)), vec(1, fill(32)), vec(1, b"\1"),
                                        vec(1, fill(65)), u(0x0401), vec(2, fill(128)))),  # RFC 4492 §5.4, explicit_prime
        ("server", "handshake", message(12, b"\2", u(163), b"\2", vec(1, b"\3"), vec(1, b"\6"), vec(1, b"\7"), vec(1, fill(21)), vec(1, fill(21)), vec(1, fill(42)), vec(1, fill(21)),
                                        vec(1, b"\2"), vec(1, fill(42)), u(0x0401), vec(2, fill(128)))),  # explicit_char2
        ("server", "alert", b"\2\x28"), ("client", "alert", b"\1\x5a"),
    ]),
    "tls12-srp": (0x0303, 0xC01E, "tls", [
        ("server", "handshake", message(12, vec(2, fill(128, 200)), vec(2, b"\2"), vec(1, fill(16)), vec(2, fill(128)), u(0x0401), vec(2, fill(128)))),
        ("client", "handshake", message(16, vec(2, fill(128)))),
    ]),
    "tls10-rsa-export": (0x0301, 0x0003, "tls", [
        ("server", "handshake", message(12, vec(2, fill(64, 128)), vec(2, b"\1\0\1"), vec(2, fill(128)))),
        ("client", "handshake", message(16, vec(2, fill(64)))),
    ]),
    "tls10-krb5": (0x0301, 0x001E, "tls", [
        ("client", "handshake", message(16, vec(2, b"ticket"), vec(2), vec(2, fill(48)))),
    ]),
    "ssl3": (0x0300, 0x0005, "tls", [
        ("client", "handshake", message(1, u(0x0300), fill(32), vec(1), vec(2, u(4), u(5)), vec(1, b"\0"))),
        ("server", "handshake", message(2, u(0x0300), fill(32), vec(1, fill(32)), u(5), b"\0")),
        ("client", "handshake", message(16, fill(128))),
        ("client", "handshake", message(20, fill(36))),
    ]),
    "dtls13": (0xFEFC, 0x1301, "dtls", [
        ("client", "handshake", b"\1" + u(0x30, 3) + u(0) + u(0, 3) + u(0x30, 3) + u(0xFEFD) + fill(32) + vec(1) + vec(1, b"cookie") + vec(2, u(0x1301)) + vec(1, b"\0")),
        ("server", "handshake", b"\3" + u(9, 3) + u(0) + u(0, 3) + u(9, 3) + u(0xFEFF) + vec(1, b"cookie")),
        ("server", "handshake", b"\x0b" + u(500, 3) + u(3) + u(100, 3) + u(20, 3) + fill(20)),  # a fragment
        ("server", "handshake", b"\x0a" + u(7, 3) + u(4) + u(0, 3) + u(7, 3) + vec(2, vec(1, b"abc")) + b"\1"),
        ("client", "handshake", b"\x09" + u(1, 3) + u(5) + u(0, 3) + u(1, 3) + b"\2"),
        ("client", "ack", vec(2, u(2, 8), u(1, 8), u(2, 8), u(2, 8))),
    ]),
}

# SSL 2, as records.
STREAMS = {
    "hand-made-sslv2": {
        "client": sslv2(1, u(2), u(9), u(0), u(16), bytes.fromhex("0100800700c000002f"), fill(16)) + sslv2(2, bytes.fromhex("010080"), u(0), u(64), u(8), fill(64), fill(8)),
        "server": sslv2(4, b"\0\1", u(2), u(len(CERTIFICATE)), u(3), u(16), CERTIFICATE, bytes.fromhex("010080"), fill(16)),
    },
    "hand-made-sslv2-to-tls": {
        "client": sslv2(1, u(0x0301), u(6), u(0), u(32), bytes.fromhex("00002f0000ff"), fill(32)),
        "server": bytes.fromhex("15030100020246"),
    },
    "hand-made-sslv2-error": {
        "client": b"\0\x0b\2" + bytes([1]) + u(2) + u(0) + u(0) + u(0) + b"\0\0",
        "server": sslv2(0, u(1)),
    },
}

for name, (version, suite, framing, messages) in FILES.items():
    text = "# put together by make_hand_made.py after the RFCs named there\n"
    text += f"version {version:04x}\nsuite {suite:04x}\nframing {framing}\n"
    text += "".join(f"{sender} {kind} {content.hex()}\n" for sender, kind, content in messages)
    (HERE / "messages" / f"hand-made-{name}.txt").write_text(text)
for name, sides in STREAMS.items():
    text = "# put together by make_hand_made.py\n" + "".join(f"{side} {content.hex()}\n" for side, content in sides.items())
    (HERE / "streams" / f"{name}.txt").write_text(text)
