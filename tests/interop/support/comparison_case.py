"""The base of the comparisons with tshark: keeps what was found and says it at the end."""

import sys
import threading

from support import tshark
from support.case import InteropCase
from support.comparison import Outcome, compare, messages_of_connection
from support.dumpcap import Dumpcap


def say(text):
    print(text, file=sys.stderr)


class ComparisonCase(InteropCase):
    protocol = "tls"  # of tshark: tls or dtls

    @classmethod
    def setUpClass(cls):
        cls.total = Outcome()
        cls.cases = 0
        cls.addClassCleanup(cls.summarize)
        super().setUpClass()

    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    @classmethod
    def summarize(cls):
        total = cls.total
        say(f"\n{total.compared} fields compared, {total.share:.2f} % agree")
        for title, found in (("only tshark knows", total.only_tshark), ("only tls-workbench knows", total.only_program),
                             ("known faults of tshark", total.known_faults)):
            say(f"{title}: " + (", ".join(f"{name} ({found[name]})" for name in sorted(found)) or "nothing"))

    def check(self, name, ours, theirs, unread=None):
        """Compares; every disagreement is a failure of the case."""
        self.assertTrue(theirs, f"{name}: tshark sees no message at all")
        outcome = compare(ours, theirs, unread)
        type(self).total.add(outcome)
        say(f"{name}: {outcome.compared - len(outcome.disagreements)} of {outcome.compared} fields agree "
            f"({outcome.share:.2f} %), {len(ours)} messages")
        if outcome.disagreements:
            self.fail("\n".join([f"{name}:", *outcome.disagreements]))

    def next_file(self, ending):
        type(self).cases += 1
        return self.folder / f"case-{self.cases}.{ending}"

    def check_client(self, name, port, *options, result="established", peer=None):
        """The program connects to the port, where `peer` acts meanwhile; the document."""
        capture, keys = self.next_file("pcapng"), self.next_file("keys")
        with Dumpcap(self.folder, port, capture) as dumpcap:
            acting = threading.Thread(target=peer or (lambda: None))
            acting.start()
            trust = [] if "--trust" in options else ["--trust", self.ca.certificate]
            _, document = self.program.connect(f"localhost:{port}", "--fields", "--keylog", keys, *trust, *options)
            acting.join()
            dumpcap.finish()
        self.assertEqual(document["result"], result, document["errors"])
        self.check(name, messages_of_connection(document), tshark.messages(capture, port, keys, self.protocol),
                   unread="server" if result == "failed" else None)
        return document

    def check_server(self, name, talk, *options):
        """A client that `talk(port)` runs connects to the program, as often as it wants; the documents."""
        capture, keys = self.next_file("pcapng"), self.next_file("keys")
        with self.program.serve("--fields", "--keylog", keys, *options) as server:
            with Dumpcap(self.folder, server.port, capture) as dumpcap:
                documents = [server.connection() for _ in range(talk(server.port) or 1)]
                dumpcap.finish()
        ours = [message for document in documents for message in messages_of_connection(document)]
        self.check(name, ours, tshark.messages(capture, server.port, keys, self.protocol))
        return documents
