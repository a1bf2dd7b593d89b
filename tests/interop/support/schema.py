"""The contract of the JSON documents, member by member: every member is there and has its type."""

import re

NUMBER = (int,)
TEXT = (str,)
FLAG = (bool,)
RESULTS = {"established", "failed", "cancelled", "timed-out"}
PHASES = {"resolve", "tcp", "proxy", "starttls", "tls", "data", "close"}
PHASE_RESULTS = {"done", "failed", "timed-out", "skipped"}
CONTENT_TYPES = {"handshake", "alert", "change_cipher_spec", "application_data"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TIME_WITH_MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")


class Contract(AssertionError):
    """A document that is not as the contract says."""


def _demand(condition, where, text):
    if not condition:
        raise Contract(f"{where}: {text}")


def _type(value, types, where):
    right = isinstance(value, types) and (bool in types or not isinstance(value, bool))
    _demand(right, where, f"{value!r} is not {' or '.join(kind.__name__ for kind in types)}")


def _members(value, where, /, **members):
    """Members by name: a tuple of types, a set of words, a pattern, or a function (value, where)."""
    _type(value, (dict,), where)
    for name, kind in members.items():
        inside = f"{where}.{name}"
        _demand(name in value, inside, "is missing")
        if isinstance(kind, tuple):
            _type(value[name], kind, inside)
        elif isinstance(kind, set):
            _demand(value[name] in kind, inside, f"{value[name]!r} is none of {sorted(kind)}")
        elif isinstance(kind, re.Pattern):
            _type(value[name], TEXT, inside)
            _demand(kind.fullmatch(value[name]), inside, f"{value[name]!r} has not the form {kind.pattern}")
        else:
            kind(value[name], inside)


def _each(kind):
    def check(value, where):
        _type(value, (list,), where)
        for index, item in enumerate(value):
            inside = f"{where}[{index}]"
            if isinstance(kind, tuple):
                _type(item, kind, inside)
            else:
                kind(item, inside)
    return check


def _sized(length):
    return re.compile(rf"[0-9A-Fa-f]{{{length}}}")


def _target(value, where):
    text_or_null = (str, type(None))
    _members(value, where, host=TEXT, port=NUMBER, address=text_or_null, sni=text_or_null, transport={"tcp", "udp"})
    if "addresses" in value:
        _each(_found_address)(value["addresses"], f"{where}.addresses")
    if "host_international" in value:
        _type(value["host_international"], TEXT, f"{where}.host_international")


def _found_address(value, where):
    _members(value, where, address=TEXT, family={"ipv4", "ipv6"}, time_us=NUMBER)
    _demand((":" in value["address"]) == (value["family"] == "ipv6"), where, "family and address do not agree")


def _phase(value, where):
    _members(value, where, name=PHASES, result=PHASE_RESULTS, start_us=NUMBER, duration_us=NUMBER)
    _demand(value["start_us"] >= 0 and value["duration_us"] >= 0, where, "a time is negative")


def _offered(value, where):
    lists = ("versions", "cipher_suites", "groups", "signature_schemes", "alpn")
    _members(value, where, **{name: _each(TEXT) for name in lists})


def _fingerprints(value, where):
    if value is not None:
        _members(value, where, ja3=re.compile(r"[0-9a-f]{32}"), ja3_text=TEXT, ja4_raw=TEXT, looks_like=_each(_words),
                 ja4=re.compile(r"[td]..[di]\d{4}.._[0-9a-f]{12}_[0-9a-f]{12}"))


def _negotiated(value, where):
    text_or_null = (str, type(None))
    _members(value, where, version=text_or_null, cipher_suite=text_or_null, group=text_or_null,
             signature_scheme=text_or_null, alpn=text_or_null, resumed=FLAG, client_certificate=FLAG)


def _message(value, where):
    _members(value, where, index=NUMBER, time_us=NUMBER, direction={"sent", "received"}, content_type=CONTENT_TYPES,
             type=TEXT, record_version=re.compile(r"0x[0-9a-f]{4}"), length=NUMBER, encrypted=FLAG, state=TEXT,
             hex=re.compile(r"([0-9a-fA-F]{2})*"))
    _demand(len(value["hex"]) in (0, 2 * value["length"]), where, "hex and length do not agree")


def _said_in_clear(value, where):
    _members(value, where, time_us=NUMBER, direction={"sent", "received"}, text=TEXT,
             hex=re.compile(r"([0-9a-fA-F]{2})+"))


def _alert(value, where):
    _members(value, where, direction={"sent", "received"}, level={"fatal", "warning"}, code=NUMBER,
             name=re.compile(r"[a-z0-9_]+"), time_us=NUMBER)


def _certificate(value, where):
    _members(value, where, subject=TEXT, issuer=TEXT, sha1=_sized(40), sha256=_sized(64), not_before=TIME,
             not_after=TIME, san=_each(TEXT), key=TEXT)


def _verification(value, where):
    if value is None:
        return
    _members(value, where, trusted=FLAG, results=_each(_verify_result))
    _demand(value.get("hostname_matches", "") in (True, False, None), where, "hostname_matches is no truth value")


def _verify_result(value, where):
    _members(value, where, depth=NUMBER, code=NUMBER, name=re.compile(r"X509_V_[A-Z0-9_]+"), text=TEXT)


def _error(value, where):
    _members(value, where, source={"openssl", "qt", "system", "tls-workbench"}, code=TEXT, text=TEXT)
    if value["source"] == "openssl":
        _demand(_sized(8).fullmatch(value["code"]), where, f"{value['code']!r} is no packed code of OpenSSL")


def check_finding(value, where="finding"):
    """A finding names everything that a person needs, in words."""
    _members(value, where, id=re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), severity={"error", "warning", "note"}, phase=TEXT,
             confidence={"certain", "likely", "possible"}, issued_by={"local", "peer", "network"}, title=TEXT,
             cause=TEXT, fix=_each(TEXT), evidence=_each(TEXT))
    for name in ("phase", "title", "cause", "fix", "evidence"):
        _demand(value[name], f"{where}.{name}", f"is empty in {value['id']}")
    for text in (value["title"], value["cause"], *value["fix"], *value["evidence"]):
        _demand(text.strip(), where, f"an empty text in {value['id']}")
        _demand(not re.search(r"\{[a-z0-9 ]+\}|%\d|%n", text), where, f"an unfilled place in “{text}”")


def _datagrams(value, where):
    _members(value, where, datagrams=NUMBER, largest=NUMBER, fragments=NUMBER, repeated=NUMBER)


def check_connection(document):
    """`tls-workbench/connection/1`, and what must hold between its members."""
    _members(document, "document", schema={"tls-workbench/connection/1"}, id=NUMBER, name=TEXT, role={"client", "server"},
             result=RESULTS, target=_target, started=TIME_WITH_MILLISECONDS, duration_us=NUMBER, phases=_each(_phase),
             offered=_offered, fingerprints=_fingerprints, negotiated=_negotiated, messages=_each(_message), alerts=_each(_alert),
             certificates=_each(_certificate), session_certificates=_each(_certificate),
             verification=_verification, errors=_each(_error),
             findings=_each(check_finding))
    _demand(document["id"] > 0, "document.id", "is no reference")
    for index, said in enumerate(document.get("clear_dialogue", [])):
        _said_in_clear(said, f"document.clear_dialogue[{index}]")
    indexes = [message["index"] for message in document["messages"]]
    _demand(indexes == list(range(len(indexes))), "document.messages", f"indexes are {indexes}")
    _library(document["library"], "library of the document")
    if document["sent_file"] is not None:
        _members(document["sent_file"], "document.sent_file", path=TEXT, sent=NUMBER, size=NUMBER,
                 state={"under_way", "done", "stopped", "failed"})
    if document["certificate_request"] is not None:
        _members(document["certificate_request"], "document.certificate_request", issuers=_each(_words), sent=FLAG,
                 own_issuer_among=(bool, type(None)))
    if document["tickets"] is not None:
        _members(document["tickets"], "document.tickets", count=NUMBER, lifetime_s=NUMBER,
                 early_data_bytes=(int, type(None)))
    for index, timestamp in enumerate(document["timestamps"]):
        _members(timestamp, f"document.timestamps[{index}]", source={"certificate", "handshake", "ocsp_staple"},
                 log_id=re.compile("[0-9a-f]{64}"), time=TIME_WITH_MILLISECONDS)
    if document["role"] == "client":
        _each(_data_chunk)(document["data"], "document.data")
    times = [message["time_us"] for message in document["messages"]]
    _demand(times == sorted(times), "document.messages", "times go backwards")
    _demand(len(document["alerts"]) <= sum(m["content_type"] == "alert" for m in document["messages"]),
            "document.alerts", "more alerts than alert messages")
    if any(phase["name"] == "tls" for phase in document["phases"]):
        _demand(document["target"]["address"], "document.target.address", "is empty though connected")
    if "socket" in document:
        _members(document["socket"], "document.socket", keepalive=FLAG, nodelay=FLAG, dont_route=FLAG, broadcast=FLAG)
    if "datagrams" in document:
        _members(document["datagrams"], "document.datagrams", mtu=NUMBER, timeouts=NUMBER, sent=_datagrams,
                 received=_datagrams)
    if document["result"] == "established":
        for name in () if document["target"].get("plain") else ("version", "cipher_suite"):
            _demand(document["negotiated"][name], f"document.negotiated.{name}", "is empty though established")
    else:
        _demand(document["findings"], "document.findings", f"is empty though {document['result']}")


def _words(value, where):
    _type(value, TEXT, where)


def _data_chunk(value, where):
    _members(value, where, direction={"sent", "received"}, time_us=NUMBER, length=NUMBER, text=(str, type(None)),
             hex=(str, type(None)), truncated=FLAG)
    _demand((value["text"] is None) != (value["hex"] is None), where, "one of text and hex")


def _library(value, where):
    text_or_null = (str, type(None))
    if value is None:
        return
    _members(value, where, function={"SSL_connect", "SSL_accept"}, returned=NUMBER, errno=(int, type(None)),
             error={"none", "ssl", "syscall", "zero_return", "want_read", "want_write"}, code=text_or_null,
             text=text_or_null, state=TEXT, waits=_each(_library_wait))
    _demand((value["returned"] == 1) == (value["error"] == "none"), where, "returned and error do not agree")


def _library_wait(value, where):
    _members(value, where, state=TEXT, want={"read", "write"}, start_us=NUMBER, duration_us=NUMBER)
    _demand(value["duration_us"] >= 0, where, "a wait is negative")


def _spread(value, where):
    _members(value, where, count=NUMBER, min=NUMBER, median=NUMBER, p95=NUMBER, max=NUMBER)
    _demand(value["min"] <= value["median"] <= value["p95"] <= value["max"], where, "a spread out of order")


def _phase_spread(value, where):
    _members(value, where, name=PHASES)
    _spread(value, where)


def check_repetition(document):
    """`tls-workbench/repetition/1`."""
    results = {name.replace("-", "_"): NUMBER for name in RESULTS}
    _members(document, "document", schema={"tls-workbench/repetition/1"}, name=TEXT, count=NUMBER, asked=NUMBER,
             results=lambda value, where: _members(
                 {name.replace("-", "_"): count for name, count in value.items()}, where, **results),
             resumed=(int, type(None)), whole_us=_spread, phases=_each(_phase_spread), fault=(str, type(None)))
    _demand(sum(document["results"].values()) == document["count"], "document.results", "do not add up to count")


def check_command(document):
    """`tls-workbench/command/1`."""
    _members(document, "document", schema={"tls-workbench/command/1"}, command=(str, type(None)),
             arguments=_each(TEXT), comments=_each(TEXT))
    _demand((document["command"] is None) == (not document["arguments"]), "document", "command and arguments disagree")


def check_verification(document):
    """`tls-workbench/verification/1`."""
    _members(document, "document", schema={"tls-workbench/verification/1"}, name=TEXT, verification=_verification,
             certificates=_each(_certificate), chain=_each(_certificate), findings=_each(check_finding))


def _fix(value, where):
    _members(value, where, action={"none", "repair-chain", "restrict-file", "renew", "import-issuer"}, text=TEXT)


def _preflight_item(value, where):
    _members(value, where, check=TEXT, result={"passed", "note", "warning", "error"}, id=(str, type(None)),
             title=TEXT, detail=TEXT, fixes=_each(_fix))


def check_preflight(document):
    """`tls-workbench/preflight/1`."""
    _members(document, "document", schema={"tls-workbench/preflight/1"}, name=TEXT, host=(str, type(None)), time=TIME,
             security_level=NUMBER, ready=FLAG, items=_each(_preflight_item), chain=_each(TEXT),
             **{"for": {"server", "client"}})
    failed = any(item["result"] == "error" for item in document["items"])
    _demand(document["ready"] != failed, "document.ready", "does not agree with the items")


def _chain_member(value, where, **more):
    _members(value, where, subject=TEXT, issuer=TEXT, serial=TEXT, sha256=_sized(64), not_before=TIME, not_after=TIME,
             **more)


def _candidate(value, where):
    _chain_member(value, where, origin=TEXT, outcome={"taken", "possible", "refused"}, id=TEXT, reason=TEXT,
                  name_fits=FLAG, key_identifier_fits=(bool, type(None)), signature_fits=FLAG)


def _change(value, where):
    _chain_member(value, where, origin=(str, type(None)), text=TEXT,
                  kind={"added", "moved", "duplicate-removed", "root-removed", "unrelated-removed"})


def check_chain_repair(document):
    """`tls-workbench/chain-repair/1`."""
    _members(document, "document", schema={"tls-workbench/chain-repair/1"}, name=TEXT, complete=FLAG, written=FLAG,
             missing_issuer=(str, type(None)), root=(dict, type(None)), changes=_each(_change),
             chain=_each(lambda value, where: _chain_member(value, where, candidates=_each(_candidate))))
    _demand(document["complete"] == (document["root"] is not None), "document.complete", "does not agree with root")


def check_chain_split(document):
    """`tls-workbench/chain-split/1`."""
    _members(document, "document", schema={"tls-workbench/chain-split/1"}, name=TEXT, chains=_each(
        lambda value, where: _members(value, where, certificates=_each(_chain_member), path=(str, type(None)))))


def _compared_field(value, where):
    _members(value, where, id=TEXT, group=TEXT, name=TEXT, left=(str, type(None)), right=(str, type(None)),
             state={"equal", "different", "only-left", "only-right"})


def check_comparison(document):
    """`tls-workbench/comparison/1`."""
    _members(document, "document", schema={"tls-workbench/comparison/1"}, left=TEXT, right=TEXT, equal=FLAG,
             certificates=_each(lambda value, where: _members(
                 value, where, left=(str, type(None)), right=(str, type(None)),
                 state={"equal", "different", "only-left", "only-right"}, fields=_each(_compared_field))))


def check_listening(document):
    _members(document, "document", schema={"tls-workbench/server/1"}, event={"listening"}, name=TEXT, address=TEXT,
             port=NUMBER)


def check_fault(document):
    """What a command prints with --format json when this end could not do it."""
    _members(document, "document", schema={"tls-workbench/fault/1"}, findings=_each(check_finding))
    _demand(len(document["findings"]) == 1, "document.findings", "there is not exactly one")


def check_entry(entry):
    """One member of `store list --format json`."""
    _members(entry, "entry", name=TEXT, provider=TEXT, kind=TEXT, subject=TEXT, issuer=TEXT, serial=TEXT,
             sha1=_sized(40), sha256=_sized(64), not_before=TIME, not_after=TIME, san=_each(TEXT), key=TEXT,
             has_private_key=FLAG, status=TEXT)


def check_fields(fields, length, where="fields"):
    """A decoded tree: every field inside the bytes that its offset counts in."""
    for field in fields:
        _members(field, where, name=TEXT, value=(str, type(None)), offset=NUMBER, length=NUMBER, children=(list,),
                 error=(str, type(None)))
        inside = len(field["hex"]) // 2 if "hex" in field else length
        _demand(field["offset"] + field["length"] <= inside, f"{where}.{field['name']}", "ends outside of its bytes")
        check_fields(field["children"], inside, f"{where}.{field['name']}")


def _decoded_message(value, where):
    _members(value, where, type=TEXT, length=NUMBER, hex=re.compile(r"([0-9a-f]{2})*"), fields=(list,),
             error=(str, type(None)))
    _demand(len(value["hex"]) == 2 * value["length"], where, "hex and length do not agree")
    check_fields(value["fields"], value["length"], f"{where}.fields")


def _decoded_record(value, where):
    _members(value, where, direction=(str, type(None)), content_type=TEXT, record_version=(str, type(None)),
             offset=NUMBER, length=NUMBER, encrypted=FLAG, messages=_each(_decoded_message))
    _demand(value["direction"] in ("client", "server", None), where, f"direction is {value['direction']!r}")


def _conversation(value, where):
    ends = (str, type(None))
    _members(value, where, client=ends, server=ends, records=_each(_decoded_record))


def _input_fault(value, where):
    _members(value, where, offset=NUMBER, text=TEXT, where=TEXT)


def check_decode(document):
    """`tls-workbench/decode/1`."""
    _members(document, "document", schema={"tls-workbench/decode/1"}, input=(str, type(None)),
             conversations=_each(_conversation), faults=_each(_input_fault))
