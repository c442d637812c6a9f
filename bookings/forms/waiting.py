"""The form with which one gets in line."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.booking import (
    AnsweringForm,
    hours_field,
    instant_field,
    machines_of,
    projects_of,
)
from bookings.schemas.waiting import WaitRequest
from equipment.models import EquipmentClass
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import offered

_ANY = "any:"  # before a class's code, among the machines


class WaitForm(AnsweringForm[WaitRequest]):
    """``what`` is a machine's tag, or a class."""

    schema = WaitRequest
    project = forms.ChoiceField(label=_("Project"))
    what = forms.ChoiceField(label=_("Machine, or any of a class"))
    since = instant_field(_("Not before"))
    until = instant_field(_("Not after"))
    hours = hours_field(_("Length of the run"))
    purpose = forms.CharField(label=_("Purpose"), max_length=160, required=False)

    def __init__(self, actor: Actor, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        classes = offered(EquipmentClass.objects.order_by("position", "code"))
        if actor.facility:
            classes = classes.filter(facility=actor.facility)
        of = [(f"{_ANY}{row.code}", f"{row.code} · {row.name}") for row in classes]
        blank, *areas = machines_of(actor)
        self.fields["project"].choices = projects_of(actor)  # type: ignore[attr-defined]
        self.fields["what"].choices = [blank, (_("Any of a class"), of), *areas]  # type: ignore[attr-defined]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        what, start = data["what"], data["since"]
        name = "equipment_class" if what.startswith(_ANY) else "equipment"
        window = {"start": start, "end": max(data["until"], start + timedelta(minutes=1))}
        plain = {key: data[key] for key in ("project", "hours", "purpose")}
        return {**plain, "window": window, name: what.removeprefix(_ANY)}

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        name = str(loc[0]) if loc else ""
        if name.startswith("equipment"):
            return "what"
        return "since" if name == "window" else super()._shown(loc)
