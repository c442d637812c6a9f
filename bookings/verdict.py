"""Lets a request pass, or refuses it with every reason at once and the next free time.

A refusal is remembered after the roll-back: what could not be given shows what is short.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import policy
from bookings.cases import Asked
from bookings.errors import Refused
from bookings.limits import capacities_for, lock_places
from bookings.models import Refusal
from bookings.policy.case import Case
from bookings.policy.soonest import soonest
from bookings.queries import local
from equipment.models import Equipment, Utility
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import Role
from pilotbase.accounts.models import Organisation
from pilotbase.core import clock
from pilotbase.core.locks import lock
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span
from pilotbase.core.verbs import afterwards

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Held:
    """Machines and utilities by id, as the ledger holds them, or as a quote read them."""

    machines: Mapping[int, Equipment]
    supplies: Mapping[int, Utility]


def weigh(actor: Actor, asked: Asked, held: Held, override: str = "") -> tuple[Case, list[Reason]]:
    """The case, and what stands in its way for this actor, who gives her reason to override."""
    case = asked.case(held.machines, held.supplies)
    found = policy.problems(case)
    aside = [one for one in found if override and may_override(actor, one)]
    left = [one for one in found if one not in aside]
    return replace(case, set_aside=tuple(aside)), left


def pass_or_refuse(actor: Actor, verb: str, asked: Asked, held: Held, override: str = "") -> Case:
    """The case of what may be done. Raises Refused, which remembers itself."""
    _hold_what_is_counted(asked, held)
    case, problems = weigh(actor, asked, held, override)
    if problems:
        rows = _rows(actor, verb, asked, held, problems)
        afterwards(lambda: _remember(rows))
        refused = refusal(problems, None)
        refused.look = lambda: _told(next_free(asked, held), case)
        raise refused
    return case


def _hold_what_is_counted(asked: Asked, held: Held) -> None:
    """Two requests cannot both take the last of it, though no machine keeps them apart."""
    lock_places(capacities_for(held.machines.values(), asked.documents))
    if asked.has_quotas:
        lock(Organisation.objects.only("pk"), [asked.project.organisation_id])


def offers_what_is_free(action: Callable[P, R]) -> Callable[P, R]:
    """A verb whose refusal says where it would fit, which is looked for when its locks are gone."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except Refused as refused:
            if refused.look is not None:
                refused.more.update(refused.look())
            raise

    return run


def next_free(asked: Asked, held: Held) -> Span | None:
    """Where the whole of it would fit, told by its first stage's run."""
    return soonest(asked.case(held.machines, held.supplies, far=True))


def refusal(problems: Sequence[Reason], free: Span | None) -> Refused:
    first = problems[0].detail
    if len(problems) == 1:
        said = first
    else:
        said = _("%(count)s things stand in the way. %(first)s") % {
            "count": len(problems),
            "first": first,
        }
    more = {"next_free": free.model_dump(mode="json")} if free else {}
    return Refused(said, field=problems[0].field, problems=problems, more=more)


def _told(free: Span | None, case: Case) -> dict[str, object]:
    return {"next_free": local(free, case.zone).model_dump(mode="json")} if free else {}


def may_override(actor: Actor, problem: Reason) -> bool:
    return problem.overridable_by is not None and Role(problem.overridable_by) in actor.roles


def _rows(
    actor: Actor, verb: str, asked: Asked, held: Held, problems: Sequence[Reason]
) -> list[Refusal]:
    """One for each stage that was refused; what speaks against the project counts for all."""
    rows = []
    for slot in asked.slots:
        codes = [p.code for p in problems if _concerns(p.field or "", slot.field)]
        if codes:
            machine = held.machines[slot.machine]
            rows.append(
                Refusal(
                    facility_id=machine.facility_id,
                    organisation=asked.project.organisation,
                    asked_by_id=actor.person_id,
                    at=clock.now(),
                    verb=verb,
                    equipment=machine,
                    equipment_class=machine.equipment_class,
                    start=slot.run.start,
                    end=slot.run.end,
                    codes=codes,
                )
            )
    return rows


def _concerns(field: str, stage: str) -> bool:
    return field in ("project", stage) or field.startswith(f"{stage}.")


def _remember(rows: list[Refusal]) -> None:
    with transaction.atomic():
        Refusal.objects.bulk_create(rows)
