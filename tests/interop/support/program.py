"""The program under test, driven through its command line only."""

import dataclasses
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

from support import schema
from support.process import plain_environment

DONE, TEST_FAILED, USAGE, LOCAL_FAULT = 0, 1, 2, 3
LIMIT = 40.0


def path():
    program = os.environ.get("TLS_WORKBENCH", "")
    if not os.access(program, os.X_OK):
        raise AssertionError(f"the environment variable TLS_WORKBENCH must name the built program; it is “{program}”")
    return program


@dataclasses.dataclass
class Outcome:
    """How a command ended."""

    status: int
    stdout: str
    stderr: str

    def document(self):
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise AssertionError(f"no JSON on standard output ({error}); status {self.status}:\n"
                                 f"{self.stdout}\n{self.stderr}") from None


class Program:
    """One home folder and the commands in it."""

    def __init__(self, home):
        self.home = pathlib.Path(home)

    def command(self, word, *arguments):
        return [path(), word, *map(str, arguments), "--home", str(self.home)]

    def run(self, word, *arguments, environment=None, prefix=(), limit=LIMIT):
        done = subprocess.run([*prefix, *self.command(word, *arguments)], env=plain_environment(**(environment or {})),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=limit, check=False)
        return Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def connect(self, target, *arguments, **options):
        """One client connection; its outcome with the document, checked against the contract."""
        outcome = self.run("connect", target, "--format", "json", *arguments, **options)
        document = outcome.document()
        schema.check_connection(document)
        return outcome.status, document

    def store(self, *arguments, **options):
        """A store command that must work; its JSON (or text for export)."""
        outcome = self.run("store", *arguments, "--format", "json", **options)
        if outcome.status != DONE:
            raise AssertionError(f"store {' '.join(map(str, arguments))} ended with {outcome.status}: {outcome.stderr}")
        return outcome.stdout if arguments[0] in ("export", "remove", "rename") else outcome.document()

    def serve(self, *arguments, environment=None):
        return Server(self.command("serve", "--format", "json", "--port", "0", *arguments), environment)


class Server:
    """A running `serve`; its documents are read line by line, each checked against the contract."""

    def __init__(self, command, environment=None):
        self._process = subprocess.Popen(command, env=plain_environment(**(environment or {})),
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._lines = queue.Queue()
        self._errors = []
        self._readers = [threading.Thread(target=self._read_lines, daemon=True),
                         threading.Thread(target=self._read_errors, daemon=True)]
        for reader in self._readers:
            reader.start()
        self.listening = self._next(LIMIT)
        schema.check_listening(self.listening)
        self.port = self.listening["port"]

    def _read_lines(self):
        for line in self._process.stdout:
            self._lines.put(line.decode("utf-8"))
        self._lines.put(None)

    def _read_errors(self):
        for line in self._process.stderr:
            self._errors.append(line.decode("utf-8", "replace"))

    @property
    def stderr(self):
        return "".join(self._errors)

    def wait_for_errors(self, told, limit=LIMIT):
        """Waits until what it said on standard error is what `told` looks for."""
        end = time.monotonic() + limit
        while not told(self.stderr):
            if time.monotonic() > end:
                raise AssertionError(f"serve said only: {self.stderr}")
            time.sleep(0.01)

    def _next(self, limit):
        try:
            line = self._lines.get(timeout=limit)
        except queue.Empty:
            self.stop()
            raise AssertionError(f"serve printed no further document in {limit} s; errors: {self.stderr}") from None
        if line is None:
            self._process.wait(LIMIT)
            self._readers[1].join(LIMIT)
            raise AssertionError(f"serve ended with {self._process.returncode}: {self.stderr}")
        return json.loads(line)

    def connection(self, limit=LIMIT):
        """The document of the next connection that finished."""
        document = self._next(limit)
        schema.check_connection(document)
        if document["role"] != "server":
            raise AssertionError(f"serve printed a document of role {document['role']}")
        return document

    @property
    def pid(self):
        return self._process.pid

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, limit=LIMIT):
        return self._process.wait(limit)

    def rest(self):
        """The documents that were printed and not looked at, once it has ended."""
        return [json.loads(line) for line in iter(self._lines.get_nowait, None)]

    def stop(self):
        """Interrupts it as a person does; the exit status."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                raise AssertionError("serve did not end on SIGINT") from None
            finally:
                self._process.wait()
        for reader in self._readers:
            reader.join(LIMIT)
        self._process.stdout.close()
        self._process.stderr.close()
        return self._process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
