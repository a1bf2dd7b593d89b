"""Captures made by hand: messages in clear, each in a record and a packet of its own."""

import struct

SERVER_PORT, CLIENT_PORT = 4433, 50000
_CONTENT_TYPES = {"changecipherspec": 20, "alert": 21, "handshake": 22, "heartbeat": 24}
_RAW_IP = 101
_TCP, _UDP = 6, 17


def write(path, rows, version, dtls=False):
    """`rows`: (client or server, content type, bytes) in the order of the wire; `version`: of the records."""
    sent = {"client": 0, "server": 0}
    numbers = {"client": 0, "server": 0}
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0x40000, _RAW_IP))
        for index, (side, content_type, data) in enumerate(rows):
            for start in range(0, len(data), 0x4000):
                part = data[start:start + 0x4000]
                sequence = struct.pack(">Q", numbers[side]) if dtls else b""
                record = struct.pack(">BH", _CONTENT_TYPES[content_type], version) + sequence
                record += struct.pack(">H", len(part)) + part
                packet = _datagram(side, record) if dtls else _segment(side, sent, record)
                file.write(struct.pack("<IIII", 1_700_000_000 + index, 0, len(packet), len(packet)) + packet)
                numbers[side] += 1
                sent[side] += len(record)


def _ports(side):
    return (CLIENT_PORT, SERVER_PORT) if side == "client" else (SERVER_PORT, CLIENT_PORT)


def _packet(side, protocol, body):
    addresses = (b"\x0a\0\0\1", b"\x0a\0\0\2") if side == "client" else (b"\x0a\0\0\2", b"\x0a\0\0\1")
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0x4000, 64, protocol, 0) + b"".join(addresses) + body


def _segment(side, sent, data):
    other = "server" if side == "client" else "client"
    header = struct.pack(">HHIIBBHHH", *_ports(side), 1000 + sent[side], 1000 + sent[other], 0x50, 0x18, 0xFFFF, 0, 0)
    return _packet(side, _TCP, header + data)


def _datagram(side, data):
    return _packet(side, _UDP, struct.pack(">HHHH", *_ports(side), 8 + len(data), 0) + data)
