"""nginx as one foreground process with its own configuration, and what its log says about a connection."""

import getpass
import json
import os
import time

from support.ports import free_port, wait_until_listening
from support.process import Process, require
from support.server_report import ServerReport

_CONFIGURATION = """
daemon off;
master_process off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log info;
events {{ worker_connections 64; }}
http {{
  log_format json escape=json '{{"version": "$ssl_protocol", "suite": "$ssl_cipher", "group": "$ssl_curve",'
    ' "verify": "$ssl_client_verify", "subject": "$ssl_client_s_dn", "name": "$ssl_server_name", "status": "$status",'
    ' "session": "$ssl_session_reused"}}';
  access_log {folder}/nginx-access.log json;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type text/plain;
  keepalive_timeout 0;
  server {{
    listen 127.0.0.1:{port}{tls};
    server_name localhost;
    {directives}
    location / {{ return 200 "served by nginx over $ssl_protocol\\n"; }}
  }}
}}
"""
_TLS = """
    ssl_certificate {material.chain};
    ssl_certificate_key {material.key};
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    ssl_ciphers DEFAULT:@SECLEVEL=0;
"""


class Nginx(Process):
    """One server on a free loopback port; without material plain HTTP."""

    def __init__(self, folder, material=None, directives=""):
        program = require("nginx")
        self.port = free_port()
        self._reported = 0
        self._folder = folder / f"nginx-{self.port}"
        self._folder.mkdir()
        # Started by root it would change to a user of its own, who may not read the temporary folder.
        user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
        tls = _TLS.format(material=material) if material else ""
        configuration = self._folder / "nginx.conf"
        configuration.write_text(_CONFIGURATION.format(
            user=user, folder=self._folder, port=self.port, tls=" ssl" if material else "", directives=tls + directives))
        super().__init__([program, "-p", self._folder, "-e", self._folder / "nginx-error.log", "-c", configuration],
                         self._folder)
        wait_until_listening(self, self.port)

    def output(self):
        """With the log of errors, which has the handshakes that failed."""
        log = self._folder / "nginx-error.log"
        return super().output() + (log.read_text() if log.exists() else "")

    def report(self, limit=5.0):
        """What its access log says of the next request."""
        log = self._folder / "nginx-access.log"
        end = time.monotonic() + limit
        while not log.exists() or log.read_text().count("\n") <= self._reported:
            if time.monotonic() > end:
                raise AssertionError("nginx logged no request: " + self.output())
            time.sleep(0.01)
        self._reported += 1
        return json.loads(log.read_text().splitlines()[self._reported - 1])

    def next_report(self):
        line = self.report()
        return ServerReport.of(line["version"], line["suite"], line["subject"], line["session"] == "r")
