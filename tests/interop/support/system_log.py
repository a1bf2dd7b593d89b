"""The system's log for one server that logs nowhere else: a /dev of its own whose `log` is a socket of the test."""

import os
import socket
import threading

from support.process import require

_DEVICES = ("null", "random", "urandom", "zero")
# Seen by what comes after it in the command only: the mounts are in a name space of their own.
_SCRIPT = """
set -e
for device in {devices}; do
  touch "$0/$device"
  mount --bind "/dev/$device" "$0/$device"
done
mount --rbind "$0" /dev
exec {back} "$@"
"""


class SystemLog:
    """`words`: what stands in front of a command to make it log into the file."""

    def __init__(self, folder, file):
        devices = folder / "dev"
        devices.mkdir()
        self._file = file
        self._file.touch()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(devices / "log"))
        os.chmod(devices / "log", 0o666)
        user, group = os.geteuid(), os.getegid()
        back = f"unshare --user --map-user={user} --map-group={group}" if user else ""
        script = _SCRIPT.format(devices=" ".join(_DEVICES), back=back)
        self.words = [require("unshare"), *(["--map-root-user"] if user else []), "--mount", require("bash"), "-c",
                      script, devices]
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self):
        with self._file.open("ab") as file:
            while message := self._socket.recv(8192):
                file.write(message.rstrip(b"\0\n") + b"\n")
                file.flush()

    def close(self):
        """Wakes the reader, too."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
