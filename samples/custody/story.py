"""Tells a chain of custody to people: what happened, who signed, and whether each link holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _

from equipment.models import Tag
from pilotbase.core import clock
from pilotbase.web import text
from samples.choices import Condition, CustodyType, SealState
from samples.custody.chain import Break
from samples.models import CustodyEvent, Sample

LATE = timedelta(minutes=2)  # written down so much later than it happened is worth saying
T = CustodyType


@dataclass(frozen=True)
class Told:
    """One event as the story shows it; ``dot``: one signature, or the pair."""

    at: datetime
    title: str
    lines: list[str]
    dot: str
    seq: int
    hash: str
    is_intact: bool
    is_open: bool = False
    url: str = ""
    do: str = ""


def tell(sample: Sample, links: Sequence[CustodyEvent], found: Break | None) -> list[Told]:
    """Oldest first; from the break on nothing is vouched for."""
    return [_told(sample, link, link is links[-1], found) for link in links]


def _told(sample: Sample, link: CustodyEvent, is_last: bool, found: Break | None) -> Told:
    kind = T(link.type)
    is_open = is_last and kind == T.RELINQUISHED
    return Told(
        at=link.occurred_at,
        title=_title(sample, link),
        lines=[
            line for line in (*_LINES.get(kind, _nothing)(sample, link), _written(link)) if line
        ],
        dot="open" if is_open else _DOTS.get(kind, "env"),
        seq=link.seq,
        hash=link.hash.partition(":")[2],
        is_intact=found is None or link.seq < found.seq,
        is_open=is_open,
    )


_DOTS = {
    T.REGISTERED: "one",
    T.COLLECTED: "one",
    T.RELINQUISHED: "one",
    T.RECEIVED: "pair",
    T.REJECTED: "pair",
}


def _title(sample: Sample, link: CustodyEvent) -> str:
    people = {
        "giver": _name(link.counterparty),
        "who": _name(link.actor),
        "to": _name(link.counterparty),
    }
    titles = {
        T.COLLECTED: _("Drawn by %(who)s"),
        T.REGISTERED: _("Registered by %(who)s"),
        T.LABELLED: _("Labelled by %(who)s"),
        T.RELINQUISHED: _("%(who)s hands it to %(to)s"),
        T.WITHDRAWN: _("%(who)s took the hand-over back"),
        T.RECEIVED: _("%(who)s received it from %(giver)s")
        if link.counterparty
        else _("%(who)s received it"),
        T.REJECTED: _("%(who)s refused it from %(giver)s"),
        T.ATTACHED: _("%(who)s added a file"),
        T.CORRECTION: _("Corrected by %(who)s"),
        T.TEST_STARTED: _("Tests begun by %(who)s"),
        T.TEST_FINISHED: _("Tests finished"),
    }
    return titles[T(link.type)] % people


def _name(user: Any) -> str:
    return str(user.name) if user else _("the plant")


def _nothing(sample: Sample, link: CustodyEvent) -> list[str]:
    return []


def _collected(sample: Sample, link: CustodyEvent) -> list[str]:
    where = [sample.equipment.tag if sample.equipment else "", sample.port]
    drawn = [" ".join(part for part in where if part), _amount(link.facts.get("volume"))]
    process = sample.process_time
    moment = [text.hours_run(process)] if process is not None else []
    read = values(sample.sensors, sample.equipment_id)
    moment += [f"{value.name} {value.text}" for value in read]
    simulated = _("measured by a simulator") if any(value.simulated for value in read) else ""
    return [_joined(drawn), _joined([*moment, simulated])]


def _offered(sample: Sample, link: CustodyEvent) -> list[str]:
    waits = _("signed by one; the receiver has not confirmed yet")
    is_open = sample.links == link.seq
    return [_joined([_seal(link), link.facts.get("reason", "")]), waits if is_open else ""]


def _received(sample: Sample, link: CustodyEvent) -> list[str]:
    condition = Condition(link.facts["condition"]).label
    temperature = _amount(link.facts.get("temperature"))
    both = _("both signed") if link.counterparty else ""
    return [_joined([str(condition), temperature, _seal(link), both]), link.facts.get("note", "")]


def _reason(sample: Sample, link: CustodyEvent) -> list[str]:
    return [link.facts.get("reason", "")]


def _file(sample: Sample, link: CustodyEvent) -> list[str]:
    return [link.facts["name"]]


def _corrected(sample: Sample, link: CustodyEvent) -> list[str]:
    steps = [
        _("%(field)s: “%(before)s” became “%(after)s”")
        % {"field": _field(name), "before": step["from"] or "", "after": step["to"] or ""}
        for name, step in link.facts["changes"].items()
    ]
    return [*steps, link.facts["reason"]]


_LINES: dict[CustodyType, Callable[[Sample, CustodyEvent], list[str]]] = {
    T.COLLECTED: _collected,
    T.RELINQUISHED: _offered,
    T.RECEIVED: _received,
    T.REJECTED: _received,
    T.WITHDRAWN: _reason,
    T.ATTACHED: _file,
    T.CORRECTION: _corrected,
}


def _written(link: CustodyEvent) -> str:
    """What was entered later than it happened says so."""
    if link.recorded_at - link.occurred_at < LATE:
        return ""
    zone = timezone.get_current_timezone()
    return _("written down %(at)s") % {"at": text.instant(link.recorded_at, zone, clock.now())}


def _seal(link: CustodyEvent) -> str:
    seal = link.facts.get("seal")
    if not seal:
        return ""
    state = SealState(seal["state"]).label
    number = seal.get("number", "")
    if not number:
        return str(state)
    return _("seal %(number)s: %(state)s") % {"number": number, "state": state}


_UNITS = {"degC": "°C", "pH": ""}  # pH is its own unit


def _amount(said: Any) -> str:
    if not said:
        return ""
    unit = _UNITS.get(said["unit"], said["unit"])
    return text.number(Decimal(said["value"]), unit=unit)


class Value(NamedTuple):
    """What a sensor said, as people read it."""

    name: str
    text: str
    simulated: bool


def values(
    sensors: Mapping[str, Mapping[str, str]], equipment_id: int | None = None
) -> list[Value]:
    """By the names of the machine's tags; by its code what the machine no longer has."""
    names = {tag.code: tag.name for tag in Tag.objects.filter(equipment=equipment_id)}
    return [
        Value(names.get(code, code), _amount(said), said.get("simulated") == "true")
        for code, said in sensors.items()
    ]


def _field(name: str) -> str:
    field = cast("Field[Any, Any]", Sample._meta.get_field(name))
    return str(field.verbose_name)


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)
