"""Which machines answer to a need, when the first time on each is, and in which order. Pure.

A machine that is the wrong one is told so and not searched further; on the others the first time
is looked for at which nothing stands in the way, and what remains is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from bookings import policy
from bookings.policy.case import Case, Draw, Wanted
from bookings.policy.rules import said
from bookings.policy.soonest import soonest
from pilotbase.accounts.choices import Containment
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span
from pilotbase.web import text


@dataclass(frozen=True)
class Wish:
    """What the machine must be. Volumes are litres; None: no matter."""

    equipment_class: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    capabilities: tuple[str, ...] = ()
    containment: int | None = None


@dataclass(frozen=True)
class Offer:
    """What a machine is. ``volume`` None: it is no vessel."""

    tag: str
    equipment_class: str
    class_name: str
    volume: Decimal | None
    capabilities: tuple[str, ...]
    containment: int


@dataclass(frozen=True)
class Answer:
    """``wanted`` is the stage at the first time that fits; None where none does, or where the
    machine is the wrong one."""

    offer: Offer
    wanted: Wanted | None
    problems: tuple[Reason, ...]
    price: Decimal | None = None
    asks: bool = False  # whether someone must approve it first

    @property
    def fits(self) -> bool:
        return self.wanted is not None and not self.problems


def misfits(wish: Wish, offer: Offer) -> Iterator[Reason]:
    """Why the machine is the wrong one, whenever it is free."""
    words: dict[str, object] = {"tag": offer.tag}
    if wish.equipment_class not in ("", offer.equipment_class):
        sentence = _("%(tag)s is of another class: %(class)s.")
        yield _wrong("other_class", sentence % {**words, "class": offer.class_name})
    yield from _volume(wish, offer)
    lacking = [one for one in wish.capabilities if not _can(offer, one)]
    if lacking:
        sentence = _("%(tag)s cannot do: %(lacking)s.")
        yield _wrong("cannot", sentence % {**words, "lacking": ", ".join(lacking)})
    if wish.containment is not None and wish.containment > offer.containment:
        sentence = _("%(tag)s is fit for %(most)s at most.")
        most = Containment(offer.containment).label
        yield _wrong("containment", sentence % {**words, "most": most})


def _volume(wish: Wish, offer: Offer) -> Iterator[Reason]:
    if wish.least is None and wish.most is None:
        return
    words = {"tag": offer.tag, "volume": _litres(offer.volume)}
    if offer.volume is None:
        yield _wrong("volume", _("%(tag)s has no working volume.") % words)
    elif wish.least is not None and offer.volume < wish.least:
        sentence = _("%(tag)s is too small: it works with %(volume)s.")
        yield _wrong("volume", sentence % words)
    elif wish.most is not None and offer.volume > wish.most:
        sentence = _("%(tag)s is too large: it works with %(volume)s.")
        yield _wrong("volume", sentence % words)


def merits(wish: Wish, offer: Offer) -> Iterator[str]:
    """Why the machine is a right one."""
    if offer.volume is not None:
        yield _("works with %(volume)s") % {"volume": _litres(offer.volume)}
    if wish.capabilities:
        yield _("can do: %(what)s") % {"what": ", ".join(wish.capabilities)}
    if wish.containment is not None:
        level = Containment(offer.containment).label
        yield _("fit for %(level)s") % {"level": level}


def first_time(case: Case, before: datetime | None) -> tuple[Wanted | None, tuple[Reason, ...]]:
    """Of a case of one stage: where it fits first, and what stands in the way all the same."""
    begun = _at(case, _on_step(case, case.stages[0]))
    run = soonest(begun)
    if run is None:
        sentence = _("%(tag)s has no free time so far ahead.")
        detail = sentence % {"tag": begun.stages[0].machine.tag}
        return None, (*policy.problems(begun), Reason(code="no_time", detail=detail))
    moved = _at(begun, run.start)
    left = policy.problems(moved)
    if before is not None and run.end > before:
        sentence = _("%(tag)s would be done at %(end)s: too late.")
        words = {"tag": moved.stages[0].machine.tag, "end": said(case, run.end)}
        left.append(Reason(code="too_late", detail=sentence % words))
    return moved.stages[0], tuple(left)


def ranked(answers: Iterable[Answer]) -> list[Answer]:
    """What fits, the earliest first, of these the cheaper, of these the smaller; then what would
    fit but for its time; then the wrong machines, those with the fewest faults first."""
    return sorted(answers, key=_rank)


def _rank(answer: Answer) -> tuple[object, ...]:
    wanted, offer = answer.wanted, answer.offer
    size = offer.volume or Decimal(0)
    if wanted is None:
        return 2, len(answer.problems), size, offer.tag
    start = wanted.run.start.timestamp()
    return (0 if answer.fits else 1), start, answer.price or Decimal(0), size, offer.tag


def _can(offer: Offer, wanted: str) -> bool:
    return wanted.casefold() in (one.casefold() for one in offer.capabilities)


def _wrong(code: str, detail: str) -> Reason:
    return Reason(code=code, detail=detail, field="equipment")


def _litres(volume: Decimal | None) -> str:
    return text.number(volume and volume.normalize(), unit="L")


def _on_step(case: Case, stage: Wanted) -> datetime:
    """The next start that the class allows: soonest moves only what something stands against."""
    start, step = stage.run.start.astimezone(case.zone), stage.machine.rules.granularity
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    beside = (start - midnight) % step if step else timedelta(0)
    return start + step - beside if beside else start


def _at(case: Case, start: datetime) -> Case:
    (stage,) = case.stages
    by = start - stage.run.start
    moved = replace(
        stage,
        run=_moved(stage.run, by),
        occupied=_moved(stage.occupied, by),
        draws=tuple(Draw(d.utility, d.start + by, d.end + by, d.amount) for d in stage.draws),
    )
    return replace(case, stages=(moved,))


def _moved(span: Span, by: timedelta) -> Span:
    return Span.model_construct(start=span.start + by, end=span.end + by)
