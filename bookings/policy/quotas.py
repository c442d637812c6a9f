"""How much an organisation or a project may have: hours and bookings in a window. Pure.

What is counted is what stands, the request itself included. A change is refused only where it
takes more than it had.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.choices import QuotaCounts, QuotaOf, QuotaWindow
from bookings.policy.case import Case, Limit, Use, Wanted
from bookings.policy.windows import Window, window_of, windows
from pilotbase.accounts.choices import Role
from pilotbase.core.schemas import Reason
from pilotbase.web import text

_NONE = timedelta(0)
_HOUR = timedelta(hours=1)
_EXACT = Decimal("0.000001")


@dataclass(frozen=True)
class Excess:
    """In ``window`` (None: ahead) there would be more than the limit: ``used`` by others of the
    same organisation or project, and ``wanted`` now."""

    limit: Limit
    window: Window | None
    used: Decimal
    wanted: Decimal
    stage: Wanted

    @property
    def over(self) -> Decimal:
        """Rounded to far less than a minute: a third of an hour has no end as a decimal."""
        return (self.used + self.wanted - self.limit.most).quantize(_EXACT)


def quota(case: Case) -> Iterator[Reason]:
    """Every quota that the request would pass, in every window."""
    for excess in excesses(case):
        yield Reason(
            code=_CODES[excess.limit.counts] if excess.window else "too_many_ahead",
            detail=_sentence(excess),
            field=f"{excess.stage.field}.run",
            overridable_by=str(Role.MANAGER),
        )


def excesses(case: Case) -> Iterator[Excess]:
    for limit in case.limits:
        mine = [stage for stage in case.stages if limit.concerns(stage.machine.places)]
        uses = [use for use in case.others.uses if _counts(case, limit, use)]
        if not mine:
            continue
        if limit.each == QuotaWindow.AHEAD:
            yield from _ahead(case, limit, mine, uses)
        elif limit.counts == QuotaCounts.HOURS:
            yield from _hours(case, limit, mine, uses)
        else:
            yield from _bookings(case, limit, mine, uses)


def counted_in(case: Case) -> tuple[datetime, datetime] | None:
    """Within what the runs that stand must be known, where a limit counts in a window."""
    each = {limit.each for limit in case.limits} - {QuotaWindow.AHEAD}
    if not each:
        return None
    first = min(stage.run.start for stage in case.stages)
    last = max(stage.run.end for stage in case.stages)
    start = min(window_of(one, case.zone, first).start for one in each)
    return start, max(list(windows(one, case.zone, first, last))[-1].end for one in each)


def _counts(case: Case, limit: Limit, use: Use) -> bool:
    ours = limit.of == QuotaOf.ORGANISATION or use.project == case.approval.project
    return ours and limit.concerns(use.places)


def _hours(
    case: Case, limit: Limit, mine: Sequence[Wanted], uses: Iterable[Use]
) -> Iterator[Excess]:
    uses = list(uses)
    start, end = min(s.run.start for s in mine), max(s.run.end for s in mine)
    for window in windows(limit.each, case.zone, start, end):
        wanted = sum((window.hours(s.run.start, s.run.end) for s in mine), _NONE)
        had = sum((window.hours(s.was.start, s.was.end) for s in mine if s.was), _NONE)
        used = sum((window.hours(use.start, use.end) for use in uses), _NONE)
        stage = next((s for s in mine if window.hours(s.run.start, s.run.end)), mine[0])
        excess = Excess(limit, window, _in_hours(used), _in_hours(wanted), stage)
        if wanted > had and excess.over > 0:
            yield excess


def _bookings(
    case: Case, limit: Limit, mine: Sequence[Wanted], uses: Sequence[Use]
) -> Iterator[Excess]:
    own = [use.start for use in uses if use.booking == case.booking]
    window = window_of(limit.each, case.zone, min([*own, *(s.run.start for s in mine)]))
    had = [*own, *(s.was.start for s in mine if s.was)]
    first: dict[int, datetime] = {}
    for use in uses:
        first[use.booking] = min(use.start, first.get(use.booking, use.start))
    used = sum(window.holds(at) for pk, at in first.items() if pk != case.booking)
    excess = Excess(limit, window, Decimal(used), Decimal(1), mine[0])
    if excess.over > 0 and not (had and window.holds(min(had))):
        yield excess


def _ahead(
    case: Case, limit: Limit, mine: Sequence[Wanted], uses: Iterable[Use]
) -> Iterator[Excess]:
    if case.others.ahead is None:
        used = len({use.booking for use in uses if use.start > case.now} - {case.booking})
    else:
        used = case.others.ahead[limit]
    excess = Excess(limit, None, Decimal(used), Decimal(1), mine[0])
    if excess.over > 0 and not any(stage.was for stage in mine):
        yield excess


def later(case: Case) -> Iterator[timedelta]:
    """How much later, at least, all of it would have to be for each excess to go; what no time
    cures says nothing."""
    for excess in excesses(case):
        window, limit = excess.window, excess.limit
        if window is None:
            continue
        mine = [stage for stage in case.stages if limit.concerns(stage.machine.places)]
        if limit.counts == QuotaCounts.BOOKINGS:
            yield window.end - min(stage.run.start.astimezone(UTC) for stage in mine)
        else:
            ends = (window.end - stage.run.end.astimezone(UTC) for stage in mine)
            beyond = min(max(end, _NONE) for end in ends)
            yield beyond + float(min(excess.over, excess.wanted)) * _HOUR / len(mine)


def _in_hours(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(minutes=1)) / 60


def _written(amount: Decimal) -> str:
    return text.number(amount.quantize(Decimal("0.01")).normalize())


_CODES = {QuotaCounts.HOURS: "quota_hours", QuotaCounts.BOOKINGS: "quota_bookings"}


def _sentence(excess: Excess) -> str:
    limit = excess.limit
    words = {
        "whose": limit.subject,
        "place": limit.where,
        "window": excess.window,
        "most": text.number(limit.most.normalize()),
        "used": _written(excess.used),
        "wanted": _written(excess.wanted),
    }
    if excess.window is None:
        count = int(limit.most)
        return (
            ngettext(
                "%(whose)s may have %(most)s booking still to come (%(place)s), and has %(used)s.",
                "%(whose)s may have %(most)s bookings still to come (%(place)s), and has %(used)s.",
                count,
            )
            % words
        )
    if limit.counts == QuotaCounts.HOURS:
        return (
            _(
                "%(whose)s may have %(most)s h in %(window)s (%(place)s): %(used)s h are taken, and"
                " this takes %(wanted)s h."
            )
            % words
        )
    return (
        _("%(whose)s may have %(most)s bookings in %(window)s (%(place)s), and has %(used)s.")
        % words
    )
