"""Tiny TCP servers and clients for behaviours that no honest TLS program shows."""

import contextlib
import socket
import struct
import threading
import time

LIMIT = 15.0


class RawServer:
    """Listens on a free loopback port and gives every connection to `behaviour(socket)`."""

    def __init__(self, behaviour):
        self._behaviour = behaviour
        self._ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listener.accept()
                connection.settimeout(LIMIT)
                # What the client does to a server that misbehaves on purpose is no matter here.
                with connection, contextlib.suppress(OSError):
                    self._behaviour(connection)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join(LIMIT)
        self._listener.close()


def read_hello(connection):
    """Reads one whole record: the client_hello."""
    data = b""
    while len(data) < 5 or len(data) < 5 + struct.unpack("!H", data[3:5])[0]:
        part = connection.recv(65536)
        if not part:
            break
        data += part
    return data


def drain(connection):
    """Reads until the other side ends."""
    with contextlib.suppress(OSError):
        while connection.recv(65536):
            pass


def reset(connection):
    """Ends the connection with a TCP reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def close_after_accept(connection):
    connection.close()


def reset_after_accept(connection):
    reset(connection)


def close_after_hello(connection):
    read_hello(connection)


def reset_after_hello(connection):
    read_hello(connection)
    time.sleep(0.2)  # what a device on the way needs; at once would be an unread hello
    reset(connection)


def stay_silent(connection):
    drain(connection)


def greeting(banner):
    """A server that speaks first, as SMTP and FTP do."""
    def behave(connection):
        connection.sendall(banner)
        drain(connection)
    return behave


def answer(reply):
    """A server that reads the hello and answers something of its own."""
    def behave(connection):
        read_hello(connection)
        connection.sendall(reply)
        connection.shutdown(socket.SHUT_WR)
        drain(connection)
    return behave


class FullListener:
    """A port whose queue of connections is full: the system drops further attempts without a word."""

    def __init__(self, address="127.0.0.1", port=0):
        self._wanted = (address, port)
        self._family = socket.AF_INET6 if ":" in address else socket.AF_INET

    def __enter__(self):
        self._listener = socket.socket(self._family)
        self._listener.bind(self._wanted)
        self._listener.listen(0)
        self.port = self._listener.getsockname()[1]
        self._waiting = []
        for _ in range(4):
            client = socket.socket(self._family)
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect((self._wanted[0], self.port))
            self._waiting.append(client)
        time.sleep(0.1)
        return self

    def __exit__(self, *_):
        for client in (*self._waiting, self._listener):
            client.close()


@contextlib.contextmanager
def raw_client(port):
    """A plain TCP connection to a loopback port."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as client:
        yield client
