"""Processes that a test starts and ends: each by its own pid, each with bounded time."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

START_LIMIT = 10.0
STOP_LIMIT = 5.0
POLL = 0.01


def require(program):
    """The path of a peer program. Missing is a failure with its Debian package, never a skip."""
    packages = {"openssl": "openssl", "gnutls-serv": "gnutls-bin", "gnutls-cli": "gnutls-bin",
                "nginx": "nginx-light", "curl": "curl", "stdbuf": "coreutils", "certtool": "gnutls-bin",
                "setpriv": "util-linux", "strace": "strace",
                "dumpcap": "tshark", "editcap": "tshark", "selfserv": "libnss3-tools", "tstclnt": "libnss3-tools",
                "softhsm2-util": "softhsm2", "pkcs11-tool": "opensc",
                "certutil": "libnss3-tools", "pk12util": "libnss3-tools",
                "dbus-run-session": "dbus-daemon", "gnome-keyring-daemon": "gnome-keyring", "env": "coreutils",
                "chromium": "chromium", "unshare": "util-linux", "bash": "bash",
                "node": "nodejs", "java": "default-jdk-headless", "keytool": "default-jdk-headless",
                "javac": "default-jdk-headless", "xca": "xca",
                "tinyproxy": "tinyproxy-bin", "dovecot": "dovecot-imapd", "mariadbd": "mariadb-server",
                "mariadb-install-db": "mariadb-server",
                "ip": "iproute2", "mount": "mount",
                "haproxy": "haproxy", "stunnel4": "stunnel4", "go": "golang-go", "cat": "coreutils",
                "microsocks": "microsocks", "danted": "dante-server", "squid": "squid"}
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        raise AssertionError(f"peer program “{program}” is missing: install the Debian package "
                             f"{packages.get(program, program)} (./dev interop does)")
    return found


def plain_environment(**more):
    """The environment without what would turn a peer's or the program's behaviour."""
    dropped = ("OPENSSL_CONF", "SSL_CERT_FILE", "SSL_CERT_DIR", "GNUTLS_SYSTEM_PRIORITY_FILE", "SSLKEYLOGFILE",
               "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "DISPLAY",
               "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", **more}


class Process:
    """A program in the background; both its outputs go to one file."""

    _count = 0

    def __init__(self, command, folder, keep_input=True):
        Process._count += 1
        name = pathlib.Path(command[0]).name
        self.log = pathlib.Path(folder) / f"{Process._count:03d}-{name}.log"
        self.command = [str(word) for word in command]
        self._given = {}  # how many matches of a pattern next_match() has given
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(
                self.command, cwd=folder, env=plain_environment(), stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.PIPE if keep_input else subprocess.DEVNULL)

    @property
    def pid(self):
        return self._process.pid

    @property
    def running(self):
        return self._process.poll() is None

    def output(self):
        return self.log.read_text("utf-8", "replace")

    def write(self, text):
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()

    def end_input(self):
        """What a person does with Ctrl+D."""
        self._process.stdin.close()

    def wait_for(self, pattern, limit=START_LIMIT):
        """Waits until the output has the pattern; the match. Fails when it ends or time runs out."""
        expression = re.compile(pattern, re.MULTILINE)
        end = time.monotonic() + limit
        while True:
            alive = self.running
            match = expression.search(self.output())
            if match:
                return match
            if not alive or time.monotonic() > end:
                state = "did not say" if alive else f"ended with {self._process.returncode} before it said"
                raise AssertionError(f"{' '.join(self.command)} {state} /{pattern}/; it said:\n{self.output()}")
            time.sleep(POLL)

    def next_match(self, pattern, limit=START_LIMIT):
        """The same for a pattern that comes once for each connection: the first match that was not given yet."""
        expression, number = re.compile(pattern, re.MULTILINE), self._given.get(pattern, 0)
        end = time.monotonic() + limit
        while True:
            alive = self.running
            matches = list(expression.finditer(self.output()))
            if len(matches) > number:
                self._given[pattern] = number + 1
                return matches[number]
            if not alive or time.monotonic() > end:
                raise AssertionError(f"{' '.join(self.command)} did not say /{pattern}/ for the {number + 1}. time; it "
                                     f"said:\n{self.output()}")
            time.sleep(POLL)

    def skip_matches(self, pattern):
        """So that next_match() gives none of those that are there already."""
        self._given[pattern] = len(re.findall(pattern, self.output(), re.MULTILINE))

    def wait(self, limit=START_LIMIT):
        """Waits for its own end; the exit status."""
        try:
            return self._process.wait(limit)
        except subprocess.TimeoutExpired:
            self.stop()
            raise AssertionError(f"{' '.join(self.command)} did not end; it said:\n{self.output()}") from None

    def stop(self):
        """Ends it when it still runs; the exit status."""
        if self.running:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self._process.kill()
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        return self._process.wait(STOP_LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def run(command, folder=None, stdin=b"", limit=30.0, status=0, **options):
    """Runs a tool to its end and gives its standard output as text. `status` None: any."""
    done = subprocess.run([str(word) for word in command], cwd=folder, env=plain_environment(), input=stdin,
                          capture_output=True, timeout=limit, check=False, **options)
    if status is not None and done.returncode != status:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n"
                             f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8", "replace")
