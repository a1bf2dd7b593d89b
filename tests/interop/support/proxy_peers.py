"""SOCKS5 proxies and squid, each as one foreground process on a free loopback port. `asked`: what its log has once for
each {host} and {port} of a connection."""

import getpass
import os
import pathlib
import tempfile

from support.ports import free_port, wait_until_listening
from support.process import Process, require, run


class Microsocks(Process):
    """With `credentials` (user, password) only for who knows them."""

    asked = r"connected to {host}:{port}$"

    def __init__(self, folder, credentials=None):
        self.port = free_port()
        options = ("-u", credentials[0], "-P", credentials[1]) if credentials else ()
        super().__init__([require("microsocks"), "-i", "127.0.0.1", "-p", self.port, *options], folder)
        wait_until_listening(self, self.port)


_DANTE = """
logoutput: stderr
internal: 127.0.0.1 port = {port}
external: lo
socksmethod: none
clientmethod: none
user.unprivileged: {user}
client pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
{rules}
"""
DANTE_PASS = "socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 log: connect }"
DANTE_BLOCK = "socks block { from: 127.0.0.0/8 to: 0.0.0.0/0 log: connect }"


class Dante(Process):
    """Dante's sockd, with its rules for what clients may connect to. It logs the address to which a name has led it."""

    asked = r"pass\(1\): tcp/connect \[: .* 127\.0\.0\.1\.{port}$"

    def __init__(self, folder, rules=DANTE_PASS):
        self.port = free_port()
        configuration = folder / f"dante-{self.port}.conf"
        configuration.write_text(_DANTE.format(port=self.port, user=getpass.getuser(), rules=rules))
        super().__init__([require("danted"), "-f", configuration, "-p", folder / f"dante-{self.port}.pid"], folder)
        wait_until_listening(self, self.port)


_SQUID = """
http_port 127.0.0.1:{port}
pid_filename none
access_log stdio:{logs}/access.log
cache_log {logs}/cache.log
netdb_filename none
cache deny all
coredump_dir {logs}
shutdown_lifetime 0 seconds
pinger_enable off
{user}{rules}
"""
SQUID_ALLOW = "http_access allow localhost"
SQUID_DENY = "http_access deny all"
_SQUID_KNOWN = """
auth_param basic program /usr/lib/squid/basic_ncsa_auth {passwords}
auth_param basic children 1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
"""


class Squid(Process):
    """Squid without a cache; with `credentials` (user, password) only for who knows them."""

    asked = r" TCP_TUNNEL/200 \d+ CONNECT {host}:{port} "

    def __init__(self, folder, rules=SQUID_ALLOW, credentials=None):
        self.port = free_port()
        # It does not run as root, and whoever it becomes then has to be able to write its logs.
        self._logs = tempfile.TemporaryDirectory()
        os.chmod(self._logs.name, 0o777)
        user = "cache_effective_user nobody\n" if os.geteuid() == 0 else ""
        if credentials:
            passwords = pathlib.Path(self._logs.name) / "passwords"
            digest = run([require("openssl"), "passwd", "-apr1", "-stdin"], stdin=credentials[1].encode())
            passwords.write_text(f"{credentials[0]}:{digest}")
            rules = _SQUID_KNOWN.format(passwords=passwords)
        configuration = folder / f"squid-{self.port}.conf"
        configuration.write_text(_SQUID.format(port=self.port, logs=self._logs.name, user=user, rules=rules))
        super().__init__([require("squid"), "-N", "-n", f"w{os.getpid()}x{self.port}", "-f", configuration], folder)
        wait_until_listening(self, self.port)

    def stop(self):
        status = super().stop()
        self._logs.cleanup()
        return status

    def output(self):
        """With its log of what it was asked for."""
        log = pathlib.Path(self._logs.name) / "access.log"
        return super().output() + (log.read_text() if log.exists() else "")
