"""Approve a project with its limits, send it back, or close it."""

from datetime import date

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.events import ProjectEnds
from pilotbase.accounts.masterdata import facts
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import ProjectDecision
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version

DECIDED = ("status", "approved_from", "approved_until", "limits")


@verb
def decide_project(
    actor: Actor, code: str, version: int | None, decision: ProjectDecision
) -> Project:
    """Raises Missing, NotAllowed, Unconditional and Stale.

    Raises StillNeeded, from the apps above, while bookings stand on the project after it is
    closed or its approval ends. What is not safe is sent back for review, whatever stands.
    """
    project = find(Project.objects.visible_to(actor), code=code)
    actor.require(Permission.APPROVE_PROJECTS)
    raise_version(project, version)
    before = facts(project, DECIDED)
    for name in DECIDED[:-1]:
        setattr(project, name, getattr(decision, name))
    if decision.limits is not None:
        project.limits = decision.limits.model_dump(mode="json", exclude_defaults=True)
    project.save(update_fields=DECIDED)
    ends = _ends(decision)
    if ends is not None:
        emit(ProjectEnds(project.pk, ends))
    after = facts(project, DECIDED)
    record(actor, "project.decided", project, before=before, after=after, reason=decision.reason)
    return project


def _ends(decision: ProjectDecision) -> date | None:
    """The first day on which it is not approved any more, where the decision says one."""
    if decision.status == ProjectStatus.CLOSED:
        return clock.today()
    return decision.approved_until if decision.status == ProjectStatus.APPROVED else None
