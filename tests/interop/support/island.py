"""A network of its own for one test process: loopback alone, and a name server that the test is itself."""

import contextlib
import ctypes
import os
import pathlib
import socket
import struct
import subprocess
import threading

from support.process import require

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
TYPES = {1: "A", 28: "AAAA"}
NO_SUCH_NAME = 3
LIMIT = 15.0


def enter(folder, *addresses):
    """Takes this process and its children there; its only way out is to end. `addresses` are on loopback too."""
    ip, mount = require("ip"), require("mount")
    user, group = os.geteuid(), os.getegid()
    flags = CLONE_NEWNET | CLONE_NEWNS | (CLONE_NEWUSER if user else 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags):
        raise AssertionError(f"this system gives no network of its own: {os.strerror(ctypes.get_errno())}")
    if user:
        pathlib.Path("/proc/self/setgroups").write_text("deny")
        pathlib.Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        pathlib.Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _run(mount, "--make-rprivate", "/")
    files = {"resolv.conf": "nameserver 127.0.0.1\noptions timeout:5 attempts:1\n",
             "hosts": "127.0.0.1 localhost\n", "nsswitch.conf": "hosts: files dns\n"}
    for name, text in files.items():
        path = pathlib.Path(folder) / name
        path.write_text(text)
        _run(mount, "--bind", path, f"/etc/{name}")
    _run(ip, "link", "set", "lo", "up")
    for address in addresses:
        _run(ip, "address", "add", address, "dev", "lo")


def _run(*command):
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL)


class NameServer:
    """DNS on 127.0.0.1:53 over UDP. Names without a record do not exist; a record of None gets no answer."""

    def __init__(self, records):
        self._records = records  # {("shop.test", "A"): ["127.0.0.1"]}
        self.asked = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        self._socket.settimeout(0.1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                question, client = self._socket.recvfrom(4096)
                answer = self._answer(question)
                if answer:
                    self._socket.sendto(answer, client)

    def _answer(self, packet):
        """RFC 1035, 4.1."""
        labels, place = [], 12
        while packet[place]:
            labels.append(packet[place + 1:place + 1 + packet[place]].decode())
            place += packet[place] + 1
        question = packet[12:place + 5]
        name = ".".join(labels).lower()
        kind = TYPES.get(struct.unpack("!H", packet[place + 1:place + 3])[0], "other")
        self.asked.append((name, kind))
        exists = any(known == name for known, _ in self._records)
        addresses = self._records.get((name, kind), [])
        if addresses is None:
            return None
        family = socket.AF_INET6 if kind == "AAAA" else socket.AF_INET
        data = [socket.inet_pton(family, address) for address in addresses]
        head = packet[:2] + struct.pack("!HHHHH", 0x8180 | (0 if exists else NO_SUCH_NAME), 1, len(data), 0, 0)
        return head + question + b"".join(b"\xc0\x0c" + question[-4:] + struct.pack("!IH", 60, len(one)) + one
                                          for one in data)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join(LIMIT)
        self._socket.close()
