"""Captures of loopback traffic, taken by dumpcap."""

import socket
import subprocess
import time

from support.process import Process, require

LIMIT = 20.0
_MARK = b"tls-workbench: this is the last packet"


class Dumpcap(Process):
    """Captures the loopback traffic of one port into a file."""

    def __init__(self, folder, port, path, *options):
        super().__init__([require("dumpcap"), "-i", "lo", "-f", f"port {port}", "-w", path, *options], folder)
        self.path = path
        self._port = port
        self.wait_for(r"^File: ")

    def stop_after(self, packets):
        """Ends it once so many packets are in the file; the kernel hands them over in batches."""
        self._stop_when(lambda: count_packets(self.path) >= packets)

    def finish(self):
        """Ends it once everything sent so far is in the file: a datagram to the same port is the last of it."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(_MARK, ("127.0.0.1", self._port))
        self._stop_when(lambda: _MARK in self.path.read_bytes())

    def _stop_when(self, is_enough):
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if self.path.exists() and is_enough():
                break
            time.sleep(0.1)
        self.stop()


def count_packets(path):
    done = subprocess.run([require("tshark"), "-r", path, "-T", "fields", "-e", "frame.number"],
                          capture_output=True, check=False, timeout=30)
    return len(done.stdout.splitlines())
