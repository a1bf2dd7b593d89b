"""`store verify` against `openssl verify`: the same numbers, depths and words on generated chains."""

import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import unittest

from support import schema
from support.case import InteropCase
from support.chain_cases import DEPTHS, KINDS, Chains
from support.openssl_ca import OpensslCa
from support.process import plain_environment, require
from support.program import DONE, TEST_FAILED, Program

FAULT = re.compile(r"^error (\d+) at (\d+) depth lookup: (.*)$", re.MULTILINE)
NAME = re.compile(r"^# *define +(X509_V_(?:OK|ERR_\w+))\s+(\d+)", re.MULTILINE)
HEADER = pathlib.Path("/usr/include/openssl/x509_vfy.h")  # of the library that the program is built with
FEWEST_CASES = 300
WORKERS = 2


class VerificationTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.names = {int(number): name for name, number in NAME.findall(HEADER.read_text())}

        def cases_of(kind):
            maker = OpensslCa(cls.folder / kind.replace(":", "-"))
            return [case for depth in DEPTHS for case in Chains(maker, kind, depth).all()]

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            cls.cases = [case for cases in pool.map(cases_of, KINDS) for case in cases]

    def test_agrees_with_openssl_on_every_chain(self):
        self.assertGreaterEqual(len(self.cases), FEWEST_CASES)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            theirs = list(pool.map(self.ask_openssl, self.cases))
            ours = list(pool.map(self.ask_program, self.cases))
            as_entries = list(pool.map(self.ask_for_entry, self.cases))
        met = collections.Counter()
        for case, expected, (status, document) in zip(self.cases, theirs, ours):
            with self.subTest(case.name):
                found = self.faults(document)
                self.assertEqual(bool(expected), case.fails, f"openssl says {expected}")
                # openssl stops at some faults at which the program goes on.
                self.assertEqual(found[:len(expected)], expected)
                self.assertEqual(bool(found), bool(expected))
                self.assertEqual(status, TEST_FAILED if expected else DONE)
                self.assertEqual(self.faults(as_entries[self.cases.index(case)]), found, "as an entry of the store")
                met.update({code for code, _, _ in expected})
                self.assert_explained(document)
        self.assertGreaterEqual(len(met), 25, f"too few kinds of faults were met: {sorted(met)}")

    def assert_explained(self, document):
        schema.check_verification(document)
        for result in document["verification"]["results"]:
            self.assertEqual(result["name"], self.names[result["code"]])
        if not document["verification"]["trusted"]:
            self.assertEqual(document["findings"][0]["severity"], "error")
            self.assertEqual(document["findings"][0]["phase"], "certificate")

    @staticmethod
    def faults(document):
        return [(result["code"], result["depth"], result["text"]) for result in document["verification"]["results"]
                if result["code"] != 0]

    def ask_openssl(self, case):
        options = case.options
        command = [require("openssl"), "verify", "-no-CApath", "-no-CAstore", "-no-CAfile", "-auth_level",
                   str(options.get("security_level", 1))]
        for flag, path in [*(("-trusted", path) for path in case.anchors),
                           *(("-untrusted", path) for path in case.sent), *(("-CRLfile", path) for path in case.crls)]:
            command += [flag, str(path)]
        if "purpose" in options:
            command += ["-purpose", {"server": "sslserver", "client": "sslclient"}[options["purpose"]]]
        if "host" in options:
            command += ["-verify_ip" if options["host"][0].isdigit() else "-verify_hostname", options["host"]]
        if "time" in options:
            command += ["-attime", str(int(options["time"].timestamp()))]
        command += {"leaf": ["-crl_check"], "chain": ["-crl_check", "-crl_check_all"]}.get(options.get("crl_check"), [])
        command += ["-x509_strict"] if options.get("strict") else []
        command += ["-partial_chain"] if options.get("partial_chain") else []
        command += ["-verify_depth", str(options["depth"])] if "depth" in options else []
        command += [f"-{name}" for name in ("policy_check", "explicit_policy") if options.get(name)]
        command += [word for oid in options.get("policy", ()) for word in ("-policy", oid)]
        done = subprocess.run([*command, str(case.leaf)], env=plain_environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=30, check=False)
        said = done.stdout.decode() + done.stderr.decode()
        faults = [(int(code), int(depth), text) for code, depth, text in FAULT.findall(said)]
        if bool(faults) != (done.returncode != 0):
            raise AssertionError(f"{case.name}: openssl ended with {done.returncode} and said:\n{said}")
        return faults

    @staticmethod
    def bundle_of(case, folder):
        path = folder / (re.sub(r"\W+", "-", case.name) + ".pem")
        path.write_text("".join(one.read_text() for one in (case.leaf, *case.sent)))
        return path

    def ask_for_entry(self, case):
        """The same chain in a file of a store; one each, so that no other entry plays a part."""
        home = case.leaf.parent / (re.sub(r"\W+", "-", case.name) + "-home")
        (home / "store").mkdir(parents=True)
        return self.ask(case, self.bundle_of(case, home / "store").stem, Program(home))[1]

    def ask_program(self, case):
        return self.ask(case, self.bundle_of(case, case.leaf.parent), self.program)

    def ask(self, case, given, program):
        options = case.options
        command = ["verify", given, "--format", "json", "--lint", "none", "--purpose", options.get("purpose", "any")]
        for path in case.anchors:
            command += ["--trust", path]
        for path in case.crls:
            command += ["--crl", path]
        for name in ("host", "crl_check", "security_level", "depth"):
            if name in options:
                command += [f"--{name.replace('_', '-')}", options[name]]
        command += ["--time", options["time"].strftime("%Y-%m-%dT%H:%M:%SZ")] if "time" in options else []
        command += [f"--{name.replace('_', '-')}" for name in ("strict", "partial_chain", "policy_check",
                                                              "explicit_policy") if options.get(name)]
        command += [word for oid in options.get("policy", ()) for word in ("--policy", oid)]
        outcome = program.run("store", *command)
        try:
            return outcome.status, json.loads(outcome.stdout)
        except ValueError:
            raise AssertionError(f"{case.name}: {outcome}") from None


if __name__ == "__main__":
    unittest.main()
