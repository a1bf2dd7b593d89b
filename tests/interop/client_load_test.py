"""Ten thousand connections in a row: each is told, and what the program holds does not grow."""

import pathlib
import re
import unittest

from support.case import InteropCase
from support.openssl_peer import OpensslServer
from support.process import Process

COUNT = 10_000
WARM = 1_000  # pools, caches and the allocator have their size by then
LATE = 9_000  # and it still runs then
MOST_GROWTH_KIB = 4096
LIMIT = 240


def resident_kib(pid):
    return int(re.search(r"^VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(), re.MULTILINE).group(1))


def descriptors(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


class ClientLoadTest(InteropCase):
    @classmethod
    def make_certificates(cls):
        cls.make_usual_certificates()

    def test_ten_thousand_in_a_row(self):
        with OpensslServer(self.folder, self.servers["EC"], "-no_ticket") as server, \
                Process(self.program.command("connect", f"localhost:{server.port}", "--trust", self.ca.certificate,
                                             "--repeat", COUNT), self.folder) as client:
            client.wait_for(rf"^ *{WARM} .*", LIMIT)
            before, open_before = resident_kib(client.pid), descriptors(client.pid)
            client.wait_for(rf"^ *{LATE} .*", LIMIT)
            growth, open_after = resident_kib(client.pid) - before, descriptors(client.pid)
            self.assertEqual(client.wait(), 0)
            self.assertIn(f"{COUNT} of {COUNT} connections made: {COUNT} connected", client.output())
            numbers = [int(number) for number in re.findall(r"^ *(\d+) ✔ ", client.output(), re.MULTILINE)]
            self.assertEqual(numbers, list(range(1, COUNT + 1)))
            self.assertLess(growth, MOST_GROWTH_KIB)
            self.assertLessEqual(open_after, open_before + 8)


if __name__ == "__main__":
    unittest.main()
