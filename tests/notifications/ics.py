"""Reads iCalendar by the words of RFC 5545, apart from the library that writes it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

_LINE = re.compile(r'(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=(?:"[^"]*"|[^;:"]*))*):(?P<value>.*)')
_INSTANT = re.compile(r"\d{8}T\d{6}Z")


@dataclass
class Component:
    kind: str
    said: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    inner: "list[Component]" = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    def __contains__(self, name: str) -> bool:
        return name in self.said

    def instant(self, name: str) -> datetime:
        """It is UTC, or this fails."""
        assert _INSTANT.fullmatch(self.said[name]), self.said[name]
        return datetime.strptime(self.said[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def text(self, name: str) -> str:
        """Without its escapes; a bare comma, semicolon or line break would be a fault."""
        value = self.said[name]
        assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), value
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)

    @property
    def events(self) -> "list[Component]":
        return [one for one in self.inner if one.kind == "VEVENT"]


def parsed(content: bytes) -> Component:
    """The one calendar in it. Lines end as the standard says, and are at most 75 octets long."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    whole = b"\r\n".join(lines).replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode()
    root = Component("")
    open_ = [root]
    for line in whole.split("\r\n"):
        match = _LINE.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            open_.append(Component(value))
        elif name == "END":
            ended = open_.pop()
            assert ended.kind == value
            open_[-1].inner.append(ended)
        else:
            assert name not in open_[-1], f"{name} twice"
            open_[-1].said[name], open_[-1].params[name] = value, match["params"]
    assert open_ == [root]
    assert [one.kind for one in root.inner] == ["VCALENDAR"]
    return root.inner[0]
