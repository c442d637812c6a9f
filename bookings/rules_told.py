"""Rules as pages and programs show them: what a place says, every version, and a preview."""

from collections.abc import Iterator
from datetime import time, tzinfo
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.choices import Approver, QuotaCounts, QuotaWindow, RuleScope
from bookings.models import Booking, RuleSet, RuleVersion
from bookings.places import Place, name_of
from bookings.policy.words import in_words
from bookings.queries import Told, local
from bookings.rehearsal import Judged, Preview
from bookings.rulebook import (
    IN_DAYS,
    IN_MONEY,
    LABELS,
    OF_APPROVAL,
    OF_PEAK,
    OF_THE_PLACE,
    Documents,
    approval_of,
    hours,
)
from bookings.schemas.rules import (
    NEVER,
    Changeover,
    HouseRules,
    PreviewOut,
    Quota,
    RulesOut,
    RulesStoryOut,
    RuleVersionOut,
    WouldPass,
    WouldRefuse,
)
from equipment.models import EquipmentClass
from pilotbase.accounts.choices import Containment
from pilotbase.core.timespan import Span
from pilotbase.web import text


def lines(rules: HouseRules) -> Iterator[str]:
    """``Longest run: 7 d``, one for each thing that is said."""
    for name, label in (LABELS | OF_THE_PLACE | OF_PEAK | OF_APPROVAL).items():
        said = getattr(rules, name)
        if said is not None:
            yield f"{capfirst(str(label))}{pgettext('label', ': ')}{_amount(name, said)}"
    for quota in rules.quotas:
        yield _quota(quota)
    for line in rules.changeovers:
        yield _change(line)


def agreed(of: EquipmentClass, documents: Documents) -> str:
    """What becomes of a booking of a machine of the class that no rule stands in the way of."""
    approval = approval_of(of, documents)
    if not approval:
        return _("Confirmed at once when no rule stands in the way.")
    words = {
        "who": " → ".join(_approver(step, least) for step, least in approval.items()),
        "span": text.duration(of.request_expires),
    }
    asked = _("Must be approved: %(who)s. Requests for one time compete for %(span)s.")
    if of.request_holds:
        asked = _("Must be approved: %(who)s. A request holds its time for %(span)s.")
    least = min(approval.values())
    if not least:
        return asked % words
    words = {"level": Containment(least).label, "asked": asked % words}
    return _("Work below %(level)s is confirmed at once. %(asked)s") % words


def _approver(step: Approver, least: int) -> str:
    if step == Approver.ORGANISATION:
        return _("%(who)s (unless it is she who asks)") % {"who": step.label}
    if not least:
        return str(step.label)
    return _("%(who)s (from %(level)s)") % {"who": step.label, "level": Containment(least).label}


def _yes(*, is_so: bool) -> str:
    return _("Yes") if is_so else _("No")


def _approval(said: int) -> str:
    return _("never") if said == NEVER else str(Containment(said).label)


def _change(line: Changeover) -> str:
    words = {
        "trait": line.trait.label,
        "before": line.before or _("any"),
        "after": line.after or _("any"),
        "length": "" if line.cleaning is None else text.duration(hours(line.cleaning)),
    }
    if line.forbidden:
        return _("%(trait)s, from %(before)s to %(after)s: forbidden") % words
    return _("%(trait)s, from %(before)s to %(after)s: %(length)s of cleaning") % words


def _amount(name: str, said: Any) -> str:
    if name in OF_PEAK:
        return f"{said:%H:%M}" if isinstance(said, time) else text.number(said)
    if name in OF_APPROVAL:
        return _approval(int(said)) if not isinstance(said, bool) else _yes(is_so=said)
    if name in OF_THE_PLACE:
        return str(said)
    if name in IN_MONEY:
        return text.money(said)
    return text.number(said, unit="d") if name in IN_DAYS else text.duration(hours(said))


def _quota(quota: Quota) -> str:
    words = {
        "whose": f"{quota.of.label} {quota.name}".strip(),
        "most": text.number(quota.most.normalize()),
        "counts": quota.counts.label,
        "each": quota.each.label,
    }
    if quota.each == QuotaWindow.AHEAD or quota.counts == QuotaCounts.BOOKINGS:
        return _("%(whose)s: at most %(most)s bookings %(each)s") % words
    return _("%(whose)s: at most %(most)s hours %(each)s") % words


def said_by(rules: RuleSet | None) -> HouseRules:
    return HouseRules.model_validate(rules.said if rules else {})


def versions_of(rules: RuleSet | None) -> list[RuleVersion]:
    """Newest first, each with who said it."""
    return list(rules.versions.select_related("made_by")) if rules else []


def story(versions: list[RuleVersion]) -> list[Told]:
    return [
        Told(
            one.made_at,
            _("Version %(n)s: %(reason)s") % {"n": one.version, "reason": one.reason},
            (_who(one), *lines(HouseRules.model_validate(one.said))),
        )
        for one in versions
    ]


def rules_out(scope: RuleScope, place: Place, rules: RuleSet | None) -> RulesOut:
    version = rules.version if rules else 0
    return RulesOut(scope=scope, name=name_of(place), version=version, rules=said_by(rules))


def story_out(scope: RuleScope, place: Place, rules: RuleSet | None, zone: tzinfo) -> RulesStoryOut:
    now = rules_out(scope, place, rules)
    versions = [
        RuleVersionOut(
            version=one.version,
            rules=HouseRules.model_validate(one.said),
            reason=one.reason,
            by=_who(one),
            at=one.made_at.astimezone(zone),
        )
        for one in versions_of(rules)
    ]
    return RulesStoryOut(**dict(now), versions=versions)


def preview_out(found: Preview, zone: tzinfo) -> PreviewOut:
    span = Span.model_construct(start=found.quarter.start, end=found.quarter.end)
    return PreviewOut(
        quarter=local(span, zone),
        bookings=found.bookings,
        refusals=found.refusals,
        refused=[
            WouldRefuse(number=one.row.number, **_told(one, zone))
            for one in found.refused
            if isinstance(one.row, Booking)
        ],
        passed=[
            WouldPass(at=one.row.at.astimezone(zone), **_told(one, zone))
            for one in found.passed
            if not isinstance(one.row, Booking)
        ],
    )


def shown(judged: tuple[Judged, ...]) -> list[tuple[Judged, list[str]]]:
    """Each with its reasons in a few words."""
    return [(one, in_words(one.codes)) for one in judged]


def _told(one: Judged, zone: tzinfo) -> dict[str, object]:
    return {
        "organisation": one.row.organisation.code,
        "equipment": one.machine.tag,
        "run": local(one.run, zone),
        "codes": list(one.codes),
    }


def _who(version: RuleVersion) -> str:
    return version.made_by.name if version.made_by else "—"
