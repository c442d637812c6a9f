"""Forms that give a booking to someone else, or to another project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions.hand_over import colleagues
from bookings.forms.booking import AnsweringForm
from bookings.models import Booking
from bookings.schemas.booking import HandingOver, Sharing, Transfer
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project


class HandingOverForm(AnsweringForm[HandingOver]):
    schema = HandingOver
    to = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, booking: Booking, data: Any = None) -> None:
        super().__init__(data)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (user.email, user.name)
            for user in colleagues(booking)
            if user.pk != booking.booked_by_id
        ]


class SharingForm(AnsweringForm[Sharing]):
    """With whom it is shared; or, with ``remove``, with whom no more."""

    schema = Sharing
    who = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, booking: Booking, data: Any = None, *, remove: bool = False) -> None:
        super().__init__(data)
        there = {one.user.email: one.user.name for one in booking.all_collaborators}
        others = {
            user.email: user.name
            for user in colleagues(booking)
            if user.pk != booking.booked_by_id and user.email not in there
        }
        choices = list((there if remove else others).items())
        self.fields["who"].choices = choices  # type: ignore[attr-defined]


class TransferForm(AnsweringForm[Transfer]):
    schema = Transfer
    project = forms.ChoiceField(label=_("Project"))

    def __init__(self, booking: Booking, data: Any = None) -> None:
        super().__init__(data)
        others = Project.objects.filter(
            organisation=booking.organisation_id, facility=booking.facility_id
        ).exclude(status=ProjectStatus.CLOSED)
        rows = others.exclude(pk=booking.project_id).order_by("code")
        self.fields["project"].choices = [(row.code, str(row)) for row in rows]  # type: ignore[attr-defined]

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        return super()._shown(loc) if loc == ("project",) else None
