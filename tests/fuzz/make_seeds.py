"""Makes the seeds of the fuzzers from the recorded handshakes: make_seeds.py SAMPLES FOLDER."""

import hashlib
import pathlib
import struct
import sys

VERSIONS = [0x0000, 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0xFEFF, 0xFEFD, 0xFEFC]
EXTENSION_PLACES = {1: 0, 2: 1, 8: 3, 13: 5, 4: 6}  # handshake type: wire::Place
CERTIFICATE = 11
PCAP, PCAPNG, TEXT, PIECES, RECOGNITION = range(5)  # what captures_fuzzer reads, by the first byte
FIN, SYN, ACK = 1, 2, 16


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
    datagrams = []
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
            datagrams.append((words[0], datagram(len(datagrams), message)))
            body = message[12 if dtls else 4 :]
            tls13 = version in (0x0304, 0xFEFC)
            if message[0] in EXTENSION_PLACES and (message[0] in (1, 2) or tls13):
                add_extensions(seeds, message[0], body)
            if message[0] == CERTIFICATE and body:
                add_certificates(seeds, body, tls13)
    if dtls:
        add_captures(seeds, udp_packets(datagrams))


def add_stream(seeds, path):
    sides = {"client": b"", "server": b""}
    for line in path.read_text().splitlines():
        words = line.split()
        if len(words) == 2 and words[0] in sides:
            sides[words[0]] += bytes.fromhex(words[1])
    share = len(sides["client"])
    seeds.add("records", bytes([0, share >> 8 & 255, share & 255]) + sides["client"] + sides["server"])
    add_stream_captures(seeds, sides)


def ip_packet(side, protocol, payload):
    client, server = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])
    ends = client + server if side == "client" else server + client
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0) + ends + payload


def tcp_packets(sides, segment=500):
    """A conversation from its opening to its end."""
    sent = {"client": 1000, "server": 2000}

    def packet(side, flags, payload=b""):
        other = "server" if side == "client" else "client"
        ports = (40000, 443) if side == "client" else (443, 40000)
        header = struct.pack(">HHIIBBHHH", *ports, sent[side], sent[other], 0x50, flags, 65535, 0, 0)
        sent[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)
        return ip_packet(side, 6, header + payload)

    yield packet("client", SYN)
    yield packet("server", SYN | ACK)
    for side, stream in sides.items():
        for start in range(0, len(stream), segment):
            yield packet(side, ACK, stream[start : start + segment])
    yield packet("client", FIN | ACK)
    yield packet("server", FIN | ACK)


def udp_packets(datagrams):
    for side, content in datagrams:
        ports = (40000, 4433) if side == "client" else (4433, 40000)
        yield ip_packet(side, 17, struct.pack(">HHHH", *ports, 8 + len(content), 0) + content)


def pcap(packets):
    raw_ip = 101
    file = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0x40000, raw_ip)
    for packet in packets:
        file += struct.pack("<IIII", 1_700_000_000, 0, len(packet), len(packet)) + packet
    return file


def pcapng(packets):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack(">II", kind, len(body) + 12) + body + struct.pack(">I", len(body) + 12)

    file = block(0x0A0D0D0A, struct.pack(">IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack(">HHI", 101, 0, 0))
    for packet in packets:
        file += block(6, struct.pack(">IIIII", 0, 0, 0, len(packet), len(packet)) + packet)
    return file


def add_captures(seeds, packets):
    packets = list(packets)
    seeds.add("captures", bytes([PCAP]) + pcap(packets))
    seeds.add("captures", bytes([PCAPNG]) + pcapng(packets))


def add_dumps(seeds, content):
    """The same bytes as people paste them."""
    lines = [content[start : start + 16] for start in range(0, min(len(content), 256), 16)]
    dump = "".join(f"{16 * number:08x}: {line.hex(' ', -2)}  ....\n" for number, line in enumerate(lines))
    array = ", ".join(f"0x{byte:02x}" for byte in content[:64])
    message = f">>> TLS 1.2, Handshake [length {len(content[:64]):04x}], ClientHello\n    {content[:64].hex(' ')}\n"
    for text in (dump, array, message, content[:128].hex(":")):
        seeds.add("captures", bytes([TEXT]) + text.encode())
        seeds.add("captures", bytes([RECOGNITION]) + text.encode())


def add_stream_captures(seeds, sides):
    add_captures(seeds, tcp_packets(sides))
    pieces = bytes([PIECES])
    for number, side in enumerate(sides):
        for start in range(0, len(sides[side]), 200):
            piece = sides[side][start : start + 200]
            pieces += bytes([number]) + struct.pack(">H", len(piece)) + piece
    seeds.add("captures", pieces)
    add_dumps(seeds, sides["client"])


def datagram(number, message, epoch=0):
    """One handshake message in a record of DTLS 1.2."""
    return b"\x16\xfe\xfd" + struct.pack(">HHIH", epoch, 0, number, len(message)) + message


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
