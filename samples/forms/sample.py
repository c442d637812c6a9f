"""Forms for samples: each draws flat fields and hands a command to its verb."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from bookings.models import Run
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.core.forms import InstantField, SchemaForm
from samples.choices import Condition, SampleKind, SampleStatus, SealState, Storage
from samples.models import Sample
from samples.schemas.sample import (
    Correction,
    Drawing,
    HandOver,
    Receiving,
    Rejecting,
    Relinquishing,
)

S = TypeVar("S", bound=BaseModel)
UNITS = [("mL", "mL"), ("L", "L"), ("uL", "µL")]
NOW = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
PIN = forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12})


class FlatForm(SchemaForm[S]):
    """A form that is flatter than its schema: an inner field's trouble is shown at its own."""

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        parts = [part for step in loc for part in str(step).split(".")]
        return next((part for part in reversed(parts) if part in self.fields), None)


def filled(**said: Any) -> dict[str, Any]:
    """Without what was left empty."""
    return {name: value for name, value in said.items() if value not in ("", None)}


def amount(data: dict[str, Any], name: str, unit: str) -> dict[str, Any] | None:
    value = data.get(name)
    return None if value is None else {"value": value, "unit": unit}


class DrawForm(FlatForm[Drawing]):
    """The vessel is chosen before; what is left is what the operator knows."""

    schema = Drawing
    run = forms.CharField(widget=forms.HiddenInput)
    volume = forms.DecimalField(label=_("Volume"), min_value=0, decimal_places=6, initial=50)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS)
    kind = forms.ChoiceField(label=_("Kind"), choices=SampleKind)
    storage = forms.ChoiceField(label=_("Storage"), choices=Storage, initial=Storage.FRIDGE)
    port = forms.CharField(label=_("Port"), max_length=40, required=False)
    container = forms.CharField(label=_("Container"), max_length=60, required=False)
    at = InstantField(
        label=_("Drawn at"), widget=NOW, required=False, help_text=_("Left empty: now.")
    )
    description = forms.CharField(label=_("Description"), max_length=200, required=False)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        words = ("kind", "storage", "container", "at", "description")
        return filled(
            **{name: data[name] for name in words},
            drawn_from=filled(run=data["run"], port=data["port"]),
            volume=amount(data, "volume", data["unit"]),
        )


class HandForm(FlatForm[S]):
    """Forms that concern several samples; each proves the person by her PIN."""

    pin = forms.CharField(label=_("Your signing PIN"), max_length=12, widget=PIN)

    def __init__(self, samples: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.also = tuple(samples)[1:]


class GiveForm(HandForm[S]):
    """To whom, and how it is sealed."""

    to = forms.ChoiceField(label=_("Handed to"))
    seal_state = forms.ChoiceField(label=_("Seal"), choices=SealState, initial=SealState.NONE)
    seal_number = forms.CharField(label=_("Seal number"), max_length=60, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, people: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(people)  # type: ignore[attr-defined]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        seal = filled(number=data["seal_number"], state=data["seal_state"])
        return filled(to=data["to"], reason=data["reason"], seal=seal, also=self.also)


class OfferForm(GiveForm[Relinquishing]):
    """The giver's half."""

    schema = Relinquishing


class BothForm(GiveForm[HandOver]):
    """Both halves, when both people stand at the same device."""

    schema = HandOver
    condition = forms.ChoiceField(label=_("Condition"), choices=Condition, initial=Condition.OK)
    temperature = forms.DecimalField(
        label=_("Temperature"), required=False, widget=forms.NumberInput({"data-unit": "°C"})
    )
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)
    receiver_pin = forms.CharField(label=_("The receiver's signing PIN"), max_length=12, widget=PIN)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        receipt = filled(
            condition=data["condition"],
            temperature=amount(data, "temperature", "degC"),
            note=data["note"],
        )
        return {**super().said(data), "receipt": receipt}


class FoundForm(HandForm[S]):
    """What the receiver finds."""

    condition = forms.ChoiceField(label=_("Condition"), choices=Condition, initial=Condition.OK)
    temperature = forms.DecimalField(
        label=_("Temperature"), required=False, widget=forms.NumberInput({"data-unit": "°C"})
    )
    seal = forms.ChoiceField(label=_("Seal"), choices=SealState, initial=SealState.NONE)
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return filled(
            condition=data["condition"],
            temperature=amount(data, "temperature", "degC"),
            seal=data["seal"],
            note=data["note"],
            also=self.also,
        )


class ReceiveForm(FoundForm[Receiving]):
    schema = Receiving


class RejectForm(FoundForm[Rejecting]):
    schema = Rejecting


class CorrectForm(FlatForm[Correction]):
    """As it stands now; what is changed becomes a correction."""

    schema = Correction
    kind = forms.ChoiceField(label=_("Kind"), choices=SampleKind)
    description = forms.CharField(label=_("Description"), max_length=200, required=False)
    client_mark = forms.CharField(label=_("Client's own mark"), max_length=120, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=60, required=False)
    port = forms.CharField(label=_("Port"), max_length=40, required=False)
    container = forms.CharField(label=_("Container"), max_length=60, required=False)
    storage = forms.ChoiceField(label=_("Storage"), choices=Storage)
    volume = forms.DecimalField(
        label=_("Volume"),
        required=False,
        decimal_places=6,
        widget=forms.NumberInput({"data-unit": "mL"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, sample: Sample) -> dict[str, Any]:
        names = [name for name in cls.base_fields if hasattr(sample, name)]
        return {**{name: getattr(sample, name) for name in names}, "volume": sample.volume_ml}

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        words = {name: data[name] for name in data if name not in ("volume", "version")}
        return words | filled(volume=amount(data, "volume", "mL"))


class FilterForm(forms.Form):
    """What narrows the list."""

    text = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.SearchInput
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    project = forms.ChoiceField(label=_("Project"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Project.objects.visible_to(actor).order_by("code").values_list("code", flat=True)
        for name, choices in (
            ("status", SampleStatus.choices),
            ("kind", SampleKind.choices),
            ("project", [(code, code) for code in codes]),
        ):
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


def going_runs(actor: Actor) -> QuerySet[Run]:
    """The vessels to draw from."""
    runs = Run.objects.visible_to(actor).going()
    return runs.select_related("equipment", "project", "organisation").order_by("equipment__tag")
