"""What one client of a storm does without a pause, and what must stand when it is over.

She books, moves, lengthens, splits and cancels by HTTP, each booking hers alone, and writes down
what was acknowledged, and only that. What she was not answered she does not know of: she leaves
that booking alone from then on.
"""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bookings.choices import BookingStatus
from bookings.models import Booking
from pilotbase.audit.models import AuditEntry
from tests.bookings.racers import the_books_are_sound

# Method, address, body and version; the status and the body of the answer.
Call = Callable[[str, str, object, int | None], tuple[int, Any]]
MACHINES: Final = ("BR300-1", "BR300-2", "DSC-1", "HPLC-1")
API: Final = "/api/v1/bookings"
HALF_AN_HOUR: Final = timedelta(minutes=30)
# What is asked for most often first: a storm that mostly cancels would leave nothing to look at.
DEEDS: Final = ("move", "move", "lengthen", "split", "split", "cancel")
WORDS: Final = {"booking.made", "booking.moved", "booking.split", "booking.cancelled"}


@dataclass
class Stormer:
    """``base``: a whole hour; ``notes``: where she writes; ``mine``: what she was told last."""

    call: Call
    base: datetime
    notes: Path
    mine: dict[str, Any] = field(default_factory=dict)
    lost: int = 0  # how often nobody answered

    def act(self) -> bool:
        """Do one thing. Whether it was acknowledged."""
        old = self.mine[secrets.choice(list(self.mine))] if len(self.mine) > 3 else None
        deed = secrets.choice(DEEDS) if old else "book"
        method, path, body = _asked(deed, old, self.base)
        try:
            status, said = self.call(method, path, body, old and old["version"])
        except OSError:
            self.lost += 1
            if old:
                del self.mine[old["number"]]
            raise
        if status not in (200, 201):
            assert status == 409, (deed, status, said)  # taken, or too many stages
            return False
        with self.notes.open("a") as notes:
            notes.write(f"{json.dumps([deed, said])}\n")
        self.mine[said["number"]] = said
        if deed == "cancel":
            del self.mine[said["number"]]
        return True


def _asked(deed: str, old: Any, base: datetime) -> tuple[str, str, object]:
    if old is None:
        stages = [{"equipment": tag, "run": _some_run(base)} for tag in _some_machines()]
        return "POST", API, {"project": "P-0004", "stages": stages}
    path, run = f"{API}/{old['number']}", old["stages"][0]["run"]
    until = datetime.fromisoformat(run["end"])
    if deed == "cancel":
        return "POST", f"{path}/cancel", {}
    if deed == "split":
        later = _some_run(until + timedelta(days=1), half_hours=500)
        return "POST", f"{path}/split", {"stage": 1, "parts": [run, later]}
    longer = (until + HALF_AN_HOUR).isoformat()
    to = {**run, "end": longer} if deed == "lengthen" else _some_run(base)
    return "PATCH", path, {"stages": [{"stage": 1, "run": to}]}


def _some_machines() -> tuple[str, ...]:
    return MACHINES[:: 1 + secrets.randbelow(2)]


def _some_run(base: datetime, half_hours: int = 6500) -> dict[str, str]:
    """Anywhere within the horizon, so that most of what is asked for is there to be had."""
    start = base + secrets.randbelow(half_hours) * HALF_AN_HOUR
    return {
        "start": start.isoformat(),
        "end": (start + (8 + secrets.randbelow(16)) * HALF_AN_HOUR).isoformat(),
    }


def all_that_was_said_stands(notes: Iterable[Path], lost: int) -> set[str]:
    """Every acknowledged deed is there, and nothing else holds time but what those ``lost`` may
    have done, whole. Returns which deeds were acknowledged."""
    rows = {row.number: row for row in Booking.objects.prefetch_related("stages__occupations")}
    said = [json.loads(line) for note in notes for line in note.read_text().splitlines()]
    last = {told["number"]: told for _deed, told in said}
    beyond = rows.keys() - last.keys()
    for number, told in last.items():
        row = rows[number]
        if row.version == told["version"]:
            assert _as_it_is(row) == _as_told(told)
        else:  # done, and killed before it was acknowledged
            assert row.version == told["version"] + 1
            beyond.add(number)
    assert len(beyond) <= lost, (beyond, lost)
    for row in rows.values():
        _holds_what_it_says(row)
    the_books_are_sound()
    return {deed for deed, _told in said}


def _holds_what_it_says(row: Booking) -> None:
    """Its time and no other, and a word in the trail for each of its versions."""
    stands = row.status == BookingStatus.CONFIRMED
    assert row.all_stages
    for stage in row.all_stages:
        held = [one.span for one in stage.occupations.all() if one.active]
        assert held == ([stage.occupied] if stands else [])
    trail = AuditEntry.objects.filter(target_type="bookings.booking", target_id=str(row.pk))
    words = list(trail.values_list("verb", flat=True))
    assert len(words) == row.version
    assert set(words) <= WORDS


def _as_it_is(row: Booking) -> Any:
    stages = [
        (one.position, one.equipment.tag, one.run_start, one.run_end) for one in row.stages.all()
    ]
    return row.status, sorted(stages)


def _as_told(told: Any) -> Any:
    stages = [
        (
            number,
            one["equipment"],
            *(datetime.fromisoformat(one["run"][edge]) for edge in ("start", "end")),
        )
        for number, one in enumerate(told["stages"], 1)
    ]
    return told["status"], stages
