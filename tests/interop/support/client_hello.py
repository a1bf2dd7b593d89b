"""A real client_hello as bytes, to be cut, stretched and broken; RFC 8446 §4.1.2 has its shape."""

import dataclasses
import ssl
import struct

HANDSHAKE, CLIENT_HELLO = 22, 1
MAX_FRAGMENT = 1 << 14
PADDING = 21  # RFC 7685
_RECORD_HEADER, _HANDSHAKE_HEADER = 5, 4


def real_hello():
    """The record with what python's own TLS client says first."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    outgoing = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def records(message, size=MAX_FRAGMENT):
    """A handshake message in records with fragments of this size."""
    parts = [message[start:start + size] for start in range(0, len(message), size)]
    return b"".join(struct.pack("!BHH", HANDSHAKE, 0x0301, len(part)) + part for part in parts)


@dataclasses.dataclass(frozen=True)
class Hello:
    """`head` is what stands before the extensions: version, random, session id, suites, compression."""

    head: bytes
    extensions: tuple  # of (type, body)

    @staticmethod
    def read(record):
        body = record[_RECORD_HEADER + _HANDSHAKE_HEADER:]
        place = 2 + 32
        place += 1 + body[place]
        place += 2 + struct.unpack_from("!H", body, place)[0]
        place += 1 + body[place]
        head, place, extensions = body[:place], place + 2, []
        while place < len(body):
            kind, length = struct.unpack_from("!HH", body, place)
            extensions.append((kind, body[place + 4:place + 4 + length]))
            place += 4 + length
        return Hello(head, tuple(extensions))

    def message(self, wrong=None, by=0):
        """The handshake message; the length field of the extension with the index `wrong` is off by `by`."""
        listed = b"".join(struct.pack("!HH", kind, len(body) + (by if index == wrong else 0)) + body
                          for index, (kind, body) in enumerate(self.extensions))
        return handshake(self.head + struct.pack("!H", len(listed)) + listed)

    def padded(self, size):
        """With a padding extension, so that the message has `size` bytes."""
        others = tuple(one for one in self.extensions if one[0] != PADDING)
        missing = size - len(Hello(self.head, others).message()) - 4
        return Hello(self.head, (*others[:-1], (PADDING, bytes(missing)), others[-1]))


def handshake(body, kind=CLIENT_HELLO):
    return struct.pack("!B", kind) + len(body).to_bytes(3, "big") + body
