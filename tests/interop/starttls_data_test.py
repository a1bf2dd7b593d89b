"""Our client against real servers for files, directories and databases: FTP, LDAP, PostgreSQL and MySQL."""

import unittest

from support import starttls_case
from support.starttls_data_peers import MariaDb, Postgres, Slapd, Vsftpd


class StarttlsDataTest(starttls_case.StarttlsCase):
    def test_vsftpd(self):
        with Vsftpd(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            self.assert_other_protocol("smtp", peer.ports["ftp"], "FTP")
        with Vsftpd(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer)
        with Vsftpd(self.folder, self.material, tls=False) as peer:
            self.assert_not_offered(peer, "starttls-refused")

    def test_slapd(self):
        with Slapd(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
        with Slapd(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer, given=("--send-hex", peer.bind, "--expect", peer.bound))
        with Slapd(self.folder, None) as peer:
            self.assert_not_offered(peer, "starttls-not-offered")

    def test_postgres(self):
        with Postgres(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
        with Postgres(self.folder, self.material, ca=self.ca) as peer:
            self.check_certificates(peer, given=peer.dialogue("postgres"),
                                    withheld=("--send-hex", peer.startup, "--expect", "requires a valid client certificate"))
        with Postgres(self.folder, self.material, tls=False) as peer:
            self.assert_not_offered(peer, "starttls-not-offered")

    def test_mariadb(self):
        with MariaDb(self.folder, self.material) as peer:
            self.check_server(peer)
            self.check_sessions(peer)
            self.assert_other_protocol("smtp", peer.ports["mysql"], "MySQL")
        with MariaDb(self.folder, self.material, ca=self.ca) as peer:
            login = ("--send-hex", peer.query("shopper", "select concat('in as ', user())"), "--expect")
            self.check_certificates(peer, (*login, "in as shopper@"), (*login, "Access denied for user 'shopper'"))
        with MariaDb(self.folder, None) as peer:
            self.assert_not_offered(peer, "starttls-not-offered")


if __name__ == "__main__":
    unittest.main()
