"""XCA without its window: what it takes into its database, and what it keeps there."""

import base64
import os
import pty
import select
import signal
import sqlite3
import termios
import time

from support.process import plain_environment, require

LIMIT = 20.0
PROMPT = b"assword:"
DATABASE_PASSWORD = "of the database"


def _drive(command, environment, answers):
    """Runs a program that asks for passwords on its terminal, answers in their order; what it wrote, and its status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, environment)
    answers = list(answers)
    written, asked, end = b"", 0, time.monotonic() + LIMIT
    while True:
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise AssertionError(f"{command[0]} does not end; it wrote:\n{written.decode(errors='replace')}")
        # It throws away what was typed before it turned the echo off, so an answer waits for that.
        if asked < written.count(PROMPT) and not termios.tcgetattr(terminal)[3] & termios.ECHO:
            asked += 1
            if answers:
                os.write(terminal, answers.pop(0).encode() + b"\n")
            else:
                os.kill(pid, signal.SIGTERM)
        if not select.select([terminal], [], [], 0.02)[0]:
            continue
        try:
            part = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other end has closed
            break
        if not part:
            break
        written += part
    os.close(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return written.decode("utf-8", "replace"), status


class Xca:
    """One database of XCA's (an SQLite file, keys in it as encrypted PKCS#8)."""

    def __init__(self, folder, name):
        self.path = folder / f"{name}.xdb"
        self._settings = folder / f"{name}.settings"
        self._settings.mkdir()

    def call(self, *arguments, passwords=()):
        # Its own password it takes from the command line, but for a new database, where it asks.
        own = () if self.path.exists() else (DATABASE_PASSWORD,)
        environment = plain_environment(XCA_NO_GUI="1", QT_QPA_PLATFORM="offscreen", HOME=str(self._settings),
                                        XDG_DATA_HOME=str(self._settings), XDG_CONFIG_HOME=str(self._settings))
        command = [require("xca"), "--no-gui", f"--database={self.path}", f"--password=pass:{DATABASE_PASSWORD}",
                   *map(str, arguments)]
        text, status = _drive(command, environment, (*own, *passwords))
        if status != 0 or "error" in text.lower():
            raise AssertionError(f"{' '.join(command)} ended with {status}:\n{text}")
        return text

    def _column(self, query):
        with sqlite3.connect(self.path) as database:
            return [base64.b64decode(row[0]) for row in database.execute(query)]

    def certificates(self):
        """Every certificate in it, DER."""
        return self._column("select cert from certs")

    def keys(self):
        """Every private key in it: PKCS#8 in DER, encrypted with the password of the database."""
        return self._column("select private from private_keys where private != ''")
