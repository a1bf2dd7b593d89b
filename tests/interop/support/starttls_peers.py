"""Servers of other makers that come from clear to TLS in their own protocol: each one process on high loopback ports,
with a configuration of its own in a temporary folder, never a service of the system."""

import getpass
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
    """`ports`: by the word of --starttls. `logged_version`: what the log says of TLS; empty: it says nothing."""

    ports = {}
    logged_version = ""

    def start(self, command, folder):
        Process.__init__(self, command, folder, keep_input=False)
        for port in self.ports.values():
            wait_until_listening(self, port, limit=30.0)

    def output(self):
        return self.log.read_bytes().decode("utf-8", "replace")


class Postfix(StarttlsPeer):
    """Its master in the foreground, with smtpd alone."""

    logged_version = r"TLS connection established from [^\n]*: TLSv{version} with cipher"

    def __init__(self, parent, material):
        if os.geteuid() != 0:
            raise AssertionError("Postfix starts as root only: run this test as root")
        folder = _folder(parent, "postfix")
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
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
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
    """IMAP, POP3, ManageSieve and LMTP."""

    logged_version = r"rip=127\.0\.0\.1, TLSv{version} with cipher"

    def __init__(self, parent, material):
        folder = _folder(parent, "dovecot")
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
  inet_listener imap {{
    port = {self.ports["imap"]}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {self.ports["pop3"]}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service managesieve-login {{
  inet_listener sieve {{
    port = {self.ports["sieve"]}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.ports["lmtp"]}
  }}
}}
""")
        self.start([require("dovecot"), "-F", "-c", configuration], folder)


class Vsftpd(StarttlsPeer):
    logged_version = r"SSL version: TLSv{version}, "

    def __init__(self, parent, material, tls=True):
        folder = _folder(parent, "vsftpd" if tls else "vsftpd-clear")
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
debug_ssl=YES
xferlog_enable=YES
vsftpd_log_file={self._own_log}
seccomp_sandbox=NO
""")
        self.start([require("vsftpd"), configuration], folder)

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")


class Slapd(StarttlsPeer):
    logged_version = r"TLS established [^\n]* tls_proto=TLS{version}"

    def __init__(self, parent, material):
        folder = _folder(parent, "slapd" if material else "slapd-clear")
        self.ports = {"ldap": free_port()}
        tls = f"TLSCertificateFile {material.chain}\nTLSCertificateKeyFile {material.key}\n" if material else ""
        configuration = folder / "slapd.conf"
        configuration.write_text(f"pidfile {folder}/pid\n{tls}database config\n")
        self.start([require("slapd"), "-h", f"ldap://127.0.0.1:{self.ports['ldap']}", "-f", configuration, "-d", "256"],
                   folder)


class Prosody(StarttlsPeer):
    logged_version = r"TLS handshake complete \(TLSv{version} with "

    def __init__(self, parent, material):
        folder = _folder(parent, "prosody")
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
  ssl = {{ key = "{material.key}", certificate = "{material.chain}" }}
""")
        self.start([require("prosody"), "--config", configuration, "-F"], folder)


class Postgres(StarttlsPeer):
    logged_version = r"SSL enabled \(protocol=TLSv{version}, "
    # A start-up message of protocol 3.0 for the user and database “postgres”: the log speaks of TLS once somebody is in.
    startup = "0000002900030000" + b"user\0postgres\0database\0postgres\0\0".hex()

    def __init__(self, parent, material, tls=True):
        user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        folder = _folder(parent, "postgres" if tls else "postgres-clear")
        certificate, key = (shutil.copy(path, folder) for path in (material.chain, material.key))
        for path in (folder, certificate, key):
            shutil.chown(path, user)
        pathlib.Path(key).chmod(0o600)
        programs = self._programs()
        run([*_as_user(user), programs / "initdb", "-D", folder / "data", "--no-sync", "-A", "trust", "-U", "postgres"],
            folder, limit=120.0)
        self.ports = {"postgres": free_port()}
        options = {"listen_addresses": "127.0.0.1", "port": self.ports["postgres"], "ssl": "on" if tls else "off",
                   "unix_socket_directories": folder, "ssl_cert_file": certificate, "ssl_key_file": key,
                   "log_connections": "on", "fsync": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.start([*_as_user(user), programs / "postgres", "-D", folder / "data", *settings], folder)

    @staticmethod
    def _programs():
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        if not found:
            raise AssertionError("PostgreSQL is missing: install the Debian package postgresql (./dev interop does)")
        return found[-1]


class MariaDb(StarttlsPeer):
    def __init__(self, parent, material):
        folder = _folder(parent, "mariadb" if material else "mariadb-clear")
        self.ports = {"mysql": free_port()}
        user = pwd.getpwuid(os.geteuid()).pw_name
        data = [f"--datadir={folder}/data", f"--user={user}"]
        run([require("mariadb-install-db"), "--no-defaults", "--auth-root-authentication-method=normal", *data,
             "--skip-test-db"], folder, limit=120.0)
        tls = [f"--ssl-cert={material.chain}", f"--ssl-key={material.key}"] if material else ["--skip-ssl"]
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
