"""A server and a client of Java (JSSE), compiled once from one source file."""

from support.process import Process, require, run
from support.server_report import ServerReport

_SOURCE = """
import java.io.*;
import java.net.*;
import java.util.*;
import javax.net.ssl.*;

public class Peer {
    static final Set<Long> CREATED = new HashSet<>();

    public static void main(String[] words) throws Exception {
        String[] versions = words[1].split(",");
        if (words[0].equals("server")) {
            serve(versions, words[2].equals("demand"));
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

    static void serve(String[] versions, boolean demand) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1")) {
            public Socket accept() throws IOException {
                Socket socket = new WholeFlights();
                implAccept(socket);
                return socket;
            }
        };
        System.out.println("port " + server.getLocalPort());
        while (true) {
            try (SSLSocket socket = (SSLSocket) factory.createSocket(server.accept(), null, true)) {
                socket.setEnabledProtocols(versions);
                socket.setNeedClientAuth(demand);
                socket.startHandshake();
                describe(socket.getSession());
                echo(socket);
            } catch (IOException error) {
                System.out.println("error " + error);
            }
        }
    }

    // JSSE writes its flight message by message, and would meet a connection that is closed before it reads the alert. So
    // what it writes waits until it reads.
    static class WholeFlights extends Socket {
        final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

        void send() throws IOException {
            super.getOutputStream().write(waiting.toByteArray());
            waiting.reset();
        }

        public OutputStream getOutputStream() {
            return waiting;
        }

        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                public int read(byte[] data, int offset, int size) throws IOException {
                    send();
                    return super.read(data, offset, size);
                }
            };
        }

        public void close() throws IOException {
            try {
                send();
            } finally {
                super.close();
            }
        }
    }

    // JSSE does not tell whether a session was taken up again; but then it keeps the time at which it was made.
    static void describe(SSLSession session) {
        String subject = "";
        try {
            subject = session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            subject = "";
        }
        System.out.println("served " + session.getProtocol() + " " + session.getCipherSuite() + " "
            + !CREATED.add(session.getCreationTime()) + " " + subject);
    }

    static void echo(SSLSocket socket) throws IOException {
        byte[] data = new byte[4096];
        for (int got; (got = socket.getInputStream().read(data)) > 0;) {
            socket.getOutputStream().write(data, 0, got);
        }
    }
}
"""
_START_LIMIT = 60  # seconds until a virtual machine has started


def _version(version):
    return "TLSv1" if version == "1.0" else f"TLSv{version}"


def _java(folder, material, ca, *words):
    """Key and trust anchor come from PKCS #12 and the JDK's own keytool; every version is let in."""
    keys, trust = folder / f"java-{material.name}.p12", folder / f"java-{ca.name}.p12"
    security = folder / "java.security"
    if not (folder / "Peer.class").exists():
        security.write_text("jdk.tls.disabledAlgorithms=\n")
        source = folder / "Peer.java"
        source.write_text(_SOURCE)
        run([require("javac"), "-d", folder, source], folder, limit=120.0)
    if not keys.exists():
        run([require("openssl"), "pkcs12", "-export", "-in", material.chain, "-inkey", material.key, "-out", keys,
             "-passout", "pass:changeit"])
    if not trust.exists():
        run([require("keytool"), "-importcert", "-noprompt", "-alias", "ca", "-file", ca.certificate, "-keystore",
             trust, "-storepass", "changeit"])
    return [require("java"), f"-Djava.security.properties={security}", f"-Djavax.net.ssl.keyStore={keys}",
            "-Djavax.net.ssl.keyStorePassword=changeit", f"-Djavax.net.ssl.trustStore={trust}",
            "-Djavax.net.ssl.trustStorePassword=changeit", "-cp", folder, "Peer", *words]


class JavaServer(Process):
    """Echoes; the versions named; `demand`: clients must have a certificate that `ca` has issued."""

    def __init__(self, folder, material, ca, *versions, demand=False):
        super().__init__(_java(folder, material, ca, "server", ",".join(map(_version, versions)),
                               "demand" if demand else "none"), folder)
        self.port = int(self.wait_for(r"^port (\d+)", limit=_START_LIMIT).group(1))

    def next_report(self):
        version, suite, reused, subject = self.next_match(r"^served (\S+) (\S+) (true|false) (.*)\n").groups()
        return ServerReport.of(version, suite, subject, reused == "true")


def java_client(folder, port, material, ca, version):
    with Process(_java(folder, material, ca, "client", _version(version), port), folder) as client:
        client.wait_for("^answer hello", limit=_START_LIMIT)
        client.wait()
