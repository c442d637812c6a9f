"""What waits for people about machines besides their runs: upkeep, training, faults, help."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from equipment.choices import EnrolmentStatus, FaultStatus, Severity, TrainingStatus
from equipment.models import FaultReport, HelpThread
from equipment.qualifications import qualifications_for, running_out
from equipment.schemas.training import QualificationsWanted, TrainingsWanted
from equipment.trainings import own_places, trainings_for
from equipment.upkeep import due_soon
from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.pages.today.thing import MOST, Thing, Things

SEVERITIES: Final = list(Severity.values)


def upkeep_due(actor: Actor) -> Things:
    """What is overdue, and what will be within the month; the page behind it has the rest."""
    today = clock.today()
    for plan in due_soon(actor)[:MOST]:
        late = plan.due_on < today
        words = _("overdue since %(day)s") if late else _("due on %(day)s")
        yield Thing(
            None,
            f"{plan.equipment.tag} · {plan.name}",
            words % {"day": f"{plan.due_on:%m-%d}"},
            reverse("maintenance_plan", args=[plan.code]),
            _("Record"),
            needs_you=late,
        )


def trainings_to_assess(actor: Actor) -> Things:
    """Sessions that have begun and of whose people nothing is said yet."""
    rows = trainings_for(actor, TrainingsWanted()).filter(
        status=TrainingStatus.PLANNED, starts_at__lte=clock.now(), taken__gt=0
    )
    for row in rows.order_by("starts_at", "pk")[:MOST]:
        yield Thing(
            row.starts_at,
            _("Assess the training on %(machines)s") % {"machines": row.equipment_class.name},
            ngettext("%(n)s person", "%(n)s people", row.taken) % {"n": row.taken},
            reverse("training", args=[row.pk]),
            _("Assess"),
            needs_you=True,
        )


def faults_to_see_to(actor: Actor) -> Things:
    """Not closed, those that stop a machine first; new ones wait for a word."""
    rows = FaultReport.objects.visible_to(actor).open().select_related("equipment")
    for row in sorted(rows[:100], key=lambda row: (SEVERITIES.index(row.severity), row.pk))[:MOST]:
        yield Thing(
            row.reported_at,
            _("Fault on %(tag)s: %(status)s")
            % {"tag": row.equipment.tag, "status": row.get_status_display()},
            row.text[:120],
            reverse("fault", args=[row.pk]),
            _("Look"),
            needs_you=row.status == FaultStatus.OPEN,
        )


def help_to_give(actor: Actor) -> Things:
    """Questions that wait for an answer, the oldest first."""
    rows = HelpThread.objects.visible_to(actor).open().filter(waits_for_staff=True)
    for row in rows.select_related("equipment", "organisation").order_by("said_at", "pk")[:MOST]:
        yield Thing(
            row.said_at,
            _("Help with %(tag)s") % {"tag": row.equipment.tag},
            row.organisation.name,
            reverse("help_thread", args=[row.pk]),
            _("Answer"),
            needs_you=True,
        )


def my_trainings(actor: Actor) -> Things:
    rows = trainings_for(actor, TrainingsWanted(coming=True)).filter(enrolments__user=actor.user)
    places = own_places(actor, rows.values_list("pk", flat=True))
    for row in rows.order_by("starts_at", "pk")[:MOST]:
        if places[row.pk] == EnrolmentStatus.ENROLLED:
            yield Thing(
                row.starts_at,
                _("Training on %(machines)s") % {"machines": row.equipment_class.name},
                row.place,
                reverse("training", args=[row.pk]),
                _("Open"),
            )


def qualifications_ending(actor: Actor) -> Things:
    """Her own that end within two months and are not followed by another."""
    own = qualifications_for(actor, QualificationsWanted()).filter(user=actor.user)
    for row in running_out(own, clock.today() + timedelta(days=60))[:MOST]:
        yield Thing(
            None,
            _("Your qualification for %(machines)s ends") % {"machines": row.equipment_class.name},
            _("on %(day)s") % {"day": f"{row.valid_until:%m-%d}"},
            reverse("trainings"),
            _("Look"),
        )
