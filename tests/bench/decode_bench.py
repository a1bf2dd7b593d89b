#!/usr/bin/env python3
"""`decode` next to `tshark -T json` on the same capture, and what memory it takes for ten times as much.

The captures are made here from the recorded streams of tests/data/wire: TCP conversations of TLS 1.2 and
1.3 with a handshake and some application data each, several open at a time. Prints figures; fails only
when one of the programs does. Needs tshark.
"""

import argparse
import itertools
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

STREAMS = pathlib.Path(__file__).parent.parent / "data" / "wire" / "streams"
RECORDED = ("python-tls13", "node-tls12", "node-tls13", "gnutls-tls12", "gnutls-tls13")
SEGMENT = 1448  # bytes of a TCP segment
OPEN_AT_ONCE = 50
MEGABYTE = 1_000_000
FIN, SYN, ACK = 0x01, 0x02, 0x10


def recorded(name):
    """What client and server sent."""
    words = (line.split() for line in (STREAMS / f"{name}.txt").read_text().splitlines() if line[0] != "#")
    streams = {who: bytes.fromhex(digits) for who, digits in words}
    return streams["client"], streams["server"]


class Conversation:
    """Packets of one TCP connection, in the order of a capture."""

    def __init__(self, number, streams, data):
        self._client = (0x0A000000 + (number >> 14), 1024 + (number & 0x3FFF))
        self._server = (0x0AFF0001, 443)
        self._streams = streams
        self._data = data

    def packets(self):
        sent = {0: 1000, 1: 2000}

        def packet(side, flags, payload=b""):
            ends = (self._client, self._server) if side == 0 else (self._server, self._client)
            built = self._packet(*ends, sent[side], sent[1 - side], flags, payload)
            sent[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)
            return built

        yield packet(0, SYN)
        yield packet(1, SYN | ACK)
        for side, stream in enumerate(self._streams):
            for start in range(0, len(stream), SEGMENT):
                yield packet(side, ACK, stream[start:start + SEGMENT])
        for start in range(0, len(self._data), SEGMENT):
            yield packet(1, ACK, self._data[start:start + SEGMENT])
        yield packet(0, FIN | ACK)
        yield packet(1, FIN | ACK)
        yield packet(0, ACK)

    @staticmethod
    def _packet(source, target, sequence, acknowledged, flags, payload):
        tcp = struct.pack(">HHIIBBHHH", source[1], target[1], sequence, acknowledged, 0x50, flags, 65535, 0, 0)
        head = struct.pack(">BBHHHBBHII", 0x45, 0, 40 + len(payload), 0, 0, 64, 6, 0, source[0], target[0])
        return b"\x02" * 6 + b"\x04" * 6 + b"\x08\x00" + head + tcp + payload


def write_capture(path, size, data_size):
    """A pcap file of `size` bytes, or a little more."""
    streams = [recorded(name) for name in RECORDED]
    record = b"\x17\x03\x03" + struct.pack(">H", 16384) + bytes(16384)
    data = (record * (data_size // len(record) + 1))[:data_size // len(record) * len(record)]
    numbers = itertools.count()

    def opened():
        number = next(numbers)
        return Conversation(number, streams[number % len(streams)], data).packets()

    conversations = [opened() for _ in range(OPEN_AT_ONCE)]
    written = 24
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for turn in itertools.count():
            place = turn % OPEN_AT_ONCE
            packet = next(conversations[place], None)
            if packet is None:
                if written >= size:
                    return
                conversations[place] = opened()
                continue
            file.write(struct.pack("<IIII", 1_700_000_000 + turn // 1000, turn % 1000 * 1000, len(packet), len(packet)))
            file.write(packet)
            written += 16 + len(packet)


def run(command):
    """Wall time in seconds, peak memory in bytes. What it prints is thrown away: gigabytes, of tshark."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def compare(program, folder, megabytes, data_size, what):
    capture = folder / "capture.pcap"
    write_capture(capture, megabytes * MEGABYTE, data_size)
    ours, memory = run([program, "decode", capture, "--format", "json"])
    theirs, their_memory = run(["tshark", "-r", capture, "-T", "json"])
    print(f"{what}, {capture.stat().st_size / MEGABYTE:.0f} MB: decode {ours:.2f} s, "
          f"{memory / MEGABYTE:.0f} MB of memory; "
          f"tshark -T json {theirs:.2f} s, {their_memory / MEGABYTE:.0f} MB; {theirs / ours:.1f} times as fast",
          flush=True)
    return {"what": what, "megabytes": megabytes, "decode_s": ours, "tshark_s": theirs, "ratio": theirs / ours,
            "decode_memory": memory, "tshark_memory": their_memory}


def memory_growth(program, folder, megabytes, data_size, what):
    peaks = []
    for size in (megabytes / 10, megabytes):
        write_capture(folder / "capture.pcap", size * MEGABYTE, data_size)
        peaks.append(run([program, "decode", folder / "capture.pcap", "--format", "json"])[1])
    print(f"{what}: peak memory {peaks[0] / MEGABYTE:.1f} MB for {megabytes / 10:.0f} MB, "
          f"{peaks[1] / MEGABYTE:.1f} MB for {megabytes} MB", flush=True)
    return {"what": what, "peaks": peaks}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="one line with all figures at the end")
    options = parser.parse_args()
    figures = []
    with tempfile.TemporaryDirectory(prefix="workbench-decode-") as name:
        folder = pathlib.Path(name)
        for what, data_size in (("handshakes with data", 64 * 1024), ("handshakes alone", 0)):
            figures.append(memory_growth(options.program, folder, options.megabytes, data_size, what))
            figures.append(compare(options.program, folder, options.megabytes, data_size, what))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
