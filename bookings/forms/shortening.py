"""The form that gives a stage less time around its run."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.booking import AnsweringForm, hours_field, hours_of
from bookings.models import Booking
from bookings.schemas.booking import Shortening


class ShorteningForm(AnsweringForm[Shortening]):
    """Filled with what its first stage to come has."""

    schema = Shortening
    stage = forms.TypedChoiceField(label=_("Stage"), coerce=int)
    preparation = hours_field(_("Preparation"))
    turnaround = hours_field(_("Turnaround"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, booking: Booking, data: Any = None) -> None:
        super().__init__(data)
        stages = booking.movable_stages()
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (stage.position, f"{stage.position} · {stage.equipment.tag}") for stage in stages
        ]
        for stage in stages[:1]:
            self.fields["preparation"].initial = hours_of(stage.preparation)
            self.fields["turnaround"].initial = hours_of(stage.turnaround)
