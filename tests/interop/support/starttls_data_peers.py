"""Servers for files, directories and databases that come from clear to TLS in their own protocol."""

import getpass
import os
import pathlib
import pwd
import re
import shutil

from support import names
from support.ports import free_port
from support.process import require, run
from support.server_report import ServerReport
from support.starttls_peer import (GNUTLS_PRIORITY, GNUTLS_REFUSAL, OPENSSL_CIPHERS, StarttlsPeer, as_user, new_folder,
                                   received)


class Vsftpd(StarttlsPeer):
    """Its “version” is not that of the connection, but the oldest one that has the suite."""

    logged_tls = r"SSL version: (?P<version>\S+), SSL cipher: (?P<suite>\S+), (?P<handshake>reused|not reused),"
    logged_refusals = {42: "SSL_accept failed: .* alert bad certificate", 48: "SSL_accept failed: .* alert unknown ca"}
    logged_certificate = r"CERT PRESENTED\"\n.*Cert digest: {digest}\"$"
    logged_missing = "peer did not return a certificate"
    refuses_missing = True
    resumes = True

    def __init__(self, parent, material, tls=True, ca=None):
        folder = new_folder(parent, "vsftpd" + ("" if tls else "-clear") + ("-demanding" if ca else ""))
        demand = f"require_cert=YES\nvalidate_cert=YES\nca_certs_file={ca.certificate}" if ca else ""
        (folder / "empty").mkdir()
        self.ports = {"ftp": free_port()}
        self._own_log = folder / "vsftpd.log"
        self._own_log.touch()
        configuration = folder / "vsftpd.conf"
        configuration.write_text(f"""
listen=YES
listen_address=127.0.0.1
listen_port={self.ports["ftp"]}
background=NO
anonymous_enable=YES
local_enable=NO
{"run_as_launching_user=YES" if os.geteuid() else ""}
secure_chroot_dir={folder}/empty
nopriv_user=nobody
ftp_username=nobody
ssl_enable={"YES" if tls else "NO"}
allow_anon_ssl=YES
rsa_cert_file={material.chain}
rsa_private_key_file={material.key}
ssl_ciphers={OPENSSL_CIPHERS}
{demand}
debug_ssl=YES
xferlog_enable=YES
vsftpd_log_file={self._own_log}
seccomp_sandbox=NO
""")
        self.start([require("vsftpd"), configuration], folder)

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")

    def resumed(self, handshake):
        return handshake == "reused"

    def in_its_words(self, negotiated):
        version, suite = super().in_its_words(negotiated)
        return {"TLS 1.1": "TLS 1.0"}.get(version, version), suite


class Slapd(StarttlsPeer):
    """It tells the encryption of the suite alone. It takes up no session: it gives GnuTLS neither a store of them nor a key
    for tickets."""

    _REFUSAL = "TLS: can't accept: " + GNUTLS_REFUSAL
    logged_tls = r"TLS established [^\n]* tls_proto=(?P<version>\S+) tls_cipher=(?P<suite>\S+)"
    logged_refusals = {42: _REFUSAL, 48: _REFUSAL}
    logged_certificate = r'BIND authcid="cn={name}" '
    logged_missing = r"TLS: can't accept: (No certificate was found|Certificate is required)"
    refuses_missing = True
    # Message 2: a bind of version 3 by what TLS says (SASL's EXTERNAL), and the beginning of its answer.
    bind = "30180201026013020103" "0400a30c0408" + b"EXTERNAL".hex() + "0400"
    bound = "a\x07"

    def __init__(self, parent, material, ca=None):
        folder = new_folder(parent, ("slapd" if material else "slapd-clear") + ("-demanding" if ca else ""))
        self.ports = {"ldap": free_port()}
        tls = f"TLSCertificateFile {material.chain}\nTLSCertificateKeyFile {material.key}\n" if material else ""
        tls += f"TLSCACertificateFile {ca.certificate}\nTLSVerifyClient demand\n" if ca else ""
        tls += f"TLSProtocolMin 3.1\nTLSCipherSuite {GNUTLS_PRIORITY}\n" if material else ""
        configuration = folder / "slapd.conf"
        configuration.write_text(f"pidfile {folder}/pid\n{tls}database config\n")
        self.start([require("slapd"), "-h", f"ldap://127.0.0.1:{self.ports['ldap']}", "-f", configuration, "-d", "256"],
                   folder)

    def report_of(self, found):
        return ServerReport(names.version(found["version"]), found["suite"], "", None)

    def in_its_words(self, negotiated):
        return negotiated["version"], names.gnutls_cipher(negotiated["cipher_suite"])


class Postgres(StarttlsPeer):
    """It takes up no session: it switches off tickets and its cache, as each connection has a process of its own."""

    logged_tls = r"SSL enabled \(protocol=(?P<version>[^,]+), cipher=(?P<suite>[^,]+),"
    logged_refusals = {42: "could not accept SSL connection: .* alert bad certificate",
                       48: "could not accept SSL connection: .* alert unknown ca"}
    logged_certificate = 'identity="CN={name}" method=cert'
    logged_missing = "connection requires a valid client certificate"
    # A start-up message of protocol 3.0 for the user and database “postgres”: the log speaks of TLS once somebody is in.
    startup = "0000002900030000" + b"user\0postgres\0database\0postgres\0\0".hex()

    def __init__(self, parent, material, tls=True, ca=None):
        user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        folder = new_folder(parent, "postgres" + ("" if tls else "-clear") + ("-demanding" if ca else ""))
        issuer = ca.certificate if ca else material.certificate
        certificate, key, issuer = (shutil.copy(path, folder) for path in (material.chain, material.key, issuer))
        for path in (folder, certificate, key, issuer):
            shutil.chown(path, user)
        pathlib.Path(key).chmod(0o600)
        programs = self._programs()
        run([*as_user(user), programs / "initdb", "-D", folder / "data", "--no-sync", "-A", "trust", "-U", "postgres"],
            folder, limit=120.0)
        if ca:
            (folder / "data" / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 cert map=any\n")
            (folder / "data" / "pg_ident.conf").write_text("any /^ postgres\n")
        self.ports = {"postgres": free_port()}
        options = {"listen_addresses": "127.0.0.1", "port": self.ports["postgres"], "ssl": "on" if tls else "off",
                   "unix_socket_directories": folder, "ssl_cert_file": certificate, "ssl_key_file": key,
                   "ssl_ca_file": issuer if ca else "",
                   "ssl_min_protocol_version": "TLSv1", "ssl_ciphers": OPENSSL_CIPHERS,
                   "log_connections": "on", "fsync": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.start([*as_user(user), programs / "postgres", "-D", folder / "data", *settings], folder)
        self.wait_for("database system is ready to accept connections", limit=30.0)  # it listens before that

    def dialogue(self, word):
        return "--send-hex", self.startup, "--expect", "server_version"

    @staticmethod
    def _programs():
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        if not found:
            raise AssertionError("PostgreSQL is missing: install the Debian package postgresql (./dev interop does)")
        return found[-1]


def _mysql_packet(number, body):
    return (len(body).to_bytes(3, "little") + bytes([number]) + body).hex()


class MariaDb(StarttlsPeer):
    """What it says of a connection it says in that connection; its log has those that broke off, but not why. Its
    Ssl_sessions_reused stays at 0 even where it takes up a session."""

    _REFUSAL = "Aborted connection .* user: 'unauthenticated' .*without authentication"
    logged_refusals = {42: _REFUSAL, 48: _REFUSAL}
    resumes = True

    @staticmethod
    def query(user, text):
        """What logs in as a user without a password (handshake response of protocol 4.1) and asks."""
        capabilities, largest_packet = (0x88A01).to_bytes(4, "little"), (1 << 24).to_bytes(4, "little")
        login = capabilities + largest_packet + b"\x21" + bytes(23) + f"{user}\0\0mysql_native_password\0".encode()
        return _mysql_packet(2, login) + _mysql_packet(0, b"\3" + text.encode())

    def __init__(self, parent, material, ca=None):
        folder = new_folder(parent, ("mariadb" if material else "mariadb-clear") + ("-demanding" if ca else ""))
        self.ports = {"mysql": free_port()}
        user = pwd.getpwuid(os.geteuid()).pw_name
        data = [f"--datadir={folder}/data", f"--user={user}"]
        run([require("mariadb-install-db"), "--no-defaults", "--auth-root-authentication-method=normal", *data,
             "--skip-test-db"], folder, limit=120.0)
        tls = [f"--ssl-cert={material.chain}", f"--ssl-key={material.key}", f"--ssl-cipher={OPENSSL_CIPHERS}",
               "--tls-version=TLSv1.0,TLSv1.1,TLSv1.2,TLSv1.3"] if material else ["--skip-ssl"]
        if ca:  # one user whose certificate has to be a certain one
            users = folder / "users.sql"
            users.write_text("CREATE USER shopper@localhost REQUIRE SUBJECT '/CN=client';\n")
            tls += [f"--ssl-ca={ca.certificate}", f"--init-file={users}"]
        self.start([require("mariadbd"), "--no-defaults", *data, f"--socket={folder}/socket",
                    f"--port={self.ports['mysql']}", "--bind-address=127.0.0.1", *tls], folder)

    def dialogue(self, word):
        asked = ("select concat('this is ', group_concat(variable_value order by variable_name desc separator ' '), ' here')"
                 " as told from information_schema.session_status where variable_name in ('Ssl_version', 'Ssl_cipher')")
        return "--send-hex", self.query("root", asked), "--expect", " here"

    def next_report(self, word, document):
        return self.report_of(re.search("this is (?P<version>\\S+) (?P<suite>\\S+) here", received(document).decode("latin-1")))
