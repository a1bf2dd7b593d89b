"""Makes the seeds of the fuzzers from the recorded handshakes: make_seeds.py SAMPLES FOLDER."""

import hashlib
import pathlib
import sys

VERSIONS = [0x0000, 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0xFEFF, 0xFEFD, 0xFEFC]
EXTENSION_PLACES = {1: 0, 2: 1, 8: 3, 13: 5, 4: 6}  # handshake type: wire::Place
CERTIFICATE = 11


class Seeds:
    """Files named after their content, so that the same sample stands there once."""

    def __init__(self, folder):
        self.folder = folder

    def add(self, fuzzer, content):
        place = self.folder / fuzzer
        place.mkdir(parents=True, exist_ok=True)
        (place / hashlib.sha1(content).hexdigest()[:16]).write_bytes(content)


def vector(data, position, width):
    """The content of a vector and where it ends."""
    length = int.from_bytes(data[position : position + width], "big")
    return data[position + width : position + width + length], position + width + length


def hello_extensions(kind, body):
    """The extensions of a client_hello or server_hello."""
    position = 34
    _, position = vector(body, position, 1)
    if kind == 1:
        _, position = vector(body, position, 2)
        _, position = vector(body, position, 1)
    else:
        position += 3
    return vector(body, position, 2)[0] if position < len(body) else b""


def message_extensions(kind, body):
    """The extensions of a message of TLS 1.3, or of a hello; empty where there are none."""
    if kind in (1, 2):
        return hello_extensions(kind, body)
    if kind == 8:
        return vector(body, 0, 2)[0]
    if kind == 13:
        _, position = vector(body, 0, 1)
        return vector(body, position, 2)[0]
    if kind == 4:
        _, position = vector(body, 8, 1)
        _, position = vector(body, position, 2)
        return vector(body, position, 2)[0]
    return b""


def add_extensions(seeds, kind, body):
    place = EXTENSION_PLACES[kind]
    extensions = message_extensions(kind, body)
    position = 0
    while position + 4 <= len(extensions):
        content, end = vector(extensions, position + 2, 2)
        seeds.add("extensions", bytes([place]) + extensions[position : position + 2] + content)
        position = end


def add_certificates(seeds, body, tls13):
    position = 1 + body[0] if tls13 else 0
    chain, _ = vector(body, position, 3)
    position = 0
    while position + 3 <= len(chain):
        der, position = vector(chain, position, 3)
        seeds.add("certificates", der)
        if tls13:
            _, position = vector(chain, position, 2)


def add_conversation(seeds, path):
    version, suite, dtls = 0, 0, False
    for line in path.read_text().splitlines():
        words = line.split()
        if not words or words[0] == "#" or len(words) < 2:
            continue
        if words[0] == "version":
            version = int(words[1], 16)
        elif words[0] == "suite":
            suite = int(words[1], 16)
        elif words[0] == "framing":
            dtls = words[1] == "dtls"
        elif len(words) == 3 and words[0] in ("client", "server"):
            message = bytes.fromhex(words[2])
            chosen = [VERSIONS.index(version) if version in VERSIONS else 0]
            sender = 1 if words[0] == "client" else 2
            seeds.add("messages", bytes([*chosen, suite >> 8, suite & 255, dtls, sender]) + message)
            if words[1] != "handshake":
                continue
            body = message[12 if dtls else 4 :]
            tls13 = version in (0x0304, 0xFEFC)
            if message[0] in EXTENSION_PLACES and (message[0] in (1, 2) or tls13):
                add_extensions(seeds, message[0], body)
            if message[0] == CERTIFICATE and body:
                add_certificates(seeds, body, tls13)


def add_stream(seeds, path):
    sides = {"client": b"", "server": b""}
    for line in path.read_text().splitlines():
        words = line.split()
        if len(words) == 2 and words[0] in sides:
            sides[words[0]] += bytes.fromhex(words[1])
    share = len(sides["client"])
    seeds.add("records", bytes([0, share >> 8 & 255, share & 255]) + sides["client"] + sides["server"])


def main():
    samples, folder = map(pathlib.Path, sys.argv[1:])
    seeds = Seeds(folder)
    for path in sorted((samples / "messages").glob("*.txt")):
        add_conversation(seeds, path)
    for path in sorted((samples / "streams").glob("*.txt")):
        add_stream(seeds, path)
    (folder / "stamp").touch()


if __name__ == "__main__":
    main()
