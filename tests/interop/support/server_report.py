"""What a real server says of a connection, in the names of the JSON."""

import dataclasses

from support import names


@dataclasses.dataclass(frozen=True)
class ServerReport:
    """`subject`: of the client's certificate, in the server's own way of writing; empty: it had none."""

    version: str
    suite: str
    subject: str
    resumed: bool

    @staticmethod
    def of(version, suite, subject, resumed):
        """From the words of OpenSSL or IANA for version and suite."""
        return ServerReport(names.version(version), names.suite(suite), subject, resumed)
