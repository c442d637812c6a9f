"""Approve a project with its limits, send it back, or close it."""

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import facts
from pilotbase.accounts.models import Project
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.schemas import ProjectDecision
from pilotbase.audit.log import record
from pilotbase.core.access import find
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version

DECIDED = ("status", "approved_from", "approved_until")


@verb
def decide_project(
    actor: Actor, code: str, version: int | None, decision: ProjectDecision
) -> Project:
    """Raises Missing, NotAllowed, Unconditional and Stale."""
    project = find(Project.objects.visible_to(actor), code=code)
    actor.require(Permission.APPROVE_PROJECTS)
    raise_version(project, version)
    before = facts(project, DECIDED)
    for name in DECIDED:
        setattr(project, name, getattr(decision, name))
    project.save(update_fields=DECIDED)
    after = facts(project, DECIDED)
    record(actor, "project.decided", project, before=before, after=after, reason=decision.reason)
    return project
