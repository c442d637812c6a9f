"""Groups the use of machines as people ask: by machine, class, organisation, month or hour."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from bookings.utilization.claims import ZERO, Claim, Stretch, both, length, unclaimed
from bookings.utilization.heat import clock_hours
from bookings.utilization.measures import Measures, Piece, quota, split, tally, within
from pilotbase.core.instants import number
from pilotbase.web.text import weekday_name

BY: Final = ("equipment", "class", "organisation", "month", "hour")

Shares = dict[int | None, Measures]  # by whose time it was; None where nobody's


class Names(NamedTuple):
    key: str
    name: str


@dataclass(frozen=True)
class Used:
    """A machine and what became of its time. ``owners`` says whose each stretch was."""

    pk: int
    names: Names
    of: Names  # its class
    quota_hours: int
    pieces: list[Piece]
    owners: list[Claim]
    booked: list[Claim]
    shown: list[Stretch]  # what the reader may see: the window, or a tenant's own stretches

    @cached_property
    def shares(self) -> Shares:
        """All that the reader may see: summed once, for every table of a page."""
        return self.shares_of(self.shown)

    @cached_property
    def taken(self) -> list[Stretch]:
        return [Stretch(start, end) for start, end, _owner in self.booked]

    def shares_of(self, spans: list[Stretch]) -> Shares:
        cut = within(self.pieces, spans)
        return {owner: tally(what) for owner, what in split(cut, self.owners).items()}


@dataclass(frozen=True)
class Use:
    """All that was read for a window, which ends at ``now`` at the latest."""

    start: datetime
    end: datetime
    zone: tzinfo
    machines: list[Used]
    organisations: dict[int, Names]
    external: frozenset[int]

    @property
    def window(self) -> Stretch:
        return Stretch(number(self.start), number(self.end))

    def measure(self, machine: Used, part: "Part") -> Measures:
        shares = part.shares(machine)
        sums = Measures.sum(shares.values())
        outside = (share.effective for owner, share in shares.items() if owner in self.external)
        return sums + Measures(
            booked=length(both(machine.taken, part.spans(machine))),
            external=sum(outside, ZERO),
            quota=quota(machine.quota_hours, sums.total),
        )


class Part(Protocol):
    """Which of a machine's time a group counts: ``spans`` in order, and the sums of it."""

    def spans(self, one: Used) -> list[Stretch]: ...

    def shares(self, one: Used) -> Shares: ...


class Whole:
    """All that the reader may see."""

    def spans(self, one: Used) -> list[Stretch]:
        return one.shown

    def shares(self, one: Used) -> Shares:
        return one.shares


@dataclass(frozen=True)
class Owned:
    """What was one organisation's; what was nobody's, without one."""

    owner: int | None

    def spans(self, one: Used) -> list[Stretch]:
        if self.owner is None:
            return unclaimed([claim for claim in one.owners if claim.owner], one.shown)
        mine = [Stretch(c.start, c.end) for c in one.owners if c.owner == self.owner]
        return list(both(mine, one.shown))

    def shares(self, one: Used) -> Shares:
        return {self.owner: one.shares[self.owner]} if self.owner in one.shares else {}


@dataclass(frozen=True)
class Within:
    """What lies in these stretches, which are in order."""

    these: list[Stretch]

    def spans(self, one: Used) -> list[Stretch]:
        return list(both(one.shown, self.these))

    def shares(self, one: Used) -> Shares:
        return one.shares_of(self.spans(one))


class Group(NamedTuple):
    """Some machines, and which of the time of each."""

    names: Names
    machines: list[Used]
    part: Part


class Row(NamedTuple):
    key: str
    name: str
    machines: int
    measures: Measures


def groups(use: Use, by: str) -> list[Group]:
    """The groups of a table, in its order. ``by`` is one of ``BY``."""
    return {
        "equipment": _by_equipment,
        "class": _by_class,
        "organisation": _by_organisation,
        "month": _by_month,
        "hour": _by_hour,
    }[by](use)


def table(use: Use, by: str) -> list[Row]:
    """One row for each group; they add up to ``total``."""
    return [row(use, group) for group in groups(use, by)]


def row(use: Use, group: Group) -> Row:
    measures = Measures.sum(use.measure(one, group.part) for one in group.machines)
    return Row(*group.names, len(group.machines), measures)


def total(use: Use, rows: Iterable[Row]) -> Row:
    """All machines together, from the rows of any grouping."""
    measures = Measures.sum(one.measures for one in rows)
    return Row("", _("All"), len(use.machines), measures)


def total_group(use: Use) -> Group:
    return Group(Names("", _("All")), use.machines, Whole())


def _by_equipment(use: Use) -> list[Group]:
    return [Group(one.names, [one], Whole()) for one in use.machines]


def _by_class(use: Use) -> list[Group]:
    classes: dict[Names, list[Used]] = defaultdict(list)
    for one in use.machines:
        classes[one.of].append(one)
    return [Group(of, machines, Whole()) for of, machines in classes.items()]


def _by_organisation(use: Use) -> list[Group]:
    owners = {owner for one in use.machines for owner in one.shares if owner is not None}
    found = []
    for owner in sorted(owners, key=lambda pk: use.organisations[pk].name):
        theirs = [one for one in use.machines if owner in one.shares]
        found.append(Group(use.organisations[owner], theirs, Owned(owner)))
    rest = Group(Names("", _("Not booked")), use.machines, Owned(None))
    return [*found, rest] if any(None in one.shares for one in use.machines) else found


def _by_month(use: Use) -> list[Group]:
    found = []
    for start, end in _months(use.start, use.end, use.zone):
        label = f"{start.astimezone(use.zone):%Y-%m}"
        part = Within([Stretch(number(start), number(end))])
        found.append(Group(Names(label, label), use.machines, part))
    return found


def _by_hour(use: Use) -> list[Group]:
    """Monday's first hour to Sunday's last, each through all of the window's weeks."""
    spans: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
    for hour, place in clock_hours(use.window, use.zone):
        spans[place].append(hour)
    return [
        Group(names_of_hour(*place), use.machines, Within(spans[place])) for place in sorted(spans)
    ]


def names_of_hour(day: int, hour: int) -> Names:
    """``Fri 15:00``; its key is ``5-15``, as ISO 8601 counts days."""
    return Names(f"{day + 1}-{hour:02}", f"{weekday_name(day)} {hour:02}:00")


def _months(start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    first = start.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    number = 0
    while (begins := first + relativedelta(months=number)) < end:
        number += 1
        yield max(begins, start), min(first + relativedelta(months=number), end)
