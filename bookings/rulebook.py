"""The rules that hold for a machine: its class's own, as documents say otherwise.

What a document says holds over the columns of the class; the narrower document speaks over the
wider: facility, area, class, machine.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.choices import Act, Approver, RuleScope
from bookings.policy.case import Change, Notice, Peak, Rules, Unpaid
from bookings.policy.changeover import FORBIDDEN
from bookings.schemas.rules import NEVER, HouseRules
from equipment.models import Equipment, EquipmentClass

Documents = tuple[tuple[RuleScope, HouseRules], ...]
# Where the documents of a machine are found, the widest first.
DOCUMENTS: Final = (
    "facility__booking_rules__said",
    "area__booking_rules__said",
    "equipment_class__booking_rules__said",
    "booking_rules__said",
)
LABELS: Final[dict[str, Promise]] = {
    "shortest": _("shortest run"),
    "longest": _("longest run"),
    "granularity": _("granularity"),
    "preparation": _("preparation"),
    "turnaround": _("turnaround"),
    "hold": _("stays clean while idle"),
    "hold_cleaning": _("cleaning when idle for longer"),
    "lead_days": _("lead time (working days)"),
    "horizon_days": _("horizon (days)"),
    "new_least": _("booked at least before the run"),
    "new_most": _("booked at most before the run"),
    "change_least": _("changed at least before the run"),
    "change_most": _("changed at most before the run"),
    "cancel_least": _("cancelled at least before the run"),
    "cancel_most": _("cancelled at most before the run"),
    "unpaid_days": _("refused when unpaid for more than (days)"),
    "unpaid_most": _("unpaid up to (CNY)"),
}
IN_MONEY: Final = frozenset({"unpaid_most"})
OF_THE_PLACE: Final[dict[str, Promise]] = {"at_once": _("machines in use at a time")}
OF_PEAK: Final[dict[str, Promise]] = {
    "peak_from": _("peak from"),
    "peak_until": _("peak until"),
    "peak_days": _("counted in (days)"),
    "peak_share": _("largest share of one organisation (%)"),
}
OF_APPROVAL: Final[dict[str, Promise]] = {
    "organisation_approves": _("the organisation's manager approves"),
    "biosafety_from": _("the biosafety officer approves, from"),
}
IN_DAYS: Final = frozenset({"lead_days", "horizon_days", "unpaid_days"})
OWN: Final = (
    *("shortest", "longest", "granularity", "preparation", "turnaround"),
    *("lead_days", "horizon_days"),
)


def read(said: Iterable[dict[str, Any] | None]) -> Documents:
    """Documents as they are kept, the widest first; places that say nothing have none."""
    pairs = zip(RuleScope, said, strict=True)
    return tuple((scope, HouseRules.model_validate(one)) for scope, one in pairs if one)


def narrowed(of: EquipmentClass, documents: Documents = ()) -> Rules:
    """The rules of a class's machine under these documents."""
    said = _said(documents)
    own = {name: getattr(of, name) for name in OWN}
    merged = own | {name: value for name, value in said.items() if name in own}
    days = said.get("unpaid_days")
    unpaid = None if days is None else Unpaid(days, said.get("unpaid_most", Decimal(0)))
    return Rules(**merged, notice=_notice(said), unpaid=unpaid)


def notice_of(documents: Documents) -> dict[Act, Notice]:
    """What they ask of notice; it is said nowhere else."""
    return _notice(_said(documents))


def documents_of(machines: QuerySet[Equipment]) -> dict[int, Documents]:
    """By id the documents about each machine, in one query."""
    rows = machines.order_by().values_list("pk", *DOCUMENTS)
    return {pk: read(said) for pk, *said in rows}


def approval_of(of: EquipmentClass, documents: Documents) -> dict[Approver, int]:
    """Who must agree to a booking of a machine of the class, in order: each of projects from
    that containment up. None of them: it is confirmed at once."""
    said = {
        name: value
        for _scope, document in documents
        for name in OF_APPROVAL
        if (value := getattr(document, name)) is not None
    }
    asked = {
        Approver.ORGANISATION: 0 if said.get("organisation_approves") else NEVER,
        Approver.BIOSAFETY: said.get("biosafety_from", NEVER),
        Approver.PLATFORM: NEVER if of.approves_itself else 0,
    }
    return {step: least for step, least in asked.items() if least < NEVER}


def peak_of(of: EquipmentClass, documents: Documents) -> Peak | None:
    """What share of a class's peak hours one organisation may have, as the narrowest says."""
    for _scope, said in reversed(documents):
        if said.peak_from and said.peak_until and said.peak_days and said.peak_share:
            hours_of = (said.peak_from, said.peak_until)
            return Peak(of.pk, of.code, *hours_of, said.peak_days, said.peak_share)
    return None


def changes_of(documents: Documents) -> tuple[Change, ...]:
    """What all of them ask for between one piece of work and the next."""
    return tuple(
        Change(
            line.trait,
            _plain(line.before),
            _plain(line.after),
            FORBIDDEN if line.cleaning is None else hours(line.cleaning),
        )
        for _scope, said in documents
        for line in said.changeovers
    )


def _plain(value: str) -> str:
    return " ".join(value.casefold().split())


def hold_of(documents: Documents) -> tuple[timedelta, timedelta] | None:
    """How long a machine stays clean while idle, and the cleaning that it needs after that."""
    said = _said(documents)
    return (said["hold"], said["hold_cleaning"]) if "hold" in said else None


def _said(documents: Documents) -> dict[str, Any]:
    return {
        name: _value(name, value)
        for _scope, document in documents
        for name in LABELS
        if (value := getattr(document, name)) is not None
    }


def _notice(said: Mapping[str, Any]) -> dict[Act, Notice]:
    notice = {act: Notice(said.get(f"{act}_least"), said.get(f"{act}_most")) for act in Act}
    return {act: one for act, one in notice.items() if one != Notice()}


def _value(name: str, said: Decimal | int) -> timedelta | int | Decimal:
    if name in IN_MONEY:
        return Decimal(said)
    return int(said) if name in IN_DAYS else hours(said)


def hours(said: Decimal | int) -> timedelta:
    """To the minute."""
    return timedelta(minutes=round(said * 60))
