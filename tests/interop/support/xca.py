"""XCA without its window: what it takes into its database, and what it keeps there."""

import base64
import sqlite3

from support.process import plain_environment, require
from support.terminal import drive

PROMPT = b"assword:"
DATABASE_PASSWORD = "of the database"
MOST_TRIES = 5


class Xca:
    """One database of XCA's (an SQLite file, keys in it as encrypted PKCS#8)."""

    def __init__(self, folder, name):
        self.path = folder / f"{name}.xdb"
        self._settings = folder / f"{name}.settings"
        self._settings.mkdir()
        self._make()

    def _make(self):
        """Its own password XCA takes from the command line, but for a new database, where it asks.

        XCA 2.4 salts the password's hash with eight bytes as decimal digits. One time in 500 these are fewer than the
        sixteen that the hash needs: it stays empty, and XCA asks for the password again without end.
        """
        for _ in range(MOST_TRIES):
            self.path.unlink(missing_ok=True)
            self.call(passwords=[DATABASE_PASSWORD])
            if self._column("select value from settings where key_ = 'pwhash' and value <> ''"):
                return
        raise AssertionError(f"XCA made no hash of the password in {MOST_TRIES} databases")

    def call(self, *arguments, passwords=()):
        environment = plain_environment(XCA_NO_GUI="1", QT_QPA_PLATFORM="offscreen", HOME=str(self._settings),
                                        XDG_DATA_HOME=str(self._settings), XDG_CONFIG_HOME=str(self._settings))
        command = [require("xca"), "--no-gui", f"--database={self.path}", f"--password=pass:{DATABASE_PASSWORD}",
                   *map(str, arguments)]
        status, text = drive(command, environment, passwords, PROMPT)
        if status != 0 or "error" in text.lower():
            raise AssertionError(f"{' '.join(command)} ended with {status}:\n{text}")
        return text

    def _column(self, query):
        with sqlite3.connect(self.path) as database:
            return [row[0] for row in database.execute(query)]

    def _decoded(self, query):
        return [base64.b64decode(value) for value in self._column(query)]

    def certificates(self):
        """Every certificate in it, DER."""
        return self._decoded("select cert from certs")

    def keys(self):
        """Every private key in it: PKCS#8 in DER, encrypted with the password of the database."""
        return self._decoded("select private from private_keys where private != ''")
