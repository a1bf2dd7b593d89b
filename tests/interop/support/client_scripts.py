"""Clients that are a small program in their own language, started once and asked many times.

They read one line for each talk, words as name=value between tabs, and print one line for each connection in the same
form: `error` with the library's words, or what was negotiated.
"""

import queue
import socket
import ssl
import subprocess
import threading
import warnings

from support import names
from support.client_talk import LIMIT, REQUEST, Client, Said
from support.process import plain_environment


class ScriptedClient(Client):
    """Its `command()` is started at the first talk."""

    def __init__(self, folder, ca):
        super().__init__(folder, ca)
        self._process = None
        self._lines = queue.Queue()
        self._printed = []

    def command(self):
        raise NotImplementedError

    def words_of(self, ask):
        """What is told to the program."""
        own = ask.own
        return {"port": ask.port, "version": ask.version, "connections": ask.connections, "ca": self.ca.certificate,
                "protocols": ",".join(ask.protocols), "staple": "yes" if ask.staple else "",
                "certificate": own.certificate if own else "", "key": own.key if own else ""}

    def talk(self, ask):
        if self._process is None:
            self._start()
        line = "\t".join(f"{name}={value}" for name, value in self.words_of(ask).items())
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        return [self._said() for _ in range(ask.connections)]

    def _start(self):
        self._process = subprocess.Popen([str(word) for word in self.command()], cwd=self.folder,
                                         env=plain_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._lines.put(None)

    def _said(self):
        while True:
            try:
                line = self._lines.get(timeout=LIMIT)
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"{self.name} gave no answer; it said:\n" + "\n".join(self._printed))
            self._printed.append(line)
            words = dict(word.split("=", 1) for word in line.split("\t") if "=" in word)
            if "error" in words:
                return Said(False, words=line)
            if "version" in words:
                return Said(True, names.version(words["version"]), words["suite"], words["protocol"],
                            words["resumed"] == "true", words["staple"] == "true" if "staple" in words else None, line)

    def close(self):
        if self._process is not None:
            self._process.stdin.close()
            try:
                self._process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._reader.join()
            self._process.stdout.close()


class PythonSsl(Client):
    """The module ssl of the python that runs the tests; it asks for no staple."""

    name = "python ssl"
    tells_staple = False

    def talk(self, ask):
        version = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2,
                   "1.3": ssl.TLSVersion.TLSv1_3}[ask.version]
        context = ssl.create_default_context(cafile=self.ca.certificate)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of versions before TLS 1.2
            context.minimum_version = context.maximum_version = version
        if ask.protocols:
            context.set_alpn_protocols(list(ask.protocols))
        if ask.own:
            context.load_cert_chain(ask.own.certificate, ask.own.key)
        session, said = None, []
        for _ in range(ask.connections):
            one, session = self._connect(context, ask.port, session)
            said.append(one)
        return said

    @staticmethod
    def _connect(context, port, session):
        try:
            with socket.create_connection(("127.0.0.1", port), LIMIT) as plain, \
                    context.wrap_socket(plain, server_hostname="localhost", session=session) as tls:
                tls.sendall(REQUEST)
                while tls.recv(65536):
                    pass
                return Said(True, names.version(tls.version()), names.suite(tls.cipher()[0]),
                            tls.selected_alpn_protocol() or "", tls.session_reused), tls.session
        except OSError as error:
            return Said(False, words=str(error)), None
