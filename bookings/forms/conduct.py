"""Forms of appeals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.booking import AnsweringForm
from bookings.schemas.conduct import Appeal, AppealDecision


class AppealForm(AnsweringForm[Appeal]):
    schema = Appeal
    text = forms.CharField(label=_("Why it should not count"), max_length=500)


class DecisionForm(AnsweringForm[AppealDecision]):
    """``do`` is the button: lift it, or let it stand."""

    schema = AppealDecision
    do = forms.ChoiceField(choices=[("lift", _("Lift it")), ("stand", _("Let it stand"))])
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"lifted": data["do"] == "lift", "reason": data["reason"]}
