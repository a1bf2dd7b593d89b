"""Servers and clients of node, Java and NSS."""

import textwrap

from support.ports import free_port, wait_until_listening
from support.process import Process, require, run

_NODE_SERVER = """
const tls = require('tls'), fs = require('fs');
const [chain, key, version] = process.argv.slice(2);
const options = {cert: fs.readFileSync(chain), key: fs.readFileSync(key), minVersion: version, maxVersion: version,
                 ciphers: 'DEFAULT:@SECLEVEL=0', ALPNProtocols: ['http/1.1']};
const server = tls.createServer(options, socket => { socket.on('error', () => {}); socket.pipe(socket); });
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
"""
_NODE_CLIENT = """
const tls = require('tls'), fs = require('fs');
const [port, ca, version] = process.argv.slice(2);
const options = {host: '127.0.0.1', port: Number(port), ca: fs.readFileSync(ca), servername: 'localhost',
                 minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0', ALPNProtocols: ['http/1.1']};
const socket = tls.connect(options, () => socket.write('hello\\n'));
socket.on('data', data => { console.log('answer ' + data); socket.end(); });
socket.on('error', error => console.log('error ' + error));
"""
_JAVA = """
import java.io.*;
import java.net.InetAddress;
import javax.net.ssl.*;

public class Peer {
    public static void main(String[] words) throws Exception {
        String[] versions = {words[1]};
        if (words[0].equals("server")) {
            SSLServerSocket server = (SSLServerSocket) SSLServerSocketFactory.getDefault()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
            server.setEnabledProtocols(versions);
            System.out.println("port " + server.getLocalPort());
            while (true) {
                SSLSocket socket = (SSLSocket) server.accept();
                try {
                    echo(socket);
                } catch (IOException error) {
                    System.out.println("error " + error);
                }
            }
        }
        int port = Integer.parseInt(words[2]);
        SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket("localhost", port);
        socket.setEnabledProtocols(versions);
        socket.getOutputStream().write("hello\\n".getBytes());
        byte[] answer = new byte[6];
        new DataInputStream(socket.getInputStream()).readFully(answer);
        System.out.println("answer " + new String(answer));
        socket.close();
    }

    static void echo(SSLSocket socket) throws IOException {
        byte[] data = new byte[4096];
        for (int got; (got = socket.getInputStream().read(data)) > 0;) {
            socket.getOutputStream().write(data, 0, got);
        }
        socket.close();
    }
}
"""


def _node_version(version):
    return "TLSv1" if version == "1.0" else f"TLSv{version}"


class NodeServer(Process):
    """Echoes; one version."""

    def __init__(self, folder, material, version):
        script = folder / "server.js"
        script.write_text(_NODE_SERVER)
        super().__init__([require("node"), script, material.chain, material.key, _node_version(version)], folder)
        self.port = int(self.wait_for(r"^port (\d+)").group(1))


def node_client(folder, port, ca, version):
    script = folder / "client.js"
    script.write_text(_NODE_CLIENT)
    with Process([require("node"), script, port, ca.certificate, _node_version(version)], folder) as client:
        client.wait_for("^answer hello")
        client.wait()


def _java(folder, material, ca, *words):
    """The JDK runs a source file; key and trust anchor come from PKCS #12 and its own keytool."""
    source, keys, trust = folder / "Peer.java", folder / "java-keys.p12", folder / "java-trust.p12"
    source.write_text(textwrap.dedent(_JAVA))
    if not trust.exists():
        run([require("openssl"), "pkcs12", "-export", "-in", material.chain, "-inkey", material.key, "-out", keys,
             "-passout", "pass:changeit"])
        run([require("keytool"), "-importcert", "-noprompt", "-alias", "ca", "-file", ca.certificate, "-keystore",
             trust, "-storepass", "changeit"])
    return [require("java"), f"-Djavax.net.ssl.keyStore={keys}", "-Djavax.net.ssl.keyStorePassword=changeit",
            f"-Djavax.net.ssl.trustStore={trust}", "-Djavax.net.ssl.trustStorePassword=changeit", source, *words]


class JavaServer(Process):
    """Echoes; one version, 1.2 or 1.3."""

    def __init__(self, folder, material, ca, version):
        super().__init__(_java(folder, material, ca, "server", f"TLSv{version}"), folder)
        self.port = int(self.wait_for(r"^port (\d+)", limit=60).group(1))


def java_client(folder, port, material, ca, version):
    with Process(_java(folder, material, ca, "client", f"TLSv{version}", port), folder) as client:
        client.wait_for("^answer hello", limit=60)
        client.wait()


class NssFiles:
    """NSS' database with a server certificate in it and its CA trusted."""

    def __init__(self, folder, material, ca):
        self.folder = folder / "nss"
        self.folder.mkdir(exist_ok=True)
        bundle, password = self.folder / "keys.p12", self.folder / "password"
        run([require("openssl"), "pkcs12", "-export", "-in", material.chain, "-inkey", material.key, "-out", bundle,
             "-name", "server", "-passout", "pass:changeit"])
        password.write_text("\n")
        self.database = f"sql:{self.folder}"
        run([require("certutil"), "-N", "-d", self.database, "--empty-password"])
        run([require("pk12util"), "-i", bundle, "-d", self.database, "-W", "changeit", "-k", password])
        run([require("certutil"), "-A", "-d", self.database, "-n", "ca", "-t", "CT,,", "-i", ca.certificate])


def _nss_range(version):
    return f"tls{version}:tls{version}"


class NssServer(Process):
    """selfserv, which answers HTTP."""

    def __init__(self, folder, files, version, *options, oldest=None):
        self.port = free_port()
        super().__init__([require("selfserv"), "-d", files.database, "-n", "server", "-p", self.port, "-V",
                          f"{oldest}:tls{version}" if oldest else _nss_range(version), "-H", "1", *options], folder)
        wait_until_listening(self, self.port)


def nss_client(folder, port, files, version):
    with Process([require("tstclnt"), "-h", "127.0.0.1", "-a", "localhost", "-p", port, "-d", files.database, "-V",
                  _nss_range(version)], folder) as client:
        client.write("hello\n")
        client.wait_for("hello")
