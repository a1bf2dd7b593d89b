"""Servers for mail and news that come from clear to TLS in their own protocol."""

import getpass
import grp
import os
import pathlib
import pwd
import re
import shutil

from support.ports import free_port
from support.process import require, run
from support.server_report import ServerReport
from support.starttls_peer import OPENSSL_CIPHERS, StarttlsPeer, as_user, new_folder
from support.system_log import SystemLog


class Postfix(StarttlsPeer):
    """Its master in the foreground, with smtpd alone. It asks for a certificate; with `demand` it must get one, and then it
    sets OpenSSL's security level to 1 whatever its cipher list says, which leaves TLS 1.0 and 1.1 no signature algorithm. It
    completes its own chain with its clients' CA."""

    untrusted = "root-not-trusted"

    logged_tls = (r"(?s)setting up TLS connection from (?P<handshake>.*?)TLS connection established from \S+: "
                  r"(?P<version>\S+) with cipher (?P<suite>\S+)")
    logged_refusals = {42: "warning: TLS library problem: .*SSL alert number 42:",
                       48: "warning: TLS library problem: .*SSL alert number 48:"}
    logged_certificate = r": subject_CN={name}, issuer=ca, [^\n]*\n[^\n]*: Trusted TLS connection established"
    logged_missing = "No client certificate presented|Anonymous TLS connection established"
    resumes = True

    def __init__(self, parent, material, ca, demand=False):
        if os.geteuid() != 0:
            raise AssertionError("Postfix starts as root only: run this test as root")
        folder = new_folder(parent, "postfix-demanding" if demand else "postfix")
        # Only where TLS is a must it can be a must to have a certificate.
        level, wish = ("encrypt", "smtpd_tls_req_ccert") if demand else ("may", "smtpd_tls_ask_ccert")
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
smtpd_tls_CAfile = {ca.certificate}
{wish} = yes
smtpd_tls_protocols = >=TLSv1
smtpd_tls_mandatory_protocols = >=TLSv1
tls_medium_cipherlist = {OPENSSL_CIPHERS}
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

    def resumed(self, handshake):
        return "Reusing old session" in handshake


class Dovecot(StarttlsPeer):
    """IMAP, POP3, ManageSieve and LMTP: each one process for all connections, which so knows its tickets again. LMTP's log
    does not speak of version, suite and a certificate that it misses; the mail that it delivers does of the first two."""

    _HANDSHAKE = r"SSL: where=0x10, ret=1: (?P<handshake>.*?)"
    logged_tls = "(?s)" + _HANDSHAKE + r"rip=127\.0\.0\.1, (?P<version>\S+) with cipher (?P<suite>\S+)"
    logged_refusals = {42: r"SSL error: SSL_accept\(\) failed: .*SSL alert number 42$",
                       48: r"SSL error: SSL_accept\(\) failed: .*SSL alert number 48$"}
    logged_certificate = "Received valid SSL certificate: /CN={name}$"
    logged_missing = r"\(client didn't send a cert\)"
    resumes = True

    def __init__(self, parent, material, ca=None):
        folder = new_folder(parent, "dovecot-demanding" if ca else "dovecot")
        demand = f"ssl_ca = <{ca.certificate}\nssl_verify_client_cert = yes\nssl_require_crl = no" if ca else ""
        (folder / "base").mkdir()
        self._mail = folder / "mail"
        self._mail.mkdir()
        self._mail.chmod(0o777)  # of the user to whom it delivers
        self._read = set()
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
ssl_min_protocol = TLSv1
ssl_cipher_list = {OPENSSL_CIPHERS}
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
mail_location = maildir:{self._mail}
first_valid_uid = 1
{self._service("imap-login", imap=self.ports["imap"], imaps=0)}
{self._service("pop3-login", pop3=self.ports["pop3"], pop3s=0)}
{self._service("managesieve-login", sieve=self.ports["sieve"])}
{self._service("lmtp", lmtp=self.ports["lmtp"])}
""")
        self.start([require("dovecot"), "-F", "-c", configuration], folder)

    @staticmethod
    def _service(name, **listeners):
        """A part of the configuration: one process, for whatever number of connections, with these ports; 0: none."""
        count = "service_count = 0\n" if name.endswith("-login") else ""
        ports = "".join(f"inet_listener {word} {{\naddress = 127.0.0.1\nport = {port}\n}}\n"
                        for word, port in listeners.items())
        return f"service {name} {{\nprocess_limit = 1\n{count}{ports}}}\n"

    def dialogue(self, word):
        """For LMTP one mail."""
        if word != "lmtp":
            return ()
        mail = ("LHLO me", "MAIL FROM:<a@test>", "RCPT TO:<b@test>", "DATA", "Subject: one", "", "mail", ".", "")
        return "--send", "\\r\\n".join(mail), "--expect", "Saved"

    def resumed(self, handshake):
        return "write certificate" not in handshake

    def next_report(self, word, document):
        if word != "lmtp":
            return super().next_report(word, document)
        mail, = set(self._mail.glob("new/*")) - self._read
        self._read.add(mail)
        head = re.search(r"\(using (?P<version>\S+) with cipher (?P<suite>\S+)", mail.read_text())
        begin = r"lmtp\(\d+\): Debug: "
        log = self.next_match("(?s)" + begin + self._HANDSHAKE + begin + "SSL: where=0x20, ret=1: ")
        return ServerReport.of(head["version"], head["suite"], "", self.resumed(log["handshake"]))


class Nnrpd(StarttlsPeer):
    """INN's server for readers, from packages that ./dev interop has only unpacked. It logs to the system's log alone, and
    that only of handshakes that went well. It asks for no certificate, and takes up no session, as each connection has a
    process with a context of its own."""

    logged_tls = r"starttls: (?P<version>\S+) with cipher (?P<suite>\S+)"
    never_asks = True

    def __init__(self, parent, material):
        folder = new_folder(parent, "nnrpd" if material else "nnrpd-clear")
        user = "news" if os.geteuid() == 0 else getpass.getuser()
        programs, libraries = self._copy(folder)
        for name in ("db", "etc", "overview", "run", "spool"):
            (folder / name).mkdir()
        tls = ""
        if material:  # the key of whoever runs it, or it does not read it
            certificate, key = (shutil.copy(path, folder) for path in (material.chain, material.key))
            tls = f"tlscertfile: {certificate}\ntlskeyfile: {key}\ntlscapath: {folder}\n"
            tls += f'tlsprotocols: [ TLSv1 TLSv1.1 TLSv1.2 TLSv1.3 ]\ntlsciphers: "{OPENSSL_CIPHERS}"\n'
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
        started = [*as_user(user), require("env"), f"LD_LIBRARY_PATH={libraries}", f"INNCONF={folder}/etc/inn.conf"]
        run([*started, programs / "overchan"], folder)  # of no articles: an empty overview
        self._own_log = folder / "system.log"
        self._system_log = SystemLog(folder, self._own_log)
        self.start([*self._system_log.words, *started, programs / "nnrpd", "-D", "-f", "-4", "127.0.0.1", "-p",
                    self.ports["nntp"]], folder)

    def dialogue(self, word):
        return "--send", "DATE\\r\\n", "--expect", "111 "

    def output(self):
        return super().output() + self._own_log.read_text("utf-8", "replace")

    def stop(self):
        status = super().stop()
        self._system_log.close()
        return status

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
