"""What the plant shows at the hour at which it is filled: a fault, a silence, open requests."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from bookings.actions.book import book
from bookings.models import Run
from bookings.schemas import BookingRequest, StageRequest
from equipment.choices import MachineState
from equipment.drivers.past import measure_past
from pilotbase.core import clock
from pilotbase.core.timespan import Span
from pilotbase.demo import anchors
from pilotbase.demo.calendar import HOUR, at
from pilotbase.demo.crew import on_shift, person, report
from pilotbase.demo.history import PROJECTS, SCIENTISTS, History

MINUTE: Final = timedelta(minutes=1)
FAULT: Final = ("BR500-2", "搅拌过载，已停机：电机 104 %（限 95 %）")
SILENT: Final = "BR15-3"
WHOLE: Final = ("BR300-1", "BR500-2")  # whose curves are there from their start
OTHERS: Final = 2 * HOUR  # of the other running machines; the rest follows while it runs


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
    history.add(now, draw_curves)


def _ask(today: date, anchor: anchors.Anchor) -> None:
    start, end = anchors.run_of(today, anchor)
    stage = StageRequest(equipment=anchor.tag, run=Span(start=start, end=end))
    request = BookingRequest(project=anchor.project, purpose=anchor.purpose, stages=(stage,))
    book(person(SCIENTISTS[PROJECTS[anchor.project].organisation]), request)


def draw_curves(whole: Sequence[str] = WHOLE) -> None:
    """What the machines of going runs measured, simulated and marked so: of some all, of the
    others the last hours."""
    now = clock.now()
    for run in Run.objects.going().select_related("equipment__equipment_class"):
        since = run.started_at if run.equipment.tag in whole else now - OTHERS
        measure_past(run.equipment, max(since, run.started_at), now)
