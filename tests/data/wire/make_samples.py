#!/usr/bin/env python3
"""Records the samples in messages/ and streams/ from live handshakes on loopback.

Needs openssl (3.0 or later), gnutls-cli, node and Python 3. The samples are checked in; run this only to renew them.
messages/*.txt: every handshake message of one connection in clear, as OpenSSL's message callback saw it.
streams/*.txt: what both ends put on the wire, as a relay between them saw it.
"""

import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
WORK = pathlib.Path(tempfile.mkdtemp(prefix="wire-samples-"))
PORT = 23471
VERSION = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.split(" (")[0].strip()

CONFIG = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
nameConstraints = critical, permitted;DNS:example.org, permitted;DNS:localhost, permitted;IP:127.0.0.0/255.0.0.0, excluded;email:.example.net
certificatePolicies = 2.5.29.32.0
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid, issuer
subjectAltName = DNS:localhost, DNS:*.example.org, IP:127.0.0.1, IP:::1, email:admin@example.org, URI:https://example.org/, RID:1.2.3.4
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/, caIssuers;URI:http://ca.example.org/ca.cer
crlDistributionPoints = URI:http://crl.example.org/ca.crl
certificatePolicies = 2.23.140.1.2.1, @policy
tlsfeature = status_request
nsComment = "a comment"
[policy]
policyIdentifier = 1.3.6.1.4.1.99999.1
CPS.1 = "https://example.org/cps"
"""


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=WORK, check=True, capture_output=True)


def make_certificates():
    (WORK / "c.cnf").write_text(CONFIG)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-keyout", "root.key", "-out", "root.pem",
            "-subj", "/C=DE/O=Sample Organisation/CN=Sample Root", "-days", "7300", "-config", "c.cnf", "-extensions", "root")
    issuer = "root"
    for name, subject, key in (
            ("intermediate", "/C=DE/O=Sample Organisation/CN=Sample Intermediate", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
            ("leaf", "/C=DE/ST=Berlin/L=Berlin/O=Sample/OU=Tests/CN=localhost", ["rsa:2048"])):
        openssl("req", "-new", "-newkey", *key, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject, "-config", "c.cnf")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-days", "3650",
                "-out", f"{name}.pem", "-extfile", "c.cnf", "-extensions", name)
        issuer = name
    openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "ed.key", "-out", "ed.pem", "-subj", "/CN=ed25519", "-days", "3650")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ecdsa.key", "-out", "ecdsa.pem", "-subj", "/CN=ecdsa", "-days", "3650")
    (WORK / "chain.pem").write_text((WORK / "intermediate.pem").read_text() + (WORK / "root.pem").read_text())
    (WORK / "index.txt").write_text("")
    serial = subprocess.run(["openssl", "x509", "-in", "leaf.pem", "-noout", "-serial"], cwd=WORK, capture_output=True, text=True, check=True).stdout.strip().split("=")[1]
    (WORK / "index.txt").write_text(f"V\t400101000000Z\t\t{serial}\tunknown\t/CN=localhost\n")
    openssl("ocsp", "-issuer", "intermediate.pem", "-cert", "leaf.pem", "-reqout", "ocsp.req")
    openssl("ocsp", "-index", "index.txt", "-rsigner", "intermediate.pem", "-rkey", "intermediate.key", "-CA", "intermediate.pem",
            "-reqin", "ocsp.req", "-respout", "ocsp.der", "-ndays", "3650")


LEAF = ["-cert", "leaf.pem", "-key", "leaf.key", "-cert_chain", "chain.pem"]
OLD = ["-cipher", "ALL:@SECLEVEL=0"]
PSK = ["-psk_identity", "somebody", "-psk", "00112233445566778899aabbccddeeff"]
SERVER_PSK = PSK + ["-psk_hint", "a hint"]

# name, arguments of the server, of the client, lines typed into the client
SCENARIOS = [
    ("tls13", LEAF + ["-status_file", "ocsp.der", "-alpn", "h2,http/1.1"], ["-alpn", "h2,http/1.1", "-servername", "localhost", "-status"], ["K"]),
    ("tls13-client-certificate", LEAF + ["-Verify", "3", "-CAfile", "root.pem", "-verifyCAfile", "root.pem"], ["-cert", "ed.pem", "-key", "ed.key"], []),
    ("tls13-retry", LEAF + ["-groups", "P-384"], ["-groups", "X25519:P-384"], []),
    ("tls13-psk", ["-nocert"] + PSK, PSK + ["-tls1_3"], []),
    ("tls13-ecdsa", ["-cert", "ecdsa.pem", "-key", "ecdsa.key", "-max_send_frag", "512"], ["-maxfraglen", "1024"], []),
    ("tls12-ecdhe-rsa", LEAF + ["-tls1_2", "-status_file", "ocsp.der", "-alpn", "h2", "-Verify", "3", "-CAfile", "root.pem", "-nextprotoneg", "http/1.1"],
     ["-alpn", "h2", "-servername", "localhost", "-status", "-cert", "ecdsa.pem", "-key", "ecdsa.key"], []),
    ("tls12-next-protocol", LEAF + ["-tls1_2", "-nextprotoneg", "http/1.1,spdy/3"], ["-nextprotoneg", "http/1.1"], []),
    ("tls12-ecdhe-ecdsa", ["-tls1_2", "-cert", "ecdsa.pem", "-key", "ecdsa.key"], ["-curves", "P-256"], []),
    ("tls12-dhe-rsa", LEAF + ["-tls1_2"], ["-cipher", "DHE-RSA-AES256-GCM-SHA384"], []),
    ("tls12-rsa", LEAF + ["-tls1_2"], ["-cipher", "AES128-SHA"], []),
    ("tls12-renegotiation", LEAF + ["-tls1_2", "-client_renegotiation"], ["-cipher", "ECDHE-RSA-AES128-SHA"], ["R"]),
    ("tls12-psk", ["-nocert", "-tls1_2", "-cipher", "PSK"] + SERVER_PSK, PSK + ["-cipher", "PSK-AES128-CBC-SHA"], []),
    ("tls12-dhe-psk", ["-nocert", "-tls1_2"] + SERVER_PSK, PSK + ["-cipher", "DHE-PSK-AES128-CBC-SHA"], []),
    ("tls12-ecdhe-psk", ["-nocert", "-tls1_2"] + SERVER_PSK, PSK + ["-cipher", "ECDHE-PSK-AES128-CBC-SHA"], []),
    ("tls12-rsa-psk", LEAF + ["-tls1_2"] + SERVER_PSK, PSK + ["-cipher", "RSA-PSK-AES128-CBC-SHA"], []),
    ("tls12-dh-anon", ["-nocert", "-tls1_2"] + OLD, ["-cipher", "ADH-AES128-SHA:@SECLEVEL=0"], []),
    ("tls12-ecdh-anon", ["-nocert", "-tls1_2"] + OLD, ["-cipher", "AECDH-AES128-SHA:@SECLEVEL=0"], []),
    ("tls12-downgrade", LEAF, ["-no_tls1_3"], []),
    ("tls11", LEAF + OLD + ["-Verify", "3"], ["-tls1_1", "-cert", "leaf.pem", "-key", "leaf.key", "-cert_chain", "chain.pem"] + OLD, []),
    ("tls10", LEAF + OLD, ["-tls1"] + OLD, []),
    ("tls10-dhe", LEAF + OLD, ["-tls1", "-cipher", "DHE-RSA-AES128-SHA:@SECLEVEL=0"], []),
    ("dtls12", LEAF + ["-dtls1_2", "-listen", "-use_srtp", "SRTP_AES128_CM_SHA1_80"], ["-dtls1_2", "-use_srtp", "SRTP_AES128_CM_SHA1_80"], []),
    ("dtls10", LEAF + ["-dtls1"] + OLD, ["-dtls1"] + OLD, []),
]

# What the client's -msg prints: direction, protocol, kind, name, then lines of hexadecimal.
HEAD = re.compile(r"^(>>>|<<<) (?:.*?, (\w+)|Not TLS data .*content_type=(\d+)\)) \[length [0-9a-f]+\]")
# It names DTLS messages by number only.
KINDS = {"20": "ChangeCipherSpec", "21": "Alert", "22": "Handshake"}


def converse(server, client, lines, extra=()):
    """The client's output of one connection."""
    with subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{PORT}", "-quiet", *server], cwd=WORK,
                          stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as listener:
        try:
            time.sleep(0.5)
            with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{PORT}", "-msg", *client, *extra], cwd=WORK,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as peer:
                timer = threading.Timer(10, peer.kill)
                timer.start()
                time.sleep(1.2)
                try:
                    for line in lines + ["Q"]:
                        peer.stdin.write(line + "\n")
                        peer.stdin.flush()
                        time.sleep(0.5)
                except BrokenPipeError:
                    print("the handshake failed:", client)
                try:
                    peer.stdin.close()
                except BrokenPipeError:
                    pass
                output = peer.stdout.read()
                timer.cancel()
        finally:
            listener.terminate()
    return output


def parsed(output):
    """(sender, kind, bytes) of each thing the message callback saw."""
    found = []
    for line in output.splitlines():
        head = HEAD.match(line)
        if head:
            found.append(["client" if head[1] == ">>>" else "server", head[2] or KINDS.get(head[3], ""), ""])
        elif found and re.match(r"^ {4}([0-9a-f]{2} ?)+$", line):
            found[-1][2] += line.replace(" ", "")
    return found


def write_messages(name, found, what):
    version = suite = ""
    rows = []
    for sender, kind, digits in found:
        if kind in ("Handshake", "Alert", "ChangeCipherSpec"):
            rows.append(f"{sender} {kind.lower()} {digits}")
        if kind == "Handshake" and digits.startswith("02") and sender == "server":
            dtls = 24 if name.startswith("dtls") else 8
            version = digits[dtls:dtls + 4]
            at = dtls + 4 + 64
            at += 2 + 2 * int(digits[at:at + 2], 16)
            suite = digits[at:at + 4]
            if "002b00020304" in digits:
                version = "0304"
    framing = "dtls" if name.startswith("dtls") else "tls"
    (HERE / "messages" / f"{name}.txt").write_text(
        f"# {VERSION}, s_client and s_server on loopback: {what}\nversion {version}\nsuite {suite}\nframing {framing}\n" + "\n".join(rows) + "\n")
    print(name, version, suite, len(rows))


def record_messages():
    for name, server, client, lines in SCENARIOS:
        write_messages(name, parsed(converse(server, client, lines)), " ".join(client) or "defaults")
    # Resumption: the second connection continues the first one's session, with early data.
    (WORK / "early").write_text("early data\n")
    for name, flags, extra in (("tls13-resumption", ["-early_data"], ["-early_data", "early"]), ("tls12-resumption", ["-tls1_2"], [])):
        with subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{PORT}", "-quiet", *LEAF, *flags], cwd=WORK,
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as listener:
            try:
                time.sleep(0.5)
                output = ""
                for session in (["-sess_out", "session"], ["-sess_in", "session"] + extra):
                    with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{PORT}", "-msg", *session], cwd=WORK,
                                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as peer:
                        time.sleep(1.2)
                        output = peer.communicate("Q\n", timeout=10)[0]
            finally:
                listener.terminate()
        write_messages(name, parsed(output), "resumption " + " ".join(extra))


def relay(listener, log):
    """Passes one connection on to PORT and keeps what went by."""
    near, _ = listener.accept()
    far = socket.create_connection(("127.0.0.1", PORT))

    def pump(source, sink, who):
        try:
            while data := source.recv(65536):
                log.append((who, data.hex()))
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    threads = [threading.Thread(target=pump, args=(near, far, "client")), threading.Thread(target=pump, args=(far, near, "server"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    near.close()
    far.close()


NODE = "const s=require('tls').connect({{port:{port},host:'127.0.0.1',servername:'localhost',rejectUnauthorized:false,{more}}},()=>s.end());s.on('error',()=>{{}});"
PYTHON = ("import socket,ssl;c=ssl.create_default_context();c.check_hostname=False;c.verify_mode=ssl.CERT_NONE;c.set_alpn_protocols(['http/1.1']);"
          "s=c.wrap_socket(socket.create_connection(('127.0.0.1',{port})),server_hostname='localhost');s.close()")
GNUTLS = ["gnutls-cli", "--insecure", "-p", "{port}", "127.0.0.1", "--sni-hostname", "localhost"]

STREAMS = [
    ("gnutls-tls13", [], GNUTLS + ["--alpn", "h2", "--recordsize", "1400"]),
    ("gnutls-tls12", ["-tls1_2"], GNUTLS + ["--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2:+DHE-RSA"]),
    ("gnutls-tls10", ["-cipher", "ALL:@SECLEVEL=0"], GNUTLS + ["--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.0:+SHA1:%VERIFY_ALLOW_SIGN_WITH_SHA1:%NO_EXTENSIONS"]),
    ("gnutls-tls12-small-fragments", ["-tls1_2", "-max_send_frag", "512"], GNUTLS + ["--priority", "NORMAL:-VERS-TLS1.3"]),
    ("node-tls13", [], ["node", "-e", NODE.replace("{more}", "ALPNProtocols:['h2','http/1.1']")]),
    ("node-tls12", ["-tls1_2"], ["node", "-e", NODE.replace("{more}", "maxVersion:'TLSv1.2'")]),
    ("python-tls13", [], ["python3", "-c", PYTHON]),
    ("openssl-refused", ["-tls1_3"], ["openssl", "s_client", "-connect", "127.0.0.1:{port}", "-tls1_2"]),
]


def record_streams():
    for name, server, client in STREAMS:
        log = []
        with subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{PORT}", "-quiet", *LEAF, *server], cwd=WORK,
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as peer:
            try:
                time.sleep(0.5)
                with socket.create_server(("127.0.0.1", 0)) as listener:
                    port = str(listener.getsockname()[1])
                    middle = threading.Thread(target=relay, args=(listener, log))
                    middle.start()
                    # Doubled braces of the JavaScript become single ones here.
                    arguments = [word.replace("{port}", port).replace("{{", "{").replace("}}", "}") for word in client]
                    subprocess.run(arguments, cwd=WORK, input=b"", timeout=15, check=False, capture_output=True)
                    middle.join(12)
            finally:
                peer.terminate()
        text = f"# {' '.join(client[:1])} against {VERSION} s_server on loopback\n"
        for who in ("client", "server"):
            text += who + " " + "".join(digits for sender, digits in log if sender == who) + "\n"
        (HERE / "streams" / f"{name}.txt").write_text(text)
        print(name, len(text))


make_certificates()
record_messages()
record_streams()
