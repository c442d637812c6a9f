"""What the plant shows at the hour at which it is filled: a fault, a silence, open requests."""

from datetime import date, timedelta
from functools import partial
from typing import Final

from bookings.actions.book import book
from bookings.schemas.booking import BookingRequest, StageRequest
from equipment.choices import MachineState
from pilotbase.core.timespan import Span
from pilotbase.demo import anchors, curves
from pilotbase.demo.calendar import HOUR, at
from pilotbase.demo.crew import on_shift, person, report
from pilotbase.demo.history import PROJECTS, SCIENTISTS, History

MINUTE: Final = timedelta(minutes=1)
FAULT: Final = ("BR500-2", "搅拌过载，已停机：电机 104 %（限 95 %）")
SILENT: Final = "BR15-3"
WHOLE: Final = {"BR300-1": 72 * HOUR, "BR500-2": 24 * HOUR}  # whose curves are there at once
OTHERS: Final = HOUR  # of the other running machines; the rest follows while it runs


def set_the_scene(history: History, today: date) -> None:
    now = history.until
    broken = now - 18 * MINUTE
    history.add(
        broken, lambda: report(on_shift(broken), FAULT[0], MachineState.FAULT, broken, FAULT[1])
    )
    silent = max(at(today, -4), now - 6 * HOUR)
    history.add(silent, lambda: report(on_shift(silent), SILENT, MachineState.OFFLINE, silent))
    for waiting in anchors.WAITING:
        history.add(now - waiting.ago * HOUR, partial(_ask, today, waiting.anchor))
    history.add(now, partial(curves.draw, WHOLE, OTHERS))


def _ask(today: date, anchor: anchors.Anchor) -> None:
    start, end = anchors.run_of(today, anchor)
    stage = StageRequest(equipment=anchor.tag, run=Span(start=start, end=end))
    request = BookingRequest(project=anchor.project, purpose=anchor.purpose, stages=(stage,))
    book(person(SCIENTISTS[PROJECTS[anchor.project].organisation]), request)
