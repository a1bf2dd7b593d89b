"""The base of the comparisons with tshark: keeps what was found and says it at the end."""

import sys

from support.case import InteropCase
from support.comparison import Outcome, compare


def say(text):
    print(text, file=sys.stderr)


class ComparisonCase(InteropCase):
    @classmethod
    def setUpClass(cls):
        cls.total = Outcome()
        cls.missing_peers = []
        cls.cases = 0
        cls.addClassCleanup(cls.summarize)
        super().setUpClass()

    @classmethod
    def summarize(cls):
        total = cls.total
        say(f"\n{total.compared} fields compared, {total.share:.2f} % agree")
        for title, found in (("only tshark knows", total.only_tshark), ("only tls-workbench knows", total.only_program),
                             ("known faults of tshark", total.known_faults)):
            say(f"{title}: " + (", ".join(f"{name} ({found[name]})" for name in sorted(found)) or "nothing"))
        say(f"missing peers: {', '.join(cls.missing_peers) or 'none'}")

    def check(self, name, ours, theirs):
        """Compares; every disagreement is a failure of the case."""
        self.assertTrue(theirs, f"{name}: tshark sees no message at all")
        outcome = compare(ours, theirs)
        type(self).total.add(outcome)
        say(f"{name}: {outcome.compared - len(outcome.disagreements)} of {outcome.compared} fields agree "
            f"({outcome.share:.2f} %), {len(ours)} messages")
        if outcome.disagreements:
            self.fail("\n".join([f"{name}:", *outcome.disagreements]))

    def next_file(self, ending):
        type(self).cases += 1
        return self.folder / f"case-{self.cases}.{ending}"
