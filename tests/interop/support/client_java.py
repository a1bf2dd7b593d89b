"""Java's JSSE as a client, with the old versions that its security properties switch off."""

import textwrap

from support.client_scripts import ScriptedClient
from support.process import require, run

_SOURCE = """
import java.io.*;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.*;
import javax.net.ssl.*;

public class MatrixClient {
    static final char[] PASSWORD = "changeit".toCharArray();
    static final Map<String, KeyManager[]> KEYS = new HashMap<>();

    public static void main(String[] none) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null;) {
            Map<String, String> words = new HashMap<>();
            for (String word : line.split("\\t")) {
                String[] parts = word.split("=", 2);
                words.put(parts[0], parts[1]);
            }
            SSLContext context = context(words);
            for (int count = Integer.parseInt(words.get("connections")); count > 0; --count) {
                try {
                    System.out.println(connect(context, words));
                } catch (IOException error) {
                    System.out.println("error=" + error);
                }
            }
        }
    }

    static SSLContext context(Map<String, String> words) throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        try (InputStream file = new FileInputStream(words.get("ca"))) {
            anchors.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(words.get("keys")), trust.getTrustManagers(), null);
        return context;
    }

    /** Kept, as opening a PKCS #12 file takes longer than many handshakes. */
    static KeyManager[] keys(String path) throws Exception {
        if (!path.isEmpty() && !KEYS.containsKey(path)) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(KeyStore.getInstance(new File(path), PASSWORD), PASSWORD);
            KEYS.put(path, factory.getKeyManagers());
        }
        return KEYS.get(path);
    }

    static String connect(SSLContext context, Map<String, String> words) throws IOException {
        int port = Integer.parseInt(words.get("port"));
        Socket plain = new Socket("127.0.0.1", port);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {words.get("version")});
            parameters.setServerNames(List.of(new SNIHostName("localhost")));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (!words.get("protocols").isEmpty()) {
                parameters.setApplicationProtocols(words.get("protocols").split(","));
            }
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write("GET / HTTP/1.0\\r\\n\\r\\n".getBytes());
            socket.getInputStream().readAllBytes();
            ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
            // The interface has no word for it; a session taken up brings along what was put into it.
            boolean resumed = session.getValue("known") != null;
            session.putValue("known", "yes");
            String protocol = socket.getApplicationProtocol();
            return "version=" + session.getProtocol() + "\\tsuite=" + session.getCipherSuite() + "\\tprotocol="
                + (protocol == null ? "" : protocol) + "\\tresumed=" + resumed + "\\tstaple="
                + !session.getStatusResponses().isEmpty();
        }
    }
}
"""


class Java(ScriptedClient):
    """It asks for a staple in every connection, and keeps its sessions for as long as a talk."""

    name = "java"
    # It writes its flight in pieces, and gives up without reading when the server has closed behind its alert.
    hears_alerts_while_it_writes = False

    def __init__(self, folder, ca):
        super().__init__(folder, ca)
        self._keys = {}

    def words_of(self, ask):
        version = "TLSv1" if ask.version == "1.0" else f"TLSv{ask.version}"
        return {**super().words_of(ask), "version": version, "keys": self._bundle(ask.own)}

    def _bundle(self, own):
        if own and own.name not in self._keys:
            self._keys[own.name] = self.folder / f"{own.name}-java.p12"
            run([require("openssl"), "pkcs12", "-export", "-in", own.certificate, "-inkey", own.key, "-out",
                 self._keys[own.name], "-passout", "pass:changeit"])
        return self._keys[own.name] if own else ""

    def command(self):
        source, properties = self.folder / "MatrixClient.java", self.folder / "matrix.security"
        source.write_text(textwrap.dedent(_SOURCE))
        properties.write_text("jdk.tls.disabledAlgorithms=SSLv3\n")
        # The options of the machine make the start of a short run quick.
        return [require("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                f"-Djava.security.properties={properties}",
                "-Djdk.tls.client.enableStatusRequestExtension=true", source]
