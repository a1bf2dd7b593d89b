#!/usr/bin/env python3
"""Every text can be translated, and English has its plurals.

lupdate has to understand every call of tr() (a text in a context that the program does not ask for is
never translated), the English file has to hold every plural and nothing else, and the program has to
use it.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

LUPDATE, PROGRAM, SOURCE = sys.argv[1:4]
ENGLISH = pathlib.Path(SOURCE, "resources/translations/tls-workbench_en.ts")


def messages(path: pathlib.Path) -> dict[tuple[str, str], ElementTree.Element]:
    """The messages with plurals of a .ts file, by context and text."""
    found = {}
    for context in ElementTree.parse(path).getroot().findall("context"):
        for message in context.findall("message"):
            if message.get("numerus") == "yes":
                found[context.findtext("name", ""), message.findtext("source", "")] = message
    return found


class TranslationsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        # With ThreadSanitizer that is a Qt which lupdate, built without it, cannot run with.
        environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "all.ts")
            run = subprocess.run(
                [LUPDATE, "-no-obsolete", "-locations", "none", "-I", ".", "core", "ui", "app", "-ts", str(file)],
                cwd=SOURCE, env=environment, capture_output=True, text=True, check=True, timeout=120,
            )  # fmt: skip
            cls.complaints = [
                line for line in (run.stdout + run.stderr).splitlines()
                if "lacks Q_OBJECT" in line or "without context" in line
            ]  # fmt: skip
            cls.texts = [message.findtext("source") for message in ElementTree.parse(file).getroot().iter("message")]
            cls.plurals = messages(file)

    def test_every_text_has_the_context_that_the_program_asks_for(self) -> None:
        self.assertEqual(self.complaints, [])
        self.assertGreater(len(self.texts), 4000)

    def test_english_has_every_plural_and_no_other(self) -> None:
        self.assertEqual(set(messages(ENGLISH)), set(self.plurals))

    def test_english_is_finished(self) -> None:
        for (_, source), message in messages(ENGLISH).items():
            forms = [form.text or "" for form in message.iter("numerusform")]
            with self.subTest(source):
                self.assertEqual(len(forms), 2)
                self.assertIsNone(message.find("translation").get("type"))
                for form in forms:
                    self.assertTrue(form)
                    self.assertNotIn("(s)", form)
                    for place in ("%1", "%2"):
                        self.assertEqual(place in form, place in source)

    def test_the_program_uses_them(self) -> None:
        for digits, words in (("1", "1 hexadecimal digit:"), ("123", "3 hexadecimal digits:")):
            with self.subTest(digits):
                run = subprocess.run(
                    [PROGRAM, "connect", "localhost:1", "--send-hex", digits],
                    capture_output=True, text=True, timeout=20,
                )  # fmt: skip
                self.assertIn(words, run.stderr)

    def test_wrong_starts_can_be_translated(self) -> None:
        for arguments, text in ((["--home", ""], "“” is no name of a folder."), (["--odd"], "“%1” is no option.")):
            with self.subTest(arguments):
                run = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=20)
                self.assertIn(text.replace("%1", "--odd"), run.stderr)
                self.assertIn(text, self.texts)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
