"""Chains, good and bad in every way that a check of certificates tells apart, for each kind of key and each depth."""

import dataclasses
import datetime
import pathlib

from support.openssl_ca import CA, CA_DAYS, CLIENT, IDENTIFIERS, LEAF, NAMES, NO_IDENTIFIERS, SERVER

KINDS = ("rsa:2048", "ec:P-256", "ed25519")
DEPTHS = (0, 1, 2)  # intermediates
SERVER_PURPOSE = {"purpose": "server"}


@dataclasses.dataclass(frozen=True)
class Case:
    """What is checked, and how. Paths of PEM files; `sent` are the untrusted ones, `anchors` the trusted ones."""

    name: str
    leaf: pathlib.Path
    sent: tuple
    anchors: tuple
    options: dict = dataclasses.field(default_factory=dict)
    crls: tuple = ()
    fails: bool = True


def in_days(days):
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=days)


class Chains:
    """All cases of one kind of key and one number of intermediates."""

    def __init__(self, maker, kind, depth):
        self.maker, self.kind, self.depth = maker, kind, depth
        self.root = self.ca("root", CA)
        self.issuer = self.lower(self.root, depth)
        self.server = self.leaf(SERVER)
        self.client = self.leaf(CLIENT)
        self.stranger = self.ca("stranger", CA)

    def ca(self, role, extensions, issuer=None, days=CA_DAYS, name=None):
        return self.maker.issue(f"/O=Chains/CN={name or role} {self.kind} {self.depth}", extensions, self.kind, issuer, role,
                                days)

    def lower(self, root, count, **changes):
        """The lowest of `count` intermediates; `changes` apply to the lowest one."""
        issuer = root
        for number in range(count):
            options = changes if number == count - 1 else {}
            issuer = self.ca(f"intermediate{number}", options.get("extensions", CA), issuer,
                             options.get("days", CA_DAYS))
        return issuer

    def leaf(self, extensions, issuer=None, subject="/CN=shop.test", kind=None, **options):
        return self.maker.issue(subject, extensions, kind or self.kind, issuer or self.issuer, **options)

    def with_issuer(self, **changes):
        """The lowest CA made otherwise: an intermediate, or the root where there is none."""
        if self.depth:
            return self.lower(self.root, self.depth, **changes)
        return self.ca("root", changes.get("extensions", CA), days=changes.get("days", CA_DAYS))

    def case(self, name, leaf, options=None, *, crls=(), fails=True, sent=None, anchors=None, path=None):
        return Case(f"{name}, {self.kind}, {self.depth} intermediates", path or leaf.path,
                    tuple(one.path for one in leaf.intermediates) if sent is None else tuple(sent),
                    (leaf.root.path,) if anchors is None else tuple(anchors), options or {}, tuple(crls), fails)

    def below(self, name, issuer_changes, options=None, leaf=SERVER, fails=True):
        """A good leaf below a lowest CA that was made otherwise."""
        return self.case(name, self.leaf(leaf, self.with_issuer(**issuer_changes)), options, fails=fails)

    def all(self):
        return [*self.good(), *self.times(), *self.trust(), *self.signatures(), *self.constraints(), *self.purposes(),
                *self.strength(), *self.revocation(), *self.strictness(), *self.policies()]

    def good(self):
        wanted = {"any purpose": (self.server, {}), "server": (self.server, SERVER_PURPOSE),
                  "client": (self.client, {"purpose": "client"}),
                  "host": (self.server, {"purpose": "server", "host": "shop.test"}),
                  "wildcard host": (self.server, {"purpose": "server", "host": "a.wild.test"}),
                  "address": (self.server, {"purpose": "server", "host": "192.0.2.7"})}
        for name, (leaf, options) in wanted.items():
            yield self.case(f"good, {name}", leaf, options, fails=False)
        mixed = [self.root.path, self.server.path, *(one.path for one in reversed(self.server.intermediates)),
                 self.stranger.path, self.server.path]
        yield self.case("wrong order and superfluous ones", self.server, SERVER_PURPOSE, sent=mixed, fails=False)
        for host in ("other.test", "wild.test", "a.b.wild.test", "192.0.2.8"):
            yield self.case(f"host {host}", self.server, {"purpose": "server", "host": host})
        yield self.case("host only in CN", self.leaf((*LEAF, "extendedKeyUsage=serverAuth")),
                        {"purpose": "server", "host": "shop.test"}, fails=False)

    def times(self):
        yield self.case("expired leaf", self.server, {"time": in_days(60)})
        yield self.case("everything expired", self.server, {"time": in_days(2 * CA_DAYS)})
        yield self.case("not yet valid", self.server, {"time": in_days(-10)})
        yield self.below("issuer expired", {"days": 10}, {"time": in_days(20)})
        yield self.case("expired and for another host", self.server,
                        {"purpose": "server", "host": "other.test", "time": in_days(60)})

    def trust(self):
        yield self.case("issuer not trusted", self.server, SERVER_PURPOSE, anchors=[self.stranger.path])
        yield self.case("root sent, not trusted", self.server, anchors=[self.stranger.path],
                        sent=[one.path for one in self.server.above])
        impostor = self.ca("impostor", CA, name="root")
        yield self.case("root of the same name, other key", self.server, anchors=[impostor.path])
        alone = self.maker.issue("/CN=alone.test", SERVER, self.kind)
        yield self.case("self-signed", alone, anchors=[self.stranger.path])
        yield self.case("self-signed and trusted", alone, SERVER_PURPOSE, fails=False)
        yield self.case("leaf is the anchor, partial chain", self.server, {"partial_chain": True},
                        anchors=[self.server.path], fails=False)
        if self.depth:
            yield self.case("intermediate missing", self.server, SERVER_PURPOSE, sent=[])
            yield self.case("intermediate trusted alone", self.server, anchors=[self.issuer.path])
            yield self.case("intermediate trusted alone, partial chain", self.server, {"partial_chain": True},
                            anchors=[self.issuer.path], fails=False)
            yield self.case("chain too long", self.server, {"depth": self.depth - 1})

    def signatures(self):
        yield self.case("leaf's signature", self.server, path=self.maker.damaged(self.server.path))
        if self.depth:
            damaged = [self.maker.damaged(self.issuer.path), *(one.path for one in self.issuer.intermediates)]
            yield self.case("issuer's signature", self.server, sent=damaged)
        nameless = (*CA[:2], *NO_IDENTIFIERS)
        root = self.ca("root", nameless)
        impostor = self.ca("impostor", nameless, name="root")
        leaf = self.maker.issue("/CN=shop.test", ("basicConstraints=CA:FALSE", NAMES, *NO_IDENTIFIERS), self.kind,
                                root)
        yield self.case("same name, other key, no identifiers", leaf, anchors=[impostor.path])

    def constraints(self):
        yield self.below("name not permitted", {"extensions": (*CA, "nameConstraints=critical,permitted;DNS:other.test")})
        yield self.below("name excluded", {"extensions": (*CA, "nameConstraints=critical,excluded;DNS:shop.test")})
        yield self.below("address excluded",
                         {"extensions": (*CA, "nameConstraints=critical,excluded;IP:192.0.2.0/255.255.255.0")})
        allowed = "nameConstraints=critical,permitted;DNS:shop.test,permitted;DNS:wild.test,permitted;IP:192.0.2.0/255.255.255.0"
        yield self.below("name permitted", {"extensions": (*CA, allowed)}, fails=False)
        yield self.case("issuer is no CA", self.leaf(SERVER, self.server, "/CN=lower.test", role="lower"))
        yield self.case("issuer is no CA, for a server", self.leaf(SERVER, self.server, "/CN=lower.test", role="lower"),
                        SERVER_PURPOSE)
        yield self.below("issuer cannot sign",
                         {"extensions": ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,cRLSign", *IDENTIFIERS)})
        yield self.below("issuer says CA:FALSE",
                         {"extensions": ("basicConstraints=critical,CA:FALSE", "keyUsage=keyCertSign", *IDENTIFIERS)})
        limited = self.with_issuer(extensions=("basicConstraints=critical,CA:TRUE,pathlen:0", *CA[1:]))
        yield self.case("path length kept", self.leaf(SERVER, limited), fails=False)
        one_more = self.ca("one-more", CA, limited)
        yield self.case("path length exceeded", self.leaf(SERVER, one_more))
        yield self.case("unknown critical extension", self.leaf((*SERVER, "1.2.3.4.5=critical,DER:0500")))
        yield self.below("unknown critical extension of the issuer",
                         {"extensions": (*CA, "1.2.3.4.5=critical,DER:0500")})

    def purposes(self):
        yield self.case("client certificate for a server", self.client, SERVER_PURPOSE)
        yield self.case("server certificate for a client", self.server, {"purpose": "client"})
        yield self.case("key usage without signature", self.leaf(("keyUsage=critical,cRLSign", NAMES, *IDENTIFIERS)),
                        SERVER_PURPOSE)
        yield self.below("issuer only for clients", {"extensions": (*CA, "extendedKeyUsage=clientAuth")}, SERVER_PURPOSE)
        yield self.below("issuer only for clients, any purpose", {"extensions": (*CA, "extendedKeyUsage=clientAuth")},
                         fails=False)

    def strength(self):
        yield self.case("level 5", self.server, {"security_level": 5})
        yield self.case("level 2", self.server, {"security_level": 2}, fails=False)
        weak = self.leaf(SERVER, kind="rsa:1024")
        yield self.case("RSA 1024 at level 2", weak, {"security_level": 2})
        yield self.case("RSA 1024 at level 1", weak, {"security_level": 1}, fails=False)
        if self.kind != "ed25519":  # which has a digest of its own
            old = self.leaf(SERVER, digest="sha1")
            yield self.case("SHA-1 at level 1", old, {"security_level": 1})
            yield self.case("SHA-1 at level 0", old, {"security_level": 0}, fails=False)
        if self.kind.startswith("rsa"):
            yield self.case("MD5 at level 1", self.leaf(SERVER, digest="md5"), {"security_level": 1})

    def revocation(self):
        leaf, chain = {"crl_check": "leaf"}, {"crl_check": "chain"}
        empty, revoking = self.maker.crl(self.issuer), self.maker.crl(self.issuer, [self.server])
        yield self.case("CRL without it", self.server, leaf, crls=[empty], fails=False)
        yield self.case("revoked", self.server, leaf, crls=[revoking])
        yield self.case("revoked, for another host", self.server, {**leaf, "purpose": "server", "host": "other.test"},
                        crls=[revoking])
        yield self.case("CRL missing", self.server, leaf)
        yield self.case("CRL of another issuer", self.server, leaf, crls=[self.maker.crl(self.stranger)])
        yield self.case("CRL expired", self.server, {**leaf, "time": in_days(10)}, crls=[empty])
        yield self.case("CRL not yet valid", self.server, leaf,
                        crls=[self.maker.crl(self.issuer, begin=in_days(10).strftime("%Y%m%d%H%M%SZ"))])
        yield self.case("CRL's signature", self.server, leaf, crls=[self.maker.damaged(empty)])
        silent = self.with_issuer(extensions=("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign",
                                              *IDENTIFIERS))
        yield self.case("issuer may not sign CRLs", self.leaf(SERVER, silent), leaf, crls=[self.maker.crl(silent)])
        every = [self.maker.crl(one) for one in self.server.above]
        yield self.case("CRLs of the whole chain", self.server, chain, crls=every, fails=False)
        yield self.case("CRLs of the whole chain missing", self.server, chain)
        if self.depth:
            yield self.case("issuer revoked", self.server, chain,
                            crls=[empty, *(self.maker.crl(one, [self.issuer]) for one in self.issuer.above)])
            yield self.case("CRL of the root missing", self.server, chain, crls=every[:-1])

    def strictness(self):
        strict = {"strict": True}
        yield self.case("strict, good", self.server, strict, fails=False)
        yield self.case("strict, no identifiers", self.leaf(("basicConstraints=CA:FALSE", NAMES, *NO_IDENTIFIERS)),
                        strict)
        yield self.below("strict, basic constraints not critical",
                         {"extensions": ("basicConstraints=CA:TRUE", *CA[1:])}, strict)
        yield self.below("strict, CA without key usage", {"extensions": (CA[0], *IDENTIFIERS)}, strict)
        yield self.case("strict, no subject and name not critical", self.leaf(SERVER, subject="/"), strict)
        if self.kind.startswith("ec:"):
            explicit = self.leaf(SERVER, kind=f"{self.kind} explicit")
            yield self.case("explicit EC parameters", explicit)
            yield self.case("strict, explicit EC parameters", explicit, strict)

    def policies(self):
        gold, explicit = "certificatePolicies=1.2.3.4", {"explicit_policy": True}
        issuer = self.root
        for number in range(self.depth):
            issuer = self.ca(f"intermediate{number}", (*CA, gold), issuer)
        below = self.leaf((*SERVER, gold), issuer)
        yield self.case("policy of all", below, {"policy": ["1.2.3.4"], "policy_check": True, **explicit}, fails=False)
        yield self.case("policy of all, another is accepted", below,
                        {"policy": ["1.2.3.5"], "policy_check": True, **explicit})
        yield self.case("policy of all, another is accepted, none demanded", below,
                        {"policy": ["1.2.3.5"], "policy_check": True}, fails=False)
        yield self.case("no policy demanded", self.server, {"policy_check": True}, fails=False)
        yield self.case("policy demanded, there is none", self.server, explicit)
        demanding = self.leaf((*SERVER, "policyConstraints=critical,requireExplicitPolicy:0"))
        yield self.case("policy demanded by the chain", demanding, {"policy_check": True})
        yield self.case("policy demanded by the chain, not looked at", demanding, fails=False)
        broken = self.leaf((*SERVER, "2.5.29.32=DER:0500"))
        yield self.case("broken policies", broken, {"policy_check": True})
        if self.depth:
            other = self.leaf((*SERVER, "certificatePolicies=1.2.3.5"), self.with_issuer(extensions=(*CA, gold)))
            yield self.case("policy that the issuer has not", other, explicit)
