"""What a client is asked to do once, and what it says about it afterwards; the same two shapes for every client."""

import dataclasses

REQUEST = b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"
LIMIT = 40.0


@dataclasses.dataclass(frozen=True)
class Ask:
    """One connection, or two of which the second takes up the session of the first.

    `key` names the kind of key that the server has, `own` is the client's certificate or None. `staple` asks for an
    OCSP response where the client lets one choose.
    """

    port: int
    version: str
    key: str
    protocols: tuple = ()
    own: object = None
    staple: bool = False
    connections: int = 1


@dataclasses.dataclass(frozen=True)
class Said:
    """The client's own words about one connection; None is what it does not tell.

    `protocol` is empty when none was agreed on; `words` has all that it printed, for a failure's reason. `port` is the
    client's own, from a client that opens more connections than it was asked for.
    """

    established: bool
    version: str = ""
    suite: str = ""
    protocol: str | None = None
    resumed: bool | None = None
    staple: bool | None = None
    words: str = ""
    port: int | None = None


class Client:
    """A client under its name. What it cannot do stands here and nowhere else, so that the loop need not ask."""

    name = ""
    versions = ("1.0", "1.1", "1.2", "1.3")
    keys = ("RSA", "RSA-PSS", "EC", "Ed25519")
    tells_staple = True
    offers_protocols = True
    always_offers_protocols = False
    hears_alerts_while_it_writes = True

    def __init__(self, folder, ca):
        self.folder = folder
        self.ca = ca

    def speaks(self, version, key):
        """RSA-PSS and Ed25519 certificates sign with schemes that begin with TLS 1.2: RFC 8446 §4.2.3."""
        return (version in self.versions and key in self.keys
                and (key in ("RSA", "EC") or version in ("1.2", "1.3")))

    def talk(self, ask):
        """A list of `Said`, one for each connection."""
        raise NotImplementedError

    def suite_word(self, iana):
        """What the client prints for a suite with this name of IANA."""
        return iana

    def close(self):
        """Ends what runs between two talks."""
