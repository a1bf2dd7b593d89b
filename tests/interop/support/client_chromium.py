"""Chromium without a window: told what to open over its debugging pipe, read by the log that its network stack writes.

Each talk has a browser context of its own, so that no session of an earlier one is taken up. Trust anchors and client
certificates come from an NSS database in a home folder of its own; the policy that lets it give a certificate without
asking is seen by this browser only.
"""

import base64
import contextlib
import json
import os
import subprocess
import time

from support import names
from support.client_talk import LIMIT, Client, Said
from support.process import plain_environment, require, run

_CHOOSE_CERTIFICATES = {"AutoSelectCertificateForUrls": ['{"pattern": "https://localhost:*", "filter": {}}']}
# Policies are read from one folder of the system: a mount of its own puts another there. The pipe is 3 and 4.
_START = 'mount --bind "$0" /etc/chromium && exec "$@" 3<&"$COMMANDS" 4>&"$ANSWERS"'
_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--no-default-browser-check",
            "--remote-debugging-pipe", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
_CLOSE_NOTIFY = 0
_CERTIFICATE_NEEDED = -110  # ERR_SSL_CLIENT_AUTH_CERT_NEEDED: it breaks off to choose one, and connects again
_END = 2  # the phase of an event that has a duration


class _Browser:
    """One process: its versions and its client certificate are the same for all that it opens."""

    def __init__(self, folder, ca, version, own):
        self._log = folder / "network.json"
        self._errors = folder / "errors.log"
        home, settings = folder / "home", folder / "settings"
        _make_database(home / ".pki" / "nssdb", ca, own)
        (settings / "policies" / "managed").mkdir(parents=True)
        (settings / "policies" / "managed" / "tests.json").write_text(json.dumps(_CHOOSE_CERTIFICATES))
        user = ["--map-root-user"] if os.geteuid() else []
        limit = [f"--ssl-version-max=tls{version}", f"--ssl-version-min=tls{version}"]
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        with open(self._errors, "wb") as errors:
            self._process = subprocess.Popen(
                [require("unshare"), "--mount", *user, require("bash"), "-c", _START, settings, require("chromium"),
                 *_OPTIONS, *limit, f"--user-data-dir={folder / 'profile'}", f"--log-net-log={self._log}"],
                env=plain_environment(HOME=str(home), COMMANDS=str(commands), ANSWERS=str(answers)),
                pass_fds=(commands, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        os.close(commands)
        os.close(answers)
        self._count, self._received, self._read, self._part = 0, b"", 0, ""
        self._names = {}
        self.events = []
        helper = self.call("Target.createTarget", url="about:blank")
        self._helper = self.call("Target.attachToTarget", flatten=True, **helper)["sessionId"]

    def call(self, method, session=None, **parameters):
        """A command of the DevTools protocol, to the browser or to the page of a session; its result."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters,
                   **({"sessionId": session} if session else {})}
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._received:
                part = os.read(self._answers, 65536)
                if not part:
                    raise AssertionError(f"chromium ended: {self._errors.read_text('utf-8', 'replace')}")
                self._received += part
            answer, _, self._received = self._received.partition(b"\0")
            answer = json.loads(answer)
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise AssertionError(f"chromium refuses {method}: {answer['error']}")
                return answer["result"]

    def read_log(self):
        """Takes what came to the log since the last time: one event a line behind a line of names.

        It is written in portions: an address that nobody answers gives it something to log.
        """
        self.call("Runtime.evaluate", self._helper, expression="fetch('http://127.0.0.1:65535/').catch(() => 0)",
                  awaitPromise=True)
        with open(self._log, encoding="utf-8") as log:
            log.seek(self._read)
            text = log.read()
            self._read = log.tell()
        *lines, self._part = (self._part + text).split("\n")
        for line in lines:
            if line.startswith('{"constants"'):
                constants = json.loads(line.rstrip(",") + "}")["constants"]
                self._names = {number: name for name, number in constants["logEventTypes"].items()}
            elif line.startswith("{"):
                event = json.loads(line.rstrip(",").removesuffix("]}"))
                self.events.append((self._names[event["type"]], event["phase"], event["source"]["id"],
                                    event.get("params", {})))

    def close(self):
        with contextlib.suppress(AssertionError, OSError):
            self.call("Browser.close")
        try:
            self._process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._commands)
        os.close(self._answers)


def _make_database(place, ca, own):
    place.mkdir(parents=True)
    database, bundle, password = f"sql:{place}", place / "own.p12", place / "password"
    password.write_text("\n")
    run([require("certutil"), "-N", "-d", database, "--empty-password"])
    run([require("certutil"), "-A", "-d", database, "-n", "ca", "-t", "CT,,", "-i", ca.certificate])
    if own:
        run([require("openssl"), "pkcs12", "-export", "-in", own.chain, "-inkey", own.key, "-out", bundle, "-name", "own",
             "-passout", "pass:changeit"])
        run([require("pk12util"), "-i", bundle, "-d", database, "-W", "changeit", "-k", password])


class Chromium(Client):
    """It always offers application protocols and asks for a staple, and has no keys but RSA and ECDSA."""

    name = "chromium"
    versions = ("1.2", "1.3")
    keys = ("RSA", "EC")
    always_offers_protocols = True

    def __init__(self, folder, ca):
        super().__init__(folder, ca)
        self._browsers = {}

    def _browser(self, version, own):
        name = f"chromium-{version}-{own.name if own else 'none'}"
        if name not in self._browsers:
            place = self.folder / name
            place.mkdir()
            self._browsers[name] = _Browser(place, self.ca, version, own)
        return self._browsers[name]

    def talk(self, ask):
        browser = self._browser(ask.version, ask.own)
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        said = [self._open(browser, context, ask.port) for _ in range(ask.connections)]
        browser.call("Target.disposeBrowserContext", browserContextId=context)
        return said

    def _open(self, browser, context, port):
        """Opens the page and waits for its first connection to be over."""
        browser.read_log()
        begin = len(browser.events)
        page = browser.call("Target.createTarget", url=f"https://localhost:{port}/", browserContextId=context)
        end = time.monotonic() + LIMIT
        said = None
        while said is None:
            if time.monotonic() > end:
                raise AssertionError(f"chromium did not connect to {port}: {browser.events[begin:]}")
            browser.read_log()
            said = _read(browser.events[begin:], port)
        browser.call("Target.closeTarget", targetId=page["targetId"])
        return said

    def close(self):
        for browser in self._browsers.values():
            browser.close()


def _read(events, port):
    """What the log says about the first connection to this port that is over, or None as long as there is none.

    It opens connections in advance as well, which may lie idle.
    """
    sockets = [source for name, _, source, parameters in events if name == "TCP_CONNECT"
               and parameters.get("remote_address", "").endswith(f":{port}")]
    for socket in sockets:
        own = [(name, phase, parameters) for name, phase, source, parameters in events if source == socket]
        handshake = next((parameters for name, phase, parameters in own if name == "SSL_CONNECT" and phase == _END), {})
        alerts = [base64.b64decode(parameters["bytes"])[1] for name, _, parameters in own
                  if name == "SSL_ALERT_RECEIVED"]
        error = handshake.get("net_error")
        answered = any(name == "SSL_SOCKET_BYTES_RECEIVED" for name, _, _ in own)
        if handshake and error != _CERTIFICATE_NEEDED and (answered or alerts or error):
            local = next(parameters["local_address"] for _, _, parameters in own if "local_address" in parameters)
            staple = any("stapled_ocsp_response" in parameters for name, _, _, parameters in events
                         if name == "CERT_VERIFIER_JOB")
            return _said(handshake, alerts, staple, int(local.rsplit(":", 1)[1]))
    return None


def _said(handshake, alerts, staple, port):
    words = " ".join([*(f"alert {alert}" for alert in alerts), str(handshake)])
    if "net_error" in handshake or any(alert != _CLOSE_NOTIFY for alert in alerts):
        return Said(False, words=words, port=port)
    return Said(True, handshake["version"], names.suite_of_number(handshake["cipher_suite"]), handshake["next_proto"],
                handshake["is_resumed"], staple, words, port)
