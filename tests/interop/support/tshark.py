"""What tshark reads in a capture: the TLS messages with every field's name, place and bytes."""

import dataclasses
import subprocess
import xml.etree.ElementTree

from support.process import plain_environment, require

LIMIT = 60.0
_CONTAINERS = {"handshake": "handshake", "alert_message": "alert", "change_cipher_spec": "change_cipher_spec"}


@dataclasses.dataclass(frozen=True)
class Field:
    """A field of tshark; `offset` counts from the message's first byte."""

    name: str
    offset: int
    length: int
    value: str  # hexadecimal, "" for what is a mere structure
    shown: str


@dataclasses.dataclass(frozen=True)
class Message:
    direction: str  # client or server
    kind: str  # handshake, alert or change_cipher_spec
    fields: list
    is_reassembled: bool = False  # from fragments (DTLS); of their headers only what they share is left

    @property
    def is_opaque(self):
        """Encrypted, or of a type that tshark does not know."""
        return self.kind == "handshake" and [field.name for field in self.fields] == ["tls.handshake"]


def messages(path, port, keylog=None, protocol="tls"):
    """All messages between the server at the port and its clients, in the order of the capture."""
    transport = "udp" if protocol == "dtls" else "tcp"
    secrets = ["-o", f"tls.keylog_file:{keylog}"] if keylog else []
    command = [require("tshark"), "-r", path, "-d", f"{transport}.port=={port},{protocol}", *secrets, "-T", "pdml"]
    done = subprocess.run([str(word) for word in command], env=plain_environment(), capture_output=True, check=False,
                          timeout=LIMIT)
    if done.returncode != 0:
        raise AssertionError(f"tshark ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    found = []
    for packet in xml.etree.ElementTree.fromstring(done.stdout).iter("packet"):
        source = packet.find(f".//field[@name='{transport}.srcport']")
        direction = "server" if source is not None and source.get("show") == str(port) else "client"
        for layer in packet.iter("proto"):
            if layer.get("name") == protocol:
                found.extend(_messages_in(layer, direction, protocol))
    return found


def _messages_in(element, direction, protocol):
    for child in element:
        name = child.get("name", "").removeprefix(f"{protocol}.")
        if name in _CONTAINERS:
            message = _message(child, direction, _CONTAINERS[name], protocol)
            if message:
                yield message
        else:
            yield from _messages_in(child, direction, protocol)


def _message(element, direction, kind, protocol):
    inside = [one for one in element.iter() if one is not element and int(one.get("size", 0)) > 0] or [element]
    # What was encrypted stands in bytes of its own; the container still has its place in the record.
    start = int(inside[0].get("pos"))
    if _is_fragment(inside):
        return _reassembled(inside, direction, start)
    fields = [Field(f"tls.{name.removeprefix('dtls.')}" if (name := one.get("name", "")).startswith("dtls.") else name,
                    int(one.get("pos")) - start, int(one.get("size")), one.get("value", ""), one.get("show", ""))
              for one in inside if one.get("name")]
    return Message(direction, kind, fields)


_DTLS_HEADER = 12  # RFC 6347 §4.2.2
_CERTIFICATE_VERIFY = "15"
_SHARED = {"dtls.handshake.type": "tls.handshake.type", "dtls.handshake.length": "tls.handshake.length",
           "dtls.handshake.message_seq": "tls.handshake.message_seq"}


def _shown(inside, name):
    return next((int(one.get("show")) for one in inside if one.get("name") == f"dtls.handshake.{name}"), None)


def _is_fragment(inside):
    whole, part = _shown(inside, "length"), _shown(inside, "fragment_length")
    return None not in (whole, part) and whole != part


def _reassembled(inside, direction, start):
    """The message that its last fragment completes; nothing for the others. Its body counts from its own begin."""
    if _shown(inside, "fragment_offset") + _shown(inside, "fragment_length") != _shown(inside, "length"):
        return None
    # The fields of a certificate_verify, and of a certificate the first, are placed from the begin of the fragment.
    kind = next((one.get("show") for one in inside if one.get("name") == "dtls.handshake.type"), None)
    fields = []
    for one in inside:
        name = one.get("name", "")
        if name in _SHARED:
            fields.append(Field(_SHARED[name], int(one.get("pos")) - start, int(one.get("size")), one.get("value", ""),
                                one.get("show", "")))
        elif name and not name.startswith(("dtls.handshake.fragment", "dtls.handshake.reassembled")):
            from_fragment = kind == _CERTIFICATE_VERIFY or name == "dtls.handshake.certificates_length"
            fields.append(Field(f"tls.{name.removeprefix('dtls.')}" if name.startswith("dtls.") else name,
                                int(one.get("pos")) - (start if from_fragment else 0) + _DTLS_HEADER,
                                int(one.get("size")), one.get("value", ""), one.get("show", "")))
    return Message(direction, "handshake", fields, is_reassembled=True)
