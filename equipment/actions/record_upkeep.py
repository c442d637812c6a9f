"""Record that a machine was calibrated, inspected or maintained, with its certificate."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from equipment.choices import UpkeepResult
from equipment.events import UpkeepRecorded
from equipment.models import MaintenancePlan, UpkeepFile, UpkeepRecord
from equipment.schemas.upkeep import UpkeepDone
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.errors import Invalid
from pilotbase.core.events import emit
from pilotbase.core.files import Kept, cleaned, keep
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb

DAY = timedelta(days=1)


def record_upkeep(
    actor: Actor, code: str, command: UpkeepDone, name: str = "", pieces: Iterable[bytes] = ()
) -> UpkeepRecord:
    """With a ``name``, ``pieces`` are the certificate, kept with the record or not at all.

    The plan is due anew: when the latest of its records ceases to hold. What failed holds no day.
    Raises Missing, NotAllowed, Invalid for days that cannot be, TooLarge.
    """
    find(MaintenancePlan.objects.visible_to(actor), code=code)
    actor.require(Permission.RECORD_UPKEEP)
    _check(command)
    shown = cleaned(name) if name else ""
    return _recorded(actor, code, command, shown, keep(pieces, shown) if shown else None)


@verb
def _recorded(
    actor: Actor, code: str, command: UpkeepDone, name: str, kept: Kept | None
) -> UpkeepRecord:
    seen = find(MaintenancePlan.objects.visible_to(actor), code=code)
    plan = lock(MaintenancePlan.objects.all(), [seen.pk])[seen.pk]
    until = _until(plan, command)
    row = UpkeepRecord.objects.create(
        plan=plan,
        **command.model_dump(exclude={"valid_until"}),
        valid_until=until,
        recorded_at=clock.now(),
        recorded_by=actor.person(),
    )
    before = plan.due_on
    latest = plan.records.first()
    plan.due_on = latest.valid_until if latest else until
    plan.version += 1
    plan.save(update_fields=["due_on", "version"])
    facts = {"done_on": f"{row.done_on}", "result": row.result, "due_on": f"{plan.due_on}"}
    record(actor, "maintenanceplan.recorded", plan, before={"due_on": f"{before}"}, after=facts)
    if kept is not None:
        keep_paper(actor, row, name, kept)
    emit(UpkeepRecorded(row.pk))
    return row


def keep_paper(actor: Actor, row: UpkeepRecord, name: str, kept: Kept) -> UpkeepFile:
    """The row that says what a kept file is."""
    paper = UpkeepFile.objects.create(
        record=row,
        name=name,
        **{part: getattr(kept, part) for part in ("media_type", "size", "sha256", "path")},
        added_at=clock.now(),
        added_by=actor.person(),
    )
    facts = {"name": name, "size": kept.size, "sha256": kept.sha256}
    record(actor, "maintenanceplan.attached", row.plan, after=facts)
    return paper


def _check(command: UpkeepDone) -> None:
    if command.done_on > clock.today():
        raise Invalid(_("It was done today or before."), field="done_on")
    if command.valid_until is None:
        return
    if command.result == UpkeepResult.FAILED:
        raise Invalid(_("What failed holds until no day."), field="valid_until")
    if command.valid_until < command.done_on:
        raise Invalid(_("It holds at least on the day it was done."), field="valid_until")


def _until(plan: MaintenancePlan, command: UpkeepDone) -> date:
    holds = -1 if command.result == UpkeepResult.FAILED else plan.every_days
    try:
        return command.valid_until or command.done_on + holds * DAY
    except OverflowError:
        raise Invalid(_("This day is too far away."), field="done_on") from None
