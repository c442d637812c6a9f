"""The form of a delivery: a table typed, pasted or uploaded, and what its columns do not say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.models import Project
from pilotbase.core.forms import FileField
from pilotbase.core.tables import LARGEST, Row, Table, read_table
from samples.choices import Condition, SampleKind, Storage
from samples.custody import handing
from samples.schemas.sample import Delivery, DeliveryLine, Receipt, Temperature

TYPED = ("client_mark", "description", "volume")
ROWS = 6  # to type into; who brings more brings a table


class DeliveryForm(forms.Form):
    """A file goes before what was pasted, and that before what was typed."""

    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), to_field_name="code", empty_label=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=SampleKind, initial=SampleKind.SUPERNATANT)
    storage = forms.ChoiceField(label=_("Storage"), choices=Storage, initial=Storage.FRIDGE)
    container = forms.CharField(label=_("Container"), max_length=60, required=False)
    file = FileField(
        label=_("Table (CSV)"),
        required=False,
        allow_empty_file=True,
        help_text=_("Up to 5 MB; UTF-8 or GBK; separated by commas, semicolons or tabs."),
    )
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "data-wide": ""}),
        help_text=_(
            "The first row names the columns: client_mark, and as you like kind, description, "
            "volume, unit, container, storage, batch, drawn_at."
        ),
    )
    received = forms.BooleanField(label=_("The laboratory has them in its hands"), required=False)
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition, initial=Condition.OK, required=False
    )
    temperature = forms.DecimalField(
        label=_("Temperature"), required=False, widget=forms.NumberInput({"data-unit": "°C"})
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: QuerySet[Project] = Project.objects.visible_to(actor).select_related("facility")
        self.fields["project"].queryset = rows.order_by("code")  # type: ignore[attr-defined]
        if not handing.is_laboratory(actor):
            for name in ("received", "condition", "temperature"):
                del self.fields[name]

    @property
    def typed(self) -> list[list[tuple[str, str]]]:
        """The rows to type into, with what was typed: name and value of each cell."""
        columns = [self._typed(name) for name in TYPED]
        rows = zip(*(column + [""] * (ROWS - len(column)) for column in columns), strict=False)
        return [list(zip(TYPED, row, strict=True)) for row in rows]

    def table(self) -> Table:
        """Raises TableUnreadable and TooLarge."""
        file, text = self.cleaned_data["file"], self.cleaned_data["text"]
        if file is not None:
            return read_table(file.read(LARGEST + 1), file.name)
        if text.strip():
            return read_table(text.encode(), str(_("The pasted table")))
        cells = zip(*(self._typed(name) for name in TYPED), strict=False)
        rows = [Row(n, dict(zip(TYPED, row, strict=True))) for n, row in enumerate(cells, start=1)]
        filled = tuple(row for row in rows if any(row.cells.values()))
        return Table(str(_("The list")), "utf-8", ",", TYPED, filled)

    def defaults(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("kind", "storage", "container")}

    def delivery(self, lines: Sequence[DeliveryLine]) -> Delivery:
        receipt = None
        if self.cleaned_data.get("received"):
            celsius = self.cleaned_data["temperature"]
            receipt = Receipt(
                condition=self.cleaned_data["condition"] or Condition.OK,
                temperature=None if celsius is None else Temperature(value=celsius, unit="degC"),
            )
        code = self.cleaned_data["project"].code
        return Delivery(project=code, lines=tuple(lines), receipt=receipt)

    def _typed(self, name: str) -> list[str]:
        cells = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return [cell.strip() for cell in cells[:500]]
