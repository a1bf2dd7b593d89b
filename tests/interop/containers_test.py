"""Keys and certificates in every container, to and from the tools of others: OpenSSL, GnuTLS, Java, NSS."""

import unittest

from support.case import InteropCase
from support.process import require, run

PASSWORD = "open sesame"
KEYS = ("rsa:2048", "ec:P-256", "ec:P-384", "ec:P-521", "ed25519", "ed448")
NSS_KEYS = tuple(key for key in KEYS if not key.startswith("ed"))  # NSS 3.87 has no EdDSA
ENCRYPTIONS = ("modern", "legacy")


class ContainersTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.ca = cls.store_pki.make("ca", "ca")
        cls.issuer = cls.store_pki.make("issuer", "intermediate", "ca")
        cls.made = {key: cls.store_pki.make(cls.name(key), "server", "issuer", "--key", key) for key in KEYS}
        cls.count = 0

    @staticmethod
    def name(key):
        return key.replace(":", "-").lower()

    def next_file(self, ending):
        type(self).count += 1
        return self.folder / f"container-{self.count}.{ending}"

    def exported(self, key, form, *options, password=PASSWORD):
        """What the program writes of the entry with that key."""
        path = self.next_file(form)
        secret = ["--key-password", "env:SECRET"] if password else []
        outcome = self.program.run("store", "export", self.name(key), "--as", form, "--out", path, *options, *secret,
                                   environment={"SECRET": password})
        self.assertEqual(outcome.status, 0, outcome.stderr)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        return path

    def imported(self, path, key, password=PASSWORD):
        """The program reads the file: the entry has the very certificate and key."""
        home = self.next_file("home")
        secret = ["--key-password", "env:SECRET"] if password else []
        program = type(self.program)(home)
        outcome = program.run("store", "import", path, "--name", "back", *secret, environment={"SECRET": password})
        self.assertEqual(outcome.status, 0, outcome.stderr)
        entry = program.store("show", "back")
        self.assertEqual(entry["sha256"], self.program.store("show", self.name(key))["sha256"])
        self.assertTrue(entry["has_private_key"])
        written = self.next_file("pem")
        program.run("store", "export", "back", "--what", "key", "--out", written)
        self.assertEqual(self.public_key(written), self.public_key(self.made[key].key))

    @staticmethod
    def public_key(path, *options):
        return run([require("openssl"), "pkey", "-in", path, "-pubout", *options])

    def test_openssl_reads_our_pkcs12(self):
        for key in KEYS:
            for encryption in ENCRYPTIONS:
                for password in (PASSWORD, ""):
                    with self.subTest(key=key, encryption=encryption, password=password):
                        path = self.exported(key, "pkcs12", "--encryption", encryption, password=password)
                        text = run([require("openssl"), "pkcs12", "-in", path, "-passin", f"pass:{password}", "-nodes"])
                        self.assertEqual(text.count("BEGIN CERTIFICATE"), 2)
                        pem = self.next_file("pem")
                        pem.write_text(text)
                        self.assertEqual(self.public_key(pem), self.public_key(self.made[key].key))

    def test_openssl_reads_our_keys(self):
        for key in KEYS:
            for form, options, inform in (("pkcs8", (), "PEM"), ("der", ("--what", "key"), "DER")):
                for password in (PASSWORD, ""):
                    with self.subTest(key=key, form=form, password=password):
                        path = self.exported(key, form, *options, password=password)
                        secret = ["-passin", f"pass:{password}"] if password else []
                        self.assertEqual(self.public_key(path, "-inform", inform, *secret),
                                         self.public_key(self.made[key].key))
            with self.subTest(key=key, form="spki"):
                path = self.exported(key, "spki", password="")
                self.assertEqual(path.read_text(), self.public_key(self.made[key].key))

    def test_others_read_our_pkcs7(self):
        path = self.exported("rsa:2048", "pkcs7", password="")
        listed = run([require("openssl"), "pkcs7", "-in", path, "-print_certs", "-noout"])
        self.assertEqual(listed.count("subject="), 2)
        self.assertEqual(run([require("certtool"), "--p7-info", "--infile", path]).count("BEGIN CERTIFICATE"), 2)
        self.assertEqual(run([require("keytool"), "-printcert", "-file", path]).count("Certificate["), 2)

    def test_gnutls_reads_our_pkcs12(self):
        for key in KEYS:
            for encryption in ENCRYPTIONS:
                with self.subTest(key=key, encryption=encryption):
                    path = self.exported(key, "pkcs12", "--encryption", encryption)
                    text = run([require("certtool"), "--p12-info", "--inder", "--infile", path, "--password", PASSWORD])
                    self.assertEqual(text.count("BEGIN CERTIFICATE"), 2)
                    self.assertEqual(text.count("PRIVATE KEY-----\n"), 2)

    def test_java_takes_ours_in_and_gives_them_back(self):
        for key in KEYS:
            for encryption in ENCRYPTIONS:
                with self.subTest(key=key, encryption=encryption):
                    path = self.exported(key, "pkcs12", "--encryption", encryption)
                    back = self.next_file("p12")
                    run([require("keytool"), "-importkeystore", "-noprompt", "-srckeystore", path, "-srcstoretype",
                         "PKCS12", "-srcstorepass", PASSWORD, "-destkeystore", back, "-deststoretype", "PKCS12",
                         "-deststorepass", PASSWORD])
                    self.imported(back, key)

    def test_nss_takes_ours_in_and_gives_them_back(self):
        for key in NSS_KEYS:
            for encryption in ENCRYPTIONS:
                with self.subTest(key=key, encryption=encryption):
                    path = self.exported(key, "pkcs12", "--encryption", encryption)
                    database = self.next_file("nss")
                    database.mkdir()
                    run([require("certutil"), "-N", "-d", database, "--empty-password"])
                    run([require("pk12util"), "-i", path, "-d", database, "-W", PASSWORD])
                    back = self.next_file("p12")
                    run([require("pk12util"), "-o", back, "-n", self.name(key), "-d", database, "-W", PASSWORD])
                    self.imported(back, key)

    def test_what_openssl_packs_is_read(self):
        for key in KEYS:
            made = self.made[key]
            for options in ((), ("-legacy",)):
                for password in (PASSWORD, ""):
                    with self.subTest(key=key, options=options, password=password):
                        path = self.next_file("p12")
                        run([require("openssl"), "pkcs12", "-export", *options, "-inkey", made.key, "-in", made.chain,
                             "-out", path, "-passout", f"pass:{password}"])
                        self.imported(path, key, password)

    def test_keys_beside_certificates_are_read(self):
        """PKCS#8, and where there is one the older form of that kind of key."""
        for key in KEYS:
            made = self.made[key]
            old = [] if key.startswith("ed") else [["-traditional"], ["-traditional", "-aes128"]]
            for options in ([], ["-aes256"], *old):
                with self.subTest(key=key, options=options):
                    secret = PASSWORD if any(option.startswith("-aes") for option in options) else ""
                    password = ["-passout", f"pass:{secret}"] if secret else []
                    path = self.next_file("pem")
                    path.write_text(run([require("openssl"), "pkey", "-in", made.key, *options, *password]) +
                                    made.chain.read_text())
                    self.imported(path, key, secret)

    def test_content_decides_not_the_name(self):
        """Certificates and keys in every form, all called .txt, in one command: each key meets its certificate."""
        made = self.made["ec:P-256"]
        chain = ["-certfile", made.chain, "-nocrl"]
        ssh = self.next_file("txt")
        run([require("openssl"), "pkey", "-in", made.key, "-traditional", "-out", ssh])
        ssh.chmod(0o600)
        run([require("ssh-keygen"), "-p", "-q", "-N", "", "-f", ssh])  # writes it anew, in its own form
        self.assertIn("BEGIN OPENSSH PRIVATE KEY", ssh.read_text())
        certificates = {"pem": ["x509", "-in", made.certificate], "der": ["x509", "-in", made.certificate, "-outform", "DER"],
                        "pkcs7": ["crl2pkcs7", *chain], "pkcs7 der": ["crl2pkcs7", *chain, "-outform", "DER"]}
        keys = {"pkcs8": ["pkcs8", "-topk8", "-nocrypt", "-in", made.key],
                "pkcs8 der": ["pkcs8", "-topk8", "-nocrypt", "-in", made.key, "-outform", "DER"],
                "pkcs8 encrypted": ["pkcs8", "-topk8", "-in", made.key, "-passout", f"pass:{PASSWORD}"],
                "pkcs8 der encrypted": ["pkcs8", "-topk8", "-in", made.key, "-outform", "DER", "-passout",
                                        f"pass:{PASSWORD}"],
                "sec1 der": ["ec", "-in", made.key, "-outform", "DER"], "openssh": None}
        for of_certificate, certificate in certificates.items():
            for of_key, key in keys.items():
                with self.subTest(certificate=of_certificate, key=of_key):
                    files = self.next_file("txt"), ssh if key is None else self.next_file("txt")
                    run([require("openssl"), *certificate, "-out", files[0]])
                    if key is not None:
                        run([require("openssl"), *key, "-out", files[1]])
                    program = type(self.program)(self.next_file("home"))
                    outcome = program.run("store", "import", *files, "--name", "back", "--key-password", "env:SECRET",
                                          environment={"SECRET": PASSWORD})
                    self.assertEqual(outcome.status, 0, outcome.stderr)
                    entry, = program.store("list")
                    self.assertEqual(entry["sha256"], self.program.store("show", self.name("ec:P-256"))["sha256"])
                    self.assertTrue(entry["has_private_key"])

    def test_what_gnutls_packs_is_read(self):
        for key in KEYS:
            made = self.made[key]
            for cipher in ("aes-256", "3des-pkcs12"):
                with self.subTest(key=key, cipher=cipher):
                    path = self.next_file("p12")
                    run([require("certtool"), "--to-p12", "--load-privkey", made.key, "--load-certificate",
                         made.certificate, "--p12-name", "packed", "--pkcs-cipher", cipher, "--password", PASSWORD,
                         "--outder", "--outfile", path])
                    self.imported(path, key)

    def imported_all(self, path, names, password=PASSWORD):
        """The program reads the file: an entry with its key for each name, as the file calls them."""
        program = type(self.program)(self.next_file("home"))
        secret = ["--key-password", "env:SECRET"] if password else []
        outcome = program.run("store", "import", path, *secret, environment={"SECRET": password})
        self.assertEqual(outcome.status, 0, outcome.stderr)
        entries = {entry["name"]: entry["has_private_key"] for entry in program.store("list")}
        self.assertEqual(entries, dict.fromkeys(names, True))
        return program

    def test_what_java_makes_is_read(self):
        """A keystore with several keys, each under its alias; the old form names the command that converts it."""
        kinds = {"java-rsa": ("RSA", "-keysize", "2048"), "java-ec": ("EC", "-groupname", "secp256r1"),
                 "java-ed25519": ("Ed25519",), "java-ed448": ("Ed448",)}
        for form in ("PKCS12", "JKS"):
            path = self.next_file("keystore")
            for alias, kind in kinds.items():
                run([require("keytool"), "-genkeypair", "-alias", alias, "-keyalg", *kind, "-dname", f"CN={alias}.test",
                     "-keystore", path, "-storetype", form, "-storepass", PASSWORD, "-keypass", PASSWORD])
            with self.subTest(form=form):
                if form == "PKCS12":
                    self.imported_all(path, kinds)
                    continue
                outcome = self.program.run("store", "import", path)
                self.assertEqual(outcome.status, 2, outcome)
                self.assertIn("keytool -importkeystore", outcome.stderr)
                back = self.next_file("p12")
                run([require("keytool"), "-importkeystore", "-srckeystore", path, "-destkeystore", back,
                     "-deststoretype", "PKCS12", "-srcstorepass", PASSWORD, "-deststorepass", PASSWORD])
                self.imported_all(back, kinds)

    def test_what_nss_makes_is_read(self):
        """A CA and a server of certutil, packed by pk12util in every way that it has, also without a password."""
        database, noise = self.next_file("nss"), self.next_file("noise")
        database.mkdir()
        noise.write_bytes(bytes(range(256)) * 8)
        run([require("certutil"), "-N", "-d", database, "--empty-password"])
        for name, options in (("nss-ca", ("-x", "-t", "CT,,")), ("nss-server", ("-c", "nss-ca", "-t", ",,"))):
            run([require("certutil"), "-S", "-n", name, "-s", f"CN={name}.test", *options, "-k", "ec", "-q", "nistp256",
                 "-m", str(len(name)), "-z", noise, "-d", database])
        old = "PKCS #12 V2 PBE With SHA-1 And "
        ciphers = ("AES-256-CBC", f"{old}40 Bit RC2 CBC", f"{old}128 Bit RC2 CBC", f"{old}40 Bit RC4", f"{old}128 Bit RC4",
                   f"{old}3KEY Triple DES-CBC")
        for password in (PASSWORD, ""):
            for cipher in ciphers:
                with self.subTest(cipher=cipher, password=password):
                    path = self.next_file("p12")
                    run([require("pk12util"), "-o", path, "-n", "nss-server", "-d", database, "-W", password, "-c", cipher,
                         "-C", cipher])
                    self.imported_all(path, [path.stem], password)

    def test_what_gnutls_makes_is_read(self):
        """Keys and certificates of certtool itself, in every encryption that it has for PKCS#12 and PKCS#8."""
        template = self.next_file("template")
        template.write_text('cn = "gnutls.test"\ndns_name = "gnutls.test"\ntls_www_server\nexpiration_days = 30\n')
        certtool = require("certtool")
        for kind in ("rsa", "ecdsa", "ed25519", "ed448"):
            key, certificate = self.next_file("pem"), self.next_file("pem")
            run([certtool, "--generate-privkey", "--key-type", kind, "--outfile", key])
            run([certtool, "--generate-self-signed", "--load-privkey", key, "--template", template, "--outfile",
                 certificate])
            for cipher in ("aes-128", "3des-pkcs12", "rc2-40", "arcfour"):
                with self.subTest(kind=kind, cipher=cipher):
                    path = self.next_file("p12")
                    run([certtool, "--to-p12", "--load-privkey", key, "--load-certificate", certificate, "--p12-name",
                         "packed", "--pkcs-cipher", cipher, "--password", PASSWORD, "--outder", "--outfile", path])
                    self.imported_all(path, [path.stem])
                    encrypted = self.next_file("pem")
                    run([certtool, "--to-p8", "--load-privkey", key, "--pkcs-cipher", cipher, "--password",
                         PASSWORD, "--outfile", encrypted])
                    encrypted.write_text(encrypted.read_text() + certificate.read_text())
                    self.imported_all(encrypted, [encrypted.stem])
            for empty in ("--empty-password", "--null-password"):
                with self.subTest(kind=kind, password=empty):
                    path = self.next_file("p12")
                    run([certtool, "--to-p12", "--load-privkey", key, "--load-certificate", certificate, "--p12-name",
                         "packed", empty, "--outder", "--outfile", path])
                    self.imported_all(path, [path.stem], "")


if __name__ == "__main__":
    unittest.main()
