"""The form by which a manager hangs a photograph in the catalogue."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from equipment.models import Equipment
from pilotbase.intake.photographs import LARGEST


class PictureForm(forms.Form):
    machine = forms.ChoiceField(label=_("It shows"), required=False)
    file = forms.FileField(
        label=_("Photograph"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, up to %(limit)s MB. Public: show no tenant's work.")
        % {"limit": LARGEST // 1024**2},
    )

    def __init__(self, machines: Iterable[Equipment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("the class")), *((one.tag, str(one)) for one in machines)]
        self.fields["machine"].choices = choices  # type: ignore[attr-defined]
