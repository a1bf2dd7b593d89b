"""XCA without its window: what it takes into its database, and what it keeps there."""

import base64
import sqlite3

from support.process import plain_environment, require
from support.terminal import drive

PROMPT = b"assword:"
DATABASE_PASSWORD = "of the database"


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
        # On a busy machine it has asked again for its own, up to twice, when it came to encrypt a key.
        again = (DATABASE_PASSWORD,) * 3
        status, text = drive(command, environment, (*own, *passwords, *again), PROMPT)
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
