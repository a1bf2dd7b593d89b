"""HAProxy as one foreground process that ends TLS and answers HTTP by itself."""

from support.ports import free_port, wait_until_listening
from support.process import Process, require
from support.server_report import ServerReport

# Its log goes to standard output, one line for each request or failed handshake.
_CONFIGURATION = """
global
  log stdout format raw local0
  nbthread 1
  ssl-default-bind-options ssl-min-ver TLSv1.0
  ssl-default-bind-ciphers DEFAULT:@SECLEVEL=0
defaults
  mode http
  log global
  timeout client 20s
  timeout server 20s
  timeout connect 20s
frontend https
  bind 127.0.0.1:{port} ssl crt {bundle} alpn http/1.1{demand}
  log-format "served %sslv %sslc reused=%[ssl_fc_is_resumed] client=%{{+Q}}[ssl_c_s_dn]"
  error-log-format "failed %[ssl_fc_err_str]"
  http-request return status 200 content-type text/plain string "served by HAProxy"
"""


class Haproxy(Process):
    """Every version from TLS 1.0 on; `ca`: the issuer of the certificate that clients must have."""

    def __init__(self, folder, material, ca=None):
        self.port = free_port()
        bundle, configuration = folder / f"haproxy-{self.port}.pem", folder / f"haproxy-{self.port}.cfg"
        bundle.write_text(material.chain.read_text() + material.key.read_text())
        demand = f" ca-file {ca.certificate} verify required" if ca else ""
        configuration.write_text(_CONFIGURATION.format(port=self.port, bundle=bundle, demand=demand))
        super().__init__([require("haproxy"), "-db", "-f", configuration], folder)
        wait_until_listening(self, self.port)

    def next_report(self):
        found = self.next_match(r"^served (\S+) (\S+) reused=(\d) client=(.*)\n")
        version, suite, reused, subject = found.groups()
        return ServerReport.of(version, suite, "" if subject == "-" else subject.strip('"'), reused == "1")
