"""The store when the disk is full, the program is killed, or two programs write: nothing is lost, nothing is half."""

import collections
import concurrent.futures
import itertools
import os
import re
import shutil
import subprocess
import time
import unittest

from support.case import InteropCase
from support.process import plain_environment, require, run
from support.program import DONE, LOCAL_FAULT, Program

# Every system call by which the program changes something in a file system.
CALLS = "write,pwrite64,pwritev,link,linkat,rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,ftruncate," \
        "fchmod,fchmodat,chmod,mkdir,mkdirat,symlink,symlinkat"
KEY = ("--key", "ec:P-256")
TO_OUTPUT = re.compile(r"write\([12]<")
# What may fail in silence: flushing a folder, tidying up temporary and lock files, a link in whose place renaming works,
# and the words in a lock file. strace -y names the file behind a descriptor.
TOLERATED = (r'unlink\("[^"]*/\.[^/"]*"\)|unlink\("[^"]*\.lock"\)|fsync\(\d+<[^>]*/(store|home|chains)>\)|'
             r'\blink(at)?\(|(write|fdatasync)\(\d+<[^>]*\.lock>|(unlink|rename)\("[^"]*/leaf\.crl"')
SECRET = "long secret"
# Imported so, and what a request gets that is signed again after it was answered.
KEYLESS = ("keyless", "waiting 2")
# What a command that did all of it says when it is given once more.
DONE_ALREADY = "already|There is no certificate|The private key is encrypted|is not revoked"
SPENT = "No space left on device"


class StoreFaultsTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.store_pki.make("ca", "ca", None, *KEY)
        cls.store_pki.make("leaf", "server", "ca", *KEY)
        cls.store_pki.make("revoking", "ca", None, *KEY)
        cls.store_pki.make("revoked", "server", "revoking", *KEY)
        cls.program.store("revoke", "revoked")
        cls.program.store("request", "waiting", "--san", "dns:shop.test", *KEY, "--out", cls.folder / "waiting.csr")
        cls.program.store("new", "keyless", "--kind", "server", "--issuer", "ca", *KEY)
        cls.program.store("export", "keyless", "--what", "key", "--out", cls.folder / "keyless.key")
        certificate = cls.program.store("export", "keyless")
        cls.program.store("remove", "keyless")
        (cls.folder / "keyless.crt").write_text(certificate)
        cls.program.store("import", cls.folder / "keyless.crt")
        (cls.folder / "bundle.pem").write_text(certificate + cls.program.store("export", "leaf"))
        (cls.folder / "secret").write_text(SECRET)
        foreign = Program(cls.folder / "foreign")
        for name in ("one", "two"):
            foreign.store("new", name, "--kind", "self-signed", *KEY)
            foreign.store("export", name, "--what", "all", "--as", "pkcs12", "--out", cls.folder / f"{name}.p12")
        cls.commands = {
            "new": ("new", "shop", "--kind", "server", "--issuer", "ca", *KEY),
            "import": ("import", cls.folder / "one.p12", cls.folder / "two.p12"),
            "remove": ("remove", "leaf"),
            "remove a CA": ("remove", "revoking"),
            "rename": ("rename", "leaf", "moved"),
            "request": ("request", "asking", "--san", "dns:shop.test", *KEY),
            "sign": ("sign", cls.folder / "waiting.csr", "--issuer", "ca", "--out", cls.folder / "home" / "signed.pem"),
            "import a key": ("import", cls.folder / "keyless.key"),
            "passphrase": ("passphrase", "leaf", "--new-password", f"file:{cls.folder / 'secret'}"),
            "take back": ("revoke", "revoked", "--reason", "removeFromCRL"),
            "publish": ("crl", "revoking", "--out", cls.folder / "home" / "out.crl"),
            "split": ("split", cls.folder / "bundle.pem", "--out", cls.folder / "home" / "chains"),
            "renew": ("renew", "leaf"),
            "revoke": ("revoke", "leaf"),
            "export": ("export", "leaf", "--what", "all", "--out", cls.folder / "home" / "out.pem"),
        }
        cls.turn = itertools.count()
        cls.read = set()

    def traced(self, arguments, *options):
        """The command in a copy of the home under strace: outcome, program, the calls it made, its folder."""
        place = self.folder / f"attempt-{next(self.turn)}"
        shutil.copytree(self.program.home, place / "home")
        trace = place / "trace"
        program = Program(place / "home")
        outcome = program.run("store", *self.moved(arguments, program),
                              prefix=[require("strace"), "-f", "-y", "-qq", "-o", str(trace), *options])
        return outcome, program, trace.read_text("utf-8", "replace").splitlines(), place

    def moved(self, arguments, program):
        return [str(word).replace(str(self.program.home), str(program.home)) for word in arguments]

    def calls_of(self, arguments):
        """How often the command makes each of the calls when nothing fails."""
        outcome, _program, lines, place = self.traced(arguments, "-e", f"trace={CALLS}")
        self.assertEqual(outcome.status, DONE, outcome.stderr)
        shutil.rmtree(place)
        return collections.Counter(re.match(r"\d+ +(\w+)\(", line).group(1) for line in lines
                                   if re.match(r"\d+ +\w+\(", line))

    def assert_whole(self, program, command, number):
        """Every file is an old or a new one, private where it holds a key, and the store reads them all."""
        listed = program.run("store", "list", "--format", "json")
        said = f"{command}, call {number}: {listed.stderr}"
        self.assertEqual(listed.status, DONE, said)
        self.assertEqual(listed.stderr, "", said)
        names = {entry["name"] for entry in listed.document()}
        self.assertIn("ca", names, said)
        # A CA and its list come and go together, or the CA goes first.
        if "revoking" in names:
            self.assertTrue((program.home / "store" / "revoking.crl").exists(), said)
        if command not in ("remove", "rename"):
            self.assertIn("leaf", names, said)
        if command == "rename":
            self.assertTrue(names & {"leaf", "moved"}, said)
        for path in (program.home / "store").iterdir():
            self.assertNotRegex(path.name, r"^\..*\.[A-Za-z]{6}$", said)  # the next run removes what one left
            if path.is_file() and path.suffix != ".lock":
                self.assertEqual(path.stat().st_mode & 0o077, 0, f"{said} {path}")
            if path.is_file() and not path.name.startswith("."):
                self.assert_readable(path)
        return names

    def assert_readable(self, path):
        """By OpenSSL, which sees the same bytes once only."""
        content = path.read_bytes()
        if content in self.read:
            return
        if path.suffix == ".pem":
            run([require("openssl"), "x509", "-in", path, "-noout"])
            if path.stem not in KEYLESS or b"PRIVATE KEY" in content:
                run([require("openssl"), "pkey", "-in", path, "-noout", "-passin", f"pass:{SECRET}"])
        if path.suffix in (".crl", ".csr"):
            run([require("openssl"), {".crl": "crl", ".csr": "req"}[path.suffix], "-in", path, "-noout"])
        self.read.add(content)

    def each_call(self, command, injection):
        """Runs the command with a fault at its first write, its second, …, its first link, and so on."""
        calls = self.calls_of(self.commands[command])
        self.assertTrue(calls, "it writes nothing")
        for call, count in calls.items():
            for number in range(1, count + 1):
                outcome, program, lines, place = self.traced(
                    self.commands[command], "-e", f"trace={call}", "-e", f"inject={call}:{injection}:when={number}")
                met = next((line for line in lines if "INJECTED" in line or "killed by SIGKILL" in line), None)
                self.assertIsNotNone(met, f"{command}: {call} {number} was not met: {lines}")
                yield f"{call} {number}", outcome, program, met
                shutil.rmtree(place)

    def test_killed_at_every_call(self):
        for command in self.commands:
            with self.subTest(command=command):
                for number, outcome, program, _met in self.each_call(command, "signal=KILL"):
                    self.assertNotEqual(outcome.status, DONE)
                    self.assert_whole(program, command, number)
                    # And the person who tries again gets what was wanted, or is told that it is there.
                    again = program.run("store", *self.moved(self.commands[command], program))
                    if again.status != DONE:
                        self.assertRegex(again.stderr, DONE_ALREADY, again.stderr)
                    self.assert_whole(program, command, number)

    def test_disk_full_at_every_call(self):
        before = {path.name: path.read_bytes() for path in (self.program.home / "store").iterdir() if path.is_file()}
        for command in self.commands:
            with self.subTest(command=command):
                for number, outcome, program, met in self.each_call(command, "error=ENOSPC"):
                    if TO_OUTPUT.search(met):
                        continue
                    self.assert_whole(program, command, number)
                    self.assertIn(outcome.status, (DONE, LOCAL_FAULT), f"{met}: {outcome.stderr}")
                    if outcome.status == DONE:
                        self.assertRegex(met, TOLERATED, f"{command}: {met}")
                        left = {path.name for path in (program.home / "store").iterdir()}
                        if command == "remove":
                            self.assertNotIn("leaf.pem", left)
                        if command == "remove a CA":
                            self.assertFalse(left & {"revoking.pem", "revoking.crl"}, met)
                        continue
                    self.assertIn(SPENT, outcome.stderr, f"{command}: {met}")
                    self.assertIn(str(program.home), outcome.stderr, f"{command}: {met}")
                    after = {path.name: path.read_bytes() for path in (program.home / "store").iterdir()
                             if path.is_file() and path.name in before}
                    if command == "publish":  # the CA's list is made anew before it is published
                        after["revoking.crl"] = before["revoking.crl"]
                    self.assertEqual(after, before, f"{command}: {met}")

    def test_read_only_folder_names_itself(self):
        """As somebody who may read and not write; root may do both, so it steps down first."""
        home = self.folder / "read-only"
        shutil.copytree(self.program.home, home)
        os.chmod(self.folder, 0o755)
        for path in self.folder.iterdir():
            if path.is_file():
                os.chmod(path, 0o644)
        for path in (home, home / "store", *(home / "store").iterdir()):
            os.chmod(path, 0o755 if path.is_dir() else 0o644)
        prefix = () if os.geteuid() else (require("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups")
        os.chmod(home / "store", 0o555)
        program = Program(home)
        for command, arguments in self.commands.items():
            with self.subTest(command=command):
                outcome = program.run("store", *self.moved(arguments, program), prefix=prefix)
                self.assertEqual(outcome.status, LOCAL_FAULT, outcome)
                self.assertIn("Permission denied", outcome.stderr)
                self.assertIn(str(home), outcome.stderr)
        os.chmod(home / "store", 0o755)
        self.assertEqual(len(program.store("list")), len(self.program.store("list")))

    def test_two_programs_at_once(self):
        """Two make, one renames, one removes, all in one folder: every entry that was made is there, whole."""
        home = self.folder / "shared"
        shutil.copytree(self.program.home, home)
        program = Program(home)

        def make(side):
            for number in range(12):
                program.store("new", f"{side}-{number}", "--kind", "server", "--issuer", "ca", *KEY)

        def revoke(side):
            for number in range(6):
                deadline = time.monotonic() + 30
                while program.run("store", "revoke", f"{side}-{number}").status != DONE:
                    if time.monotonic() > deadline:
                        raise AssertionError(f"{side}-{number} could not be revoked")
                    time.sleep(0.02)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            jobs = [pool.submit(make, "left"), pool.submit(make, "right"), pool.submit(revoke, "left"),
                    pool.submit(revoke, "right")]
            for job in jobs:
                job.result()
        names = self.assert_whole(program, "new", 0)
        self.assertLessEqual({f"{side}-{number}" for side in ("left", "right") for number in range(12)}, names)
        # No revocation overwrote another.
        text = run([require("openssl"), "crl", "-in", home / "store" / "ca.crl", "-noout", "-text"])
        self.assertEqual(text.count("Serial Number:"), 12, text)

    def test_one_name_wanted_by_two(self):
        """Whoever comes second is told; nothing is overwritten."""
        home = self.folder / "contended"
        shutil.copytree(self.program.home, home)
        program = Program(home)
        command = program.command("store", "new", "same", "--kind", "server", "--issuer", "ca", *KEY)
        for _ in range(5):
            started = [subprocess.Popen(command, env=plain_environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
            ended = [process.communicate(timeout=40)[1].decode() for process in started]
            done = [process.returncode for process in started]
            self.assertEqual(done.count(DONE), 1, ended)
            self.assertEqual(sum("already" in said for said in ended), 3, ended)
            program.store("remove", "same")


if __name__ == "__main__":
    unittest.main()
