"""client_hellos made by hand: right in every byte but the ones that a test turns."""

import os
import ssl
import struct

CONTENT_HANDSHAKE, CLIENT_HELLO = 22, 1
MOST_IN_A_RECORD = 2**14
GROUPS, SIGNATURES, VERSIONS, KEY_SHARE, PADDING = 10, 13, 43, 51, 21


def real():
    """What the TLS library of Python says first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def extension(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


def usual_extensions():
    """TLS 1.2 with elliptic curves: what a server needs to answer with server_hello."""
    return (extension(GROUPS, struct.pack("!HHH", 4, 23, 29))
            + extension(SIGNATURES, struct.pack("!HHHH", 6, 0x0403, 0x0804, 0x0401)))


def hello(extensions=None):
    """RFC 5246 §7.4.1.2, in as many records as it takes."""
    extensions = usual_extensions() if extensions is None else extensions
    suites = struct.pack("!HHHH", 6, 0xC02B, 0xC02F, 0x00FF)
    body = b"\x03\x03" + os.urandom(32) + b"\0" + suites + b"\x01\0" + struct.pack("!H", len(extensions)) + extensions
    return records(bytes([CLIENT_HELLO]) + len(body).to_bytes(3, "big") + body)


def records(handshake):
    pieces = [handshake[at:at + MOST_IN_A_RECORD] for at in range(0, len(handshake), MOST_IN_A_RECORD)]
    return b"".join(struct.pack("!BHH", CONTENT_HANDSHAKE, 0x0301, len(piece)) + piece for piece in pieces)
