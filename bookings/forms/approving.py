"""Forms that decide on a request; each sends the step that its page has shown."""

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from bookings.forms.booking import AnsweringForm
from bookings.models import Booking
from bookings.schemas.booking import Approval, Rejection

S = TypeVar("S", bound=BaseModel)


class StepForm(AnsweringForm[S]):
    step = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, of: Booking | None = None) -> None:
        super().__init__(data)
        self.fields["step"].initial = of.step if of else None

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {**super().said(data), "step": data["step"] or None}


class ApprovalForm(StepForm[Approval]):
    schema = Approval
    reason = forms.CharField(label=_("Remark"), max_length=500, required=False)
    override = forms.CharField(label=_("Reason to set rules aside"), max_length=500, required=False)


class RejectionForm(StepForm[Rejection]):
    schema = Rejection
    reason = forms.CharField(label=_("Reason"), max_length=500)
