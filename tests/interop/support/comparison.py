"""Holds the program's fields against those of tshark: the same place, the same bytes, the same value."""

import collections
import dataclasses
import datetime
import re

from support.field_names import (BITS, FLAGS, HEADER, KNOWN_FAULTS, NOT_SHOWN_BY_TSHARK, OPAQUE, PARTS, SAME,
                                 UNKNOWN_BODIES, UNKNOWN_MESSAGES)

_KINDS = ("handshake", "alert", "change_cipher_spec")


@dataclasses.dataclass(frozen=True)
class OurField:
    """A field of the program; `path` ends with its name."""

    path: tuple
    offset: int
    length: int
    value: str
    is_leaf: bool

    @property
    def name(self):
        return self.path[-1]

    @property
    def short_path(self):
        return "/".join(self.path[-2:])


@dataclasses.dataclass(frozen=True)
class OurMessage:
    direction: str
    kind: str
    type: str
    data: bytes
    fields: list


@dataclasses.dataclass
class Outcome:
    """What a comparison found. Only fields that both know count as compared."""

    compared: int = 0
    disagreements: list = dataclasses.field(default_factory=list)
    only_tshark: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    only_program: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    known_faults: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    def disagree(self, text):
        self.compared += 1
        self.disagreements.append(text)

    @property
    def share(self):
        return 100.0 * (self.compared - len(self.disagreements)) / self.compared if self.compared else 0.0

    def add(self, other):
        self.compared += other.compared
        self.disagreements += other.disagreements
        self.only_tshark += other.only_tshark
        self.only_program += other.only_program
        self.known_faults += other.known_faults


def messages_of_connection(document):
    """The messages of a connection's document, as sent by client and server."""
    client = "sent" if document["role"] == "client" else "received"
    return [_our_message("client" if message["direction"] == client else "server", message["content_type"], message)
            for message in document["messages"] if message["content_type"] in _KINDS]


def messages_of_decode(document):
    """Those of all conversations that `decode` found, as far as they are in clear."""
    return [_our_message(record["direction"], record["content_type"], message)
            for conversation in document["conversations"] for record in conversation["records"]
            for message in record["messages"]]


def _our_message(direction, kind, message):
    data, fields = bytes.fromhex(message["hex"]), list(_flat(message["fields"], ()))
    return OurMessage(direction, kind, message["type"], data, fields)


def _flat(fields, path):
    for field in fields:
        here = (*path, field["name"])
        yield OurField(here, field["offset"], field["length"], field["value"] or "", not field["children"])
        if "hex" not in field:  # what was decompressed stands in bytes of its own
            yield from _flat(field["children"], here)


def compare(ours, theirs, unread=None):
    """Messages of the program with those of tshark; both in the order of the wire.

    `unread`: client or server, the end of whose messages the program need not have read.
    """
    outcome = Outcome()
    for direction in ("client", "server"):
        for kind in _KINDS:
            mine = [message for message in ours if (message.direction, message.kind) == (direction, kind)]
            other = [message for message in theirs if (message.direction, message.kind) == (direction, kind)]
            if len(mine) != len(other):
                # What neither can decrypt is a message without fields to tshark and none to the program.
                other = [message for message in other if not message.is_opaque]
            if len(mine) < len(other) and (kind == "alert" or direction == unread):
                # The last word of a peer can come after the program has closed.
                outcome.only_tshark[f"({direction}'s {kind} after the end)"] += len(other) - len(mine)
                other = other[:len(mine)]
            if len(mine) != len(other):
                types = [message.type for message in mine]
                outcome.disagree(f"{direction} {kind}: {len(other)} messages for tshark, not {len(mine)}: {types}; "
                                 f"{[message.fields[0].value for message in other]}")
            for one, another in zip(mine, other):
                _compare_message(outcome, one, another)
    return outcome


def _compare_message(outcome, ours, theirs):
    if theirs.is_opaque and ours.type in UNKNOWN_MESSAGES:
        outcome.only_program[f"({ours.type})"] += 1
        return
    places = collections.defaultdict(list)
    for field in ours.fields:
        places[field.offset, field.length].append(field)
    found = set()
    for field in theirs.fields:
        if field.length and field.name not in PARTS:
            _compare_field(outcome, ours, places, found, field)
    if ours.type in UNKNOWN_BODIES and all(field.name in HEADER for field in theirs.fields):
        outcome.only_program[f"(body of {ours.type})"] += 1
        return
    opaque = [field for field in theirs.fields if field.name in OPAQUE]
    for field in ours.fields:
        if theirs.is_reassembled and field.name in ("fragment_offset", "fragment_length"):
            outcome.only_program[field.name] += 1  # of the whole message
        elif field.is_leaf and field.length and field not in found:
            _missing(outcome, ours, field, opaque)


def _compare_field(outcome, ours, places, found, field):
    """A field of tshark that stands for itself; what the program has there goes to `found`."""
    flags, _, flag = field.name.rpartition(".")
    if flags in FLAGS:
        here = [one for one in _at(places, field, FLAGS[flags])
                if (flag in one.value.split(", ")) == (field.shown == "1")]
    elif field.name in SAME:
        here = _at(places, field, SAME[field.name])
    elif field.name in OPAQUE:
        here = places[field.offset, field.length]
        if not here:
            return
    else:
        outcome.only_tshark[field.name] += 1
        return
    where = f"{ours.type}: {field.name} at {field.offset}, {field.length} bytes, “{field.shown}”"
    if not here:
        if not _is_known_fault(outcome, ours, field.name):
            there = [f"{one.short_path} “{one.value}”" for one in places[field.offset, field.length]]
            outcome.disagree(f"{where}: the program has {there or 'nothing'} there")
        return
    found.update(here)
    data = ours.data[field.offset:field.offset + field.length]
    if flags in FLAGS:
        outcome.compared += 1
    elif field.value and field.value != data.hex():
        outcome.disagree(f"{where}: {field.value} is not {data.hex()}")
    elif not any(_same_value(one, field, data) for one in here):
        outcome.disagree(f"{where}: the program has {[(one.short_path, one.value) for one in here]}")
    else:
        outcome.compared += 1


def _at(places, field, names):
    """The program's fields of these names in the bytes of tshark's field."""
    here = [one for one in places[field.offset, field.length] if one.name in names]
    if not here and names & BITS:  # one field with the number of unused bits in front
        around = [*places[field.offset - 1, field.length + 1], *places[field.offset, 2]]
        here = [one for one in around if one.name in names & BITS]
    return here


def _is_known_fault(outcome, message, name):
    reason = KNOWN_FAULTS.get((message.type, name))
    if reason:
        outcome.known_faults[f"{message.type} {name}: {reason}"] += 1
    return bool(reason)


def _missing(outcome, message, field, opaque):
    """A field that tshark has not: is it one of those that it does not show?"""
    end = field.offset + field.length
    inside = any(one.offset <= field.offset and end <= one.offset + one.length for one in opaque)
    if inside or {field.short_path, field.name} & NOT_SHOWN_BY_TSHARK:
        outcome.only_program[field.short_path] += 1
    elif not _is_known_fault(outcome, message, field.short_path):
        outcome.disagree(f"{message.type}: {field.short_path} at {field.offset}, {field.length} bytes, "
                         f"“{field.value}”: tshark has no such field there")


def _same_value(ours, field, data):
    """Whether the program's text says what the bytes are: a number, a name with its number, bytes or a text."""
    text = ours.value
    if not ours.is_leaf or ours.name in BITS:
        return True
    numbers = {int.from_bytes(data, "big")}
    if field.name.startswith("tls.quic."):  # RFC 9000 §16: the first two bits are the length
        numbers.add(int.from_bytes(data, "big") & ((1 << (8 * len(data) - 2)) - 1))
    named = re.search(r" \((0x[0-9a-f]+|\d+)\)$", text) or re.fullmatch("(0x[0-9a-f]+)", text)
    if named:
        return int(named.group(1), 0) in numbers
    if re.fullmatch(r"\d+( (s|ms|bytes?))?", text) and int(text.split()[0]) in numbers:
        return True
    if text in ("true", "false"):
        return (text == "true") == (numbers != {0})
    object_identifier = re.search(r"(?:^|\()(\d+(\.\d+)+)\)?$", text)
    if object_identifier:
        return object_identifier.group(1) == field.shown
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? UTC", text):
        return _is_time(text, data)
    # Behind the bytes can stand what is special in them.
    return text.split(" (")[0] == data.hex() or text in ("", data.decode("utf-8", "replace"), field.shown)


def _is_time(text, data):
    """Whether the bytes are this time: a GeneralizedTime, a UTCTime, or milliseconds since 1970 (RFC 6962)."""
    digits = re.sub(r"\D", "", text)
    if len(data) == 8:
        seconds = datetime.datetime.fromtimestamp(int.from_bytes(data, "big") // 1000, datetime.timezone.utc)
        return digits.startswith(seconds.strftime("%Y%m%d%H%M%S"))
    return data.decode("ascii", "replace") in (f"{digits}Z", f"{digits[2:]}Z")
