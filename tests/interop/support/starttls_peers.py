"""Servers of other makers that come from clear to TLS in their own protocol: each one process on high loopback ports,
with a configuration of its own in a temporary folder, never a service of the system."""

import getpass
import grp
import os
import pathlib
import pwd
import re
import shutil

from support.ports import free_port, wait_until_listening
from support.process import Process, require, run


def _folder(parent, name):
    """A folder that the users which a server changes to can go through."""
    for path in (parent, parent / name):
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
    return parent / name


def _as_user(name):
    """Words in front of a command that refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return [require("setpriv"), f"--reuid={name}", f"--regid={name}", "--clear-groups"]


class StarttlsPeer(Process):
    """`ports`: by the word of --starttls. `logged_version`: what the log says of TLS; empty: it says nothing. The same
    for the certificate of a client ({name} and the {digest} of it), for one that it misses, and for a session that is
    taken up again. `ca` makes a server demand a certificate of this issuer; `refuses_missing`: in the handshake."""

    ports = {}
    logged_version = ""
    logged_certificate = logged_missing = logged_reuse = ""
    refuses_missing = False

    def start(self, command, folder):
        Process.__init__(self, command, folder, keep_input=False)
        for port in self.ports.values():
            wait_until_listening(self, port, limit=30.0)

    def output(self):
        return self.log.read_bytes().decode("utf-8", "replace")


class Postfix(StarttlsPeer):
    """Its master in the foreground, with smtpd alone."""

    logged_version = r"TLS connection established from [^\n]*: TLSv{version} with cipher"
    logged_certificate = r": subject_CN={name}, issuer=ca, [^\n]*\n[^\n]*: Trusted TLS connection established"
    logged_missing = "No client certificate presented"
    logged_reuse = "Reusing old session"

    def __init__(self, parent, material, ca=None):
        if os.geteuid() != 0:
            raise AssertionError("Postfix starts as root only: run this test as root")
        folder = _folder(parent, "postfix-demanding" if ca else "postfix")
        level, demand = "may", ""
        if ca:  # only where TLS is a must it can be a must to have a certificate
            level, demand = "encrypt", f"smtpd_tls_req_ccert = yes\nsmtpd_tls_CAfile = {ca.certificate}"
        self.ports = {"smtp": free_port()}
        for name in ("queue", "data"):
            (folder / name).mkdir(exist_ok=True)
        shutil.chown(folder / "data", "postfix")
        (folder / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
myhostname = mail.test
local_recipient_maps =
alias_maps =
maillog_file = /dev/stdout
smtpd_tls_chain_files = {material.key}, {material.chain}
smtpd_tls_security_level = {level}
smtpd_tls_loglevel = 2
{demand}
""")
        (folder / "master.cf").write_text(f"""
127.0.0.1:{self.ports["smtp"]} inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
""")
        run([require("postfix"), "-c", folder, "check"], folder, limit=60.0)
        self.start(["/usr/lib/postfix/sbin/master", "-c", folder, "-d"], folder)


class Dovecot(StarttlsPeer):
    """IMAP, POP3, ManageSieve and LMTP: each one process for all connections, which so knows its tickets again."""

    logged_version = r"rip=127\.0\.0\.1, TLSv{version} with cipher"
    logged_certificate = "Received valid SSL certificate: /CN={name}$"
    logged_missing = r"\(client didn't send a cert\)"

    def __init__(self, parent, material, ca=None):
        folder = _folder(parent, "dovecot-demanding" if ca else "dovecot")
        demand = f"ssl_ca = <{ca.certificate}\nssl_verify_client_cert = yes\nssl_require_crl = no" if ca else ""
        (folder / "base").mkdir()
        self.ports = {word: free_port() for word in ("imap", "pop3", "sieve", "lmtp")}
        configuration = folder / "dovecot.conf"
        configuration.write_text(f"""
protocols = imap pop3 lmtp sieve
base_dir = {folder}/base
state_dir = {folder}/base
listen = 127.0.0.1
log_path = /dev/stderr
ssl = yes
ssl_cert = <{material.chain}
ssl_key = <{material.key}
{demand}
auth_ssl_require_client_cert = {"yes" if ca else "no"}
verbose_ssl = yes
login_log_format_elements = rip=%r %k
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service imap-login {{
  service_count = 0
  process_limit = 1
  inet_listener imap {{
    port = {self.ports["imap"]}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  service_count = 0
  process_limit = 1
  inet_listener pop3 {{
    port = {self.ports["pop3"]}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service managesieve-login {{
  service_count = 0
  process_limit = 1
  inet_listener sieve {{
    port = {self.ports["sieve"]}
  }}
}}
service lmtp {{
  process_limit = 1
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.ports["lmtp"]}
  }}
}}
""")
        self.start([require("dovecot"), "-F", "-c", configuration], folder)


class Vsftpd(StarttlsPeer):
    logged_version = r"SSL version: TLSv{version}, "
    logged_certificate = r"CERT PRESENTED\"\n.*Cert digest: {digest}\"$"
    logged_missing = "peer did not return a certificate"
    logged_reuse = ", reused, no cert"
    refuses_missing = True

    def __init__(self, parent, material, tls=True, ca=None):
        folder = _folder(parent, "vsftpd" + ("" if tls else "-clear") + ("-demanding" if ca else ""))
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
ssl_ciphers=HIGH
{demand}
debug_ssl=YES
xferlog_enable=YES
vsftpd_log_file={self._own_log}
seccomp_sandbox=NO
""")
        self.start([require("vsftpd"), configuration], folder)

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")


class Nnrpd(StarttlsPeer):
    """INN's server for readers, from packages that ./dev interop has only unpacked. It logs to the system's log alone."""

    def __init__(self, parent, material):
        folder = _folder(parent, "nnrpd" if material else "nnrpd-clear")
        user = "news" if os.geteuid() == 0 else getpass.getuser()
        programs, libraries = self._copy(folder)
        for name in ("db", "etc", "overview", "run", "spool"):
            (folder / name).mkdir()
        tls = ""
        if material:  # the key of whoever runs it, or it does not read it
            certificate, key = (shutil.copy(path, folder) for path in (material.chain, material.key))
            tls = f"tlscertfile: {certificate}\ntlskeyfile: {key}\ntlscapath: {folder}\n"
        (folder / "etc" / "inn.conf").write_text(f"""
domain: test
pathhost: news.test
organization: test
mta: /bin/false
runasuser: {user}
runasgroup: {grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name}
hismethod: hisv6
enableoverview: true
ovmethod: tradindexed
pathnews: {folder}
pathbin: {programs}
pathdb: {folder}/db
pathetc: {folder}/etc
pathoverview: {folder}/overview
pathrun: {folder}/run
pathspool: {folder}/spool
{tls}""")
        (folder / "etc" / "readers.conf").write_text('auth all { default: "<guest>" }\naccess all { newsgroups: "*" }\n')
        (folder / "etc" / "storage.conf").write_text("method trash {\n  newsgroups: *\n  class: 0\n}\n")
        (folder / "db" / "active").write_text("local.test 0000000000 0000000001 n\n")
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)
        if material:
            pathlib.Path(key).chmod(0o600)
        self.ports = {"nntp": free_port()}
        started = [*_as_user(user), require("env"), f"LD_LIBRARY_PATH={libraries}", f"INNCONF={folder}/etc/inn.conf"]
        run([*started, programs / "overchan"], folder)  # of no articles: an empty overview
        self.start([*started, programs / "nnrpd", "-D", "-f", "-4", "127.0.0.1", "-p", self.ports["nntp"]], folder)

    @staticmethod
    def _copy(folder):
        """Where any user can start it, and nothing is set-uid."""
        unpacked = pathlib.Path(__file__).parents[3] / "build" / "peers" / "usr" / "lib"
        if not (unpacked / "news" / "bin" / "nnrpd").exists():
            raise AssertionError("INN is missing: ./dev interop unpacks the Debian packages inn2, inn2-inews, libcanlock3")
        programs, libraries = folder / "bin", folder / "lib"
        for path in (programs, libraries):
            path.mkdir()
        for name in ("innbind", "nnrpd", "overchan"):
            pathlib.Path(shutil.copyfile(unpacked / "news" / "bin" / name, programs / name)).chmod(0o755)
        for library in (*(unpacked / "news").glob("*.so.*"), *unpacked.glob("*/libcanlock.so.*")):
            shutil.copyfile(library, libraries / library.name)
        return programs, libraries


class Slapd(StarttlsPeer):
    logged_version = r"TLS established [^\n]* tls_proto=TLS{version}"
    logged_certificate = r'BIND authcid="cn={name}" '
    logged_missing = r"TLS: can't accept: (No certificate was found|Certificate is required)"
    refuses_missing = True
    # Message 2: a bind of version 3 by what TLS says (SASL's EXTERNAL), and the beginning of its answer.
    bind = "30180201026013020103" "0400a30c0408" + b"EXTERNAL".hex() + "0400"
    bound = "a\x07"

    def __init__(self, parent, material, ca=None):
        folder = _folder(parent, ("slapd" if material else "slapd-clear") + ("-demanding" if ca else ""))
        self.ports = {"ldap": free_port()}
        tls = f"TLSCertificateFile {material.chain}\nTLSCertificateKeyFile {material.key}\n" if material else ""
        tls += f"TLSCACertificateFile {ca.certificate}\nTLSVerifyClient demand\n" if ca else ""
        configuration = folder / "slapd.conf"
        configuration.write_text(f"pidfile {folder}/pid\n{tls}database config\n")
        self.start([require("slapd"), "-h", f"ldap://127.0.0.1:{self.ports['ldap']}", "-f", configuration, "-d", "256"],
                   folder)


class Prosody(StarttlsPeer):
    logged_version = r"TLS handshake complete \(TLSv{version} with "
    logged_certificate = "TLS handshake complete"  # it does not say whose
    logged_missing = "TLS handshake error: peer did not return a certificate"
    refuses_missing = True

    def __init__(self, parent, material, ca=None):
        folder = _folder(parent, "prosody-demanding" if ca else "prosody")
        demand = f'; cafile = "{ca.certificate}"; verify = {{ "peer", "fail_if_no_peer_cert" }}' if ca else ""
        for name in ("data", "certs"):
            (folder / name).mkdir(exist_ok=True)
        self.ports = {word: free_port() for word in ("xmpp", "xmpp-server")}
        configuration = folder / "prosody.cfg.lua"
        configuration.write_text(f"""
run_as_root = true
pidfile = "{folder}/pid"
data_path = "{folder}/data"
certificates = "{folder}/certs"
modules_enabled = {{ "tls", "saslauth", "dialback" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {self.ports["xmpp"]} }}
s2s_ports = {{ {self.ports["xmpp-server"]} }}
c2s_direct_tls_ports = {{}}
s2s_direct_tls_ports = {{}}
log = {{ {{ levels = {{ min = "debug" }}, to = "console" }} }}
VirtualHost "localhost"
  ssl = {{ key = "{material.key}", certificate = "{material.chain}"{demand} }}
""")
        self.start([require("prosody"), "--config", configuration, "-F"], folder)


class Postgres(StarttlsPeer):
    logged_version = r"SSL enabled \(protocol=TLSv{version}, "
    logged_certificate = 'identity="CN={name}" method=cert'
    logged_missing = "connection requires a valid client certificate"
    # A start-up message of protocol 3.0 for the user and database “postgres”: the log speaks of TLS once somebody is in.
    startup = "0000002900030000" + b"user\0postgres\0database\0postgres\0\0".hex()

    def __init__(self, parent, material, tls=True, ca=None):
        user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        folder = _folder(parent, "postgres" + ("" if tls else "-clear") + ("-demanding" if ca else ""))
        issuer = ca.certificate if ca else material.certificate
        certificate, key, issuer = (shutil.copy(path, folder) for path in (material.chain, material.key, issuer))
        for path in (folder, certificate, key, issuer):
            shutil.chown(path, user)
        pathlib.Path(key).chmod(0o600)
        programs = self._programs()
        run([*_as_user(user), programs / "initdb", "-D", folder / "data", "--no-sync", "-A", "trust", "-U", "postgres"],
            folder, limit=120.0)
        if ca:
            (folder / "data" / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 cert map=any\n")
            (folder / "data" / "pg_ident.conf").write_text("any /^ postgres\n")
        self.ports = {"postgres": free_port()}
        options = {"listen_addresses": "127.0.0.1", "port": self.ports["postgres"], "ssl": "on" if tls else "off",
                   "unix_socket_directories": folder, "ssl_cert_file": certificate, "ssl_key_file": key,
                   "ssl_ca_file": issuer if ca else "",
                   "log_connections": "on", "fsync": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.start([*_as_user(user), programs / "postgres", "-D", folder / "data", *settings], folder)
        self.wait_for("database system is ready to accept connections", limit=30.0)  # it listens before that

    @staticmethod
    def _programs():
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        if not found:
            raise AssertionError("PostgreSQL is missing: install the Debian package postgresql (./dev interop does)")
        return found[-1]


def _mysql_packet(number, body):
    return (len(body).to_bytes(3, "little") + bytes([number]) + body).hex()


class MariaDb(StarttlsPeer):
    @staticmethod
    def query(user, text):
        """What logs in as a user without a password (handshake response of protocol 4.1) and asks."""
        capabilities, largest_packet = (0x88A01).to_bytes(4, "little"), (1 << 24).to_bytes(4, "little")
        login = capabilities + largest_packet + b"\x21" + bytes(23) + f"{user}\0\0mysql_native_password\0".encode()
        return _mysql_packet(2, login) + _mysql_packet(0, b"\3" + text.encode())

    def __init__(self, parent, material, ca=None):
        folder = _folder(parent, ("mariadb" if material else "mariadb-clear") + ("-demanding" if ca else ""))
        self.ports = {"mysql": free_port()}
        user = pwd.getpwuid(os.geteuid()).pw_name
        data = [f"--datadir={folder}/data", f"--user={user}"]
        run([require("mariadb-install-db"), "--no-defaults", "--auth-root-authentication-method=normal", *data,
             "--skip-test-db"], folder, limit=120.0)
        tls = [f"--ssl-cert={material.chain}", f"--ssl-key={material.key}"] if material else ["--skip-ssl"]
        if ca:  # one user whose certificate has to be a certain one
            users = folder / "users.sql"
            users.write_text("CREATE USER shopper@localhost REQUIRE SUBJECT '/CN=client';\n")
            tls += [f"--ssl-ca={ca.certificate}", f"--init-file={users}"]
        self.start([require("mariadbd"), "--no-defaults", *data, f"--socket={folder}/socket",
                    f"--port={self.ports['mysql']}", "--bind-address=127.0.0.1", *tls], folder)

    def version_of_own_client(self, version):
        """The TLS version that the maker's own client gets when it offers that one."""
        said = run([require("mariadb"), "--no-defaults", "-h", "127.0.0.1", "-P", self.ports["mysql"], "-u", "root",
                    "--ssl", f"--tls-version=TLSv{version}", "-N", "-e", "show status like 'Ssl_version'"])
        return re.search(r"TLSv([0-9.]+)", said).group(1)


class Inspircd(StarttlsPeer):
    def __init__(self, parent, material):
        folder = _folder(parent, "inspircd")
        self.ports = {"irc": free_port()}
        configuration = folder / "inspircd.conf"
        configuration.write_text(f"""
<server name="irc.test" description="test" network="test" id="97K">
<admin name="a" nick="a" email="a@test">
<connect allow="*" timeout="10" globalmax="100" localmax="100" resolvehostnames="no">
<bind address="127.0.0.1" port="{self.ports["irc"]}" type="clients">
<module name="ssl_gnutls">
<module name="starttls">
<sslprofile name="Clients" provider="gnutls" cafile="" certfile="{material.chain}" keyfile="{material.key}">
<path configdir="{folder}" datadir="{folder}" logdir="{folder}" runtimedir="{folder}">
<pid file="{folder}/pid">
""")
        as_root = ["--runasroot"] if os.geteuid() == 0 else []
        self.start([require("inspircd"), "--config", configuration, *as_root, "--nofork"], folder)


class Xrdp(StarttlsPeer):
    logged_version = r"selected \[SSL\]"  # it does not say which version

    def __init__(self, parent, material, layer="tls"):
        folder = _folder(parent, f"xrdp-{layer}")
        self.ports = {"rdp": free_port()}
        self._own_log = folder / "xrdp.log"
        self._own_log.touch()
        configuration = folder / "xrdp.ini"
        configuration.write_text(f"""
[Globals]
ini_version=1
fork=false
port=tcp://127.0.0.1:{self.ports["rdp"]}
security_layer={layer}
crypt_level=high
certificate={material.chain}
key_file={material.key}
ssl_protocols=TLSv1.2, TLSv1.3
allow_channels=false
[Logging]
LogFile={self._own_log}
LogLevel=DEBUG
EnableSyslog=false
EnableConsole=true
ConsoleLevel=DEBUG
""")
        self.start([require("xrdp"), "--nodaemon", "-c", configuration], folder)

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")
