"""Who there is, as master data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.actions.save_calendar_day import save_calendar_day
from pilotbase.accounts.actions.save_facility import save_facility
from pilotbase.accounts.actions.save_organisation import retire_organisation, save_organisation
from pilotbase.accounts.actions.save_person import people_of, save_person
from pilotbase.accounts.actions.save_project import save_project
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import Choices, Noun, here, offered
from pilotbase.accounts.models import CalendarDay, Facility, Organisation, Project, User
from pilotbase.accounts.permissions import Permission
from pilotbase.accounts.places import facility_of
from pilotbase.accounts.schemas import (
    CalendarDayData,
    FacilityData,
    OrganisationData,
    PersonData,
    ProjectData,
)


def fields_of(row: Any, schema: Any) -> dict[str, Any]:
    """The row's attributes that the command names the same."""
    return {name: getattr(row, name) for name in schema.model_fields if hasattr(row, name)}


def organisations(actor: Actor) -> Choices:
    return [(o.code, f"{o.code} {o.name}") for o in offered(Organisation.objects.visible_to(actor))]


def _places(actor: Actor) -> Choices:
    """Where she may put people: nowhere yet, in her organisation, or in any of them."""
    known = Organisation.objects.visible_to(actor)
    if actor.may(Permission.MANAGE_PEOPLE):
        known = Organisation.objects.all()
    return [("", "—"), *((o.code, f"{o.code} {o.name}") for o in known.order_by("code"))]


def _person(user: User) -> dict[str, Any]:
    held = user.memberships.filter(until=None).select_related("organisation").first()
    place = held.organisation.code if held and held.organisation else ""
    more = {"role": held.role if held else "", "place": place, "may_sign_in": user.is_active}
    return fields_of(user, PersonData) | more | {"password": ""}


def _project(project: Project) -> dict[str, Any]:
    return fields_of(project, ProjectData) | {"organisation": project.organisation.code}


NOUNS = (
    Noun(
        key="facility",
        one=_("facility"),
        many=_("Facility"),
        permission=Permission.MANAGE_PLANT,
        schema=FacilityData,
        rows=lambda actor: Facility.objects.filter(pk=facility_of(actor).pk),
        name="code",
        columns=("code", "name_zh", "name_en", "time_zone"),
        said=lambda row: fields_of(row, FacilityData),
        save=save_facility,
    ),
    Noun(
        key="calendar",
        one=_("calendar day"),
        many=_("Working calendar"),
        permission=Permission.MANAGE_PLANT,
        schema=CalendarDayData,
        rows=lambda actor: here(actor, CalendarDay.objects.order_by("day")),
        name="day",
        columns=("day", "works", "name_zh", "name_en"),
        said=lambda row: fields_of(row, CalendarDayData),
        save=save_calendar_day,
    ),
    Noun(
        key="organisations",
        one=_("organisation"),
        many=_("Organisations"),
        permission=Permission.MANAGE_ORGANISATIONS,
        schema=OrganisationData,
        rows=lambda actor: Organisation.objects.visible_to(actor).order_by("code"),
        name="code",
        columns=("code", "name_zh", "name_en", "kind", "price_class"),
        said=lambda row: fields_of(row, OrganisationData),
        save=save_organisation,
        retire=retire_organisation,
    ),
    Noun(
        key="people",
        one=_("person"),
        many=_("People"),
        permission=Permission.MANAGE_PEOPLE,
        schema=PersonData,
        rows=lambda actor: people_of(actor).order_by("email"),
        name="email",
        columns=("email", "name_zh", "name_en", "role", "place"),
        said=_person,
        save=save_person,
        references={"place": _places},
        labels={
            "place": _("organisation (tenants)"),
            "may_sign_in": _("may sign in"),
            "role": _("role"),
            "password": _("new password"),
        },
    ),
    Noun(
        key="projects",
        one=_("project"),
        many=_("Projects"),
        permission=Permission.MANAGE_PROJECTS,
        schema=ProjectData,
        rows=lambda actor: Project.objects.visible_to(actor).order_by("code"),
        name="code",
        columns=("code", "organisation", "title", "containment"),
        said=_project,
        save=save_project,
        references={"organisation": organisations},
    ),
)
