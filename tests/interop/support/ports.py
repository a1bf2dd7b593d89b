"""Loopback ports for peers that cannot be told to take a free one themselves."""

import os
import pathlib
import random
import socket
import time

_LOWEST, _HIGHEST = 20000, 32000  # below the range that the system hands out by itself
_generator = random.Random(os.getpid() * 7919 + time.monotonic_ns())


def free_port():
    """A port on which nothing listens and that no outgoing connection will be given."""
    while True:
        port = _generator.randint(_LOWEST, _HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def listens(port):
    """Whether something listens on the TCP port; without touching it."""
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        path = pathlib.Path(table)
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            local, state = line.split()[1], line.split()[3]
            if local.endswith(wanted) and state == "0A":
                return True
    return False


def wait_until_listening(process, port, limit=10.0):
    end = time.monotonic() + limit
    while not listens(port):
        if not process.running or time.monotonic() > end:
            raise AssertionError(f"{' '.join(process.command)} does not listen on {port}; it said:\n{process.output()}")
        time.sleep(0.01)
