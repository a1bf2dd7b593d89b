"""A server and a client of node."""

from support.process import Process, require
from support.server_report import ServerReport

_SERVER = """
const tls = require('tls'), fs = require('fs');
const [chain, key, version, ca] = process.argv.slice(2);
const [minVersion, maxVersion] = version ? [version, version] : ['TLSv1', 'TLSv1.3'];
const demand = ca ? {requestCert: true, rejectUnauthorized: true, ca: fs.readFileSync(ca)} : {};
const options = {cert: fs.readFileSync(chain), key: fs.readFileSync(key), minVersion, maxVersion,
                 ciphers: 'DEFAULT:@SECLEVEL=0', ALPNProtocols: ['http/1.1'], ...demand};
const server = tls.createServer(options, socket => {
  const {CN = ''} = socket.getPeerCertificate().subject || {};
  console.log(`served ${socket.getProtocol()} ${socket.getCipher().standardName} ${socket.isSessionReused()} ${CN}`);
  socket.on('error', () => {});
  socket.pipe(socket);
});
server.on('tlsClientError', error => console.log('failed ' + error.code));
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
"""
_CLIENT = """
const tls = require('tls'), fs = require('fs');
const [port, ca, version] = process.argv.slice(2);
const options = {host: '127.0.0.1', port: Number(port), ca: fs.readFileSync(ca), servername: 'localhost',
                 minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0', ALPNProtocols: ['http/1.1']};
const socket = tls.connect(options, () => socket.write('hello\\n'));
socket.on('data', data => { console.log('answer ' + data); socket.end(); });
socket.on('error', error => console.log('error ' + error));
"""


def _version(version):
    return "TLSv1" if version == "1.0" else f"TLSv{version}"


class NodeServer(Process):
    """Echoes; one version, or every one; `ca`: the issuer of the certificate that clients must have."""

    def __init__(self, folder, material, version=None, ca=None):
        script = folder / "server.js"
        script.write_text(_SERVER)
        super().__init__([require("node"), script, material.chain, material.key, _version(version) if version else "",
                          ca.certificate if ca else ""], folder)
        self.port = int(self.wait_for(r"^port (\d+)").group(1))

    def next_report(self):
        version, suite, reused, subject = self.next_match(r"^served (\S+) (\S+) (true|false) (.*)\n").groups()
        return ServerReport.of(version, suite, subject, reused == "true")


def node_client(folder, port, ca, version):
    script = folder / "client.js"
    script.write_text(_CLIENT)
    with Process([require("node"), script, port, ca.certificate, _version(version)], folder) as client:
        client.wait_for("^answer hello")
        client.wait()
