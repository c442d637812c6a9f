"""Forms of the laboratory: tests, worksheets, imports, reviews, reports and signatures."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pydantic import ValidationError

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.signing import check_pin
from pilotbase.core.errors import Invalid, PilotError
from pilotbase.core.forms import FileField, SchemaForm
from pilotbase.core.schemas import Reason
from pilotbase.core.sentences import said
from pilotbase.core.tables import LARGEST
from pilotbase.web.text import money
from samples.actions.enter_result import enter_result
from samples.choices import Language
from samples.models import Sample, TestMethod
from samples.schemas.reports import ReportWanted, Signing
from samples.schemas.testing import (
    BatchReview,
    ResultEntry,
    ResultImport,
    TestsWanted,
    WorksheetPlan,
)
from samples.testing.grid import Cell, Grid
from samples.testing.importing import Upload

ONCE_MORE = 1024 * 1024  # a file up to this comes back with its page, to be imported by one click


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also a post that holds nothing."""
    return request.POST if request.method == "POST" else None


def pin_field() -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=_("Signing PIN"), max_length=12, widget=widget)


class TestsForm(SchemaForm[TestsWanted]):
    """Which of the methods that are valid today, each at its price for the sample's owner."""

    __test__ = False
    schema = TestsWanted
    methods = forms.MultipleChoiceField(
        label=_("Tests"), widget=forms.CheckboxSelectMultiple(attrs={"data-wide": ""})
    )

    def __init__(
        self, *args: Any, methods: Mapping[TestMethod, Decimal | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["methods"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        field.choices = [(method.code, _offer(method, price)) for method, price in methods.items()]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"tests": [{"method": code} for code in data["methods"]]}

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        return "methods" if str(loc[0] if loc else "").startswith("tests") else None


def _offer(method: TestMethod, price: Decimal | None) -> str:
    said = {
        "code": method.code,
        "name": method.name,
        "price": _t("no price yet") if price is None else money(price),
        "days": method.turnaround_days,
    }
    offer = ngettext(
        "%(code)s %(name)s · %(price)s · %(days)s working day",
        "%(code)s %(name)s · %(price)s · %(days)s working days",
        method.turnaround_days,
    )
    return offer % said


class PlanForm(SchemaForm[WorksheetPlan]):
    """The requests ticked in the queue."""

    schema = WorksheetPlan
    requests = forms.TypedMultipleChoiceField(label=_("Tests"), coerce=int)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)

    def __init__(self, *args: Any, waiting: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["requests"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  (declared above)
        field.choices = [(pk, str(pk)) for pk in waiting]


class ImportForm(SchemaForm[ResultImport]):
    """A file for one worksheet or one run, tried first or imported at once."""

    schema = ResultImport
    file = FileField(label=_("CSV file"))
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput)
    tolerance_minutes = forms.DecimalField(
        label=_("Time tolerance"),
        initial=2,
        min_value=0,
        max_value=60,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
    )
    reason = forms.CharField(
        label=_("Reason for changes"),
        max_length=500,
        required=False,
        help_text=_("Needed only where the file changes a value that is already entered."),
    )
    dry_run = forms.BooleanField(required=False, widget=forms.HiddenInput)
    upload: Upload

    def __init__(self, *args: Any, place: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.problems = place, list[Reason]()
        self.fields["file"].required = not self.data.get("kept")
        if "run" not in place:
            del self.fields["tolerance_minutes"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        file = data.get("file")
        if file is not None:
            self.upload = Upload(file.name, file.read(LARGEST + 1))
        elif data.get("kept"):
            self.upload = Upload(data["kept_name"] or "table.csv", _unpacked(data["kept"]))
        return super().clean()

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        named = {name: data[name] for name in ("reason", "dry_run")}
        if data.get("tolerance_minutes") is not None:
            named["tolerance_minutes"] = data["tolerance_minutes"]
        return {**self.place, **named}

    @contextmanager
    def refusals(self) -> Iterator[None]:
        with super().refusals():
            try:
                yield
            except PilotError as refusal:
                self.problems = list(refusal.problems)
                raise

    @property
    def packed(self) -> str:
        """The file, to come back with the page; empty for a large one."""
        content = self.upload.content
        return b64encode(content).decode() if len(content) <= ONCE_MORE else ""


def _unpacked(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:  # nobody's file
        return b""


class ReviewForm(SchemaForm[BatchReview]):
    """A decision over ticked results, or over all that wait on a worksheet."""

    schema = BatchReview
    results = forms.TypedMultipleChoiceField(label=_("Results"), coerce=int, required=False)
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("approve", _("Approve")), ("reject", _("Send back"))]
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed to send a result back."),
    )
    pin = pin_field()

    def __init__(
        self, *args: Any, waiting: Iterable[int], worksheet: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["results"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  (declared above)
        field.choices = [(pk, str(pk)) for pk in waiting]
        self.worksheet = worksheet

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        named = {name: data[name] for name in ("results", "decision", "reason")}
        return named | ({"worksheet": self.worksheet} if self.worksheet else {})

    def confirm(self, actor: Actor) -> None:
        """Before the verb, and outside its transaction. Raises PinWrong, PinLocked."""
        check_pin(actor.person(), self.cleaned_data["pin"])


class ReportForm(SchemaForm[ReportWanted]):
    """Samples whose results are reviewed, and what the author adds."""

    schema = ReportWanted
    samples = forms.MultipleChoiceField(label=_("Samples"))
    language = forms.ChoiceField(label=_("Language"), choices=Language, initial=Language.BOTH)
    environment = forms.CharField(label=_("Test conditions"), max_length=120, required=False)
    deviations = forms.CharField(
        label=_("Deviations"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    opinion = forms.CharField(
        label=_("Opinion"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, ready: Iterable[Sample], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["samples"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        field.choices = [(sample.number, sample.number) for sample in ready]


class SignForm(SchemaForm[Signing]):
    """The PIN, and the version of the draft that was on the page."""

    schema = Signing
    version = forms.IntegerField(widget=forms.HiddenInput)
    pin = pin_field()

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"meaning": "approve"}

    def confirm(self, actor: Actor) -> None:
        check_pin(actor.person(), self.cleaned_data["pin"])


class GridForm:
    """What was typed into a worksheet's grid. Good cells are kept, bad ones say why."""

    def __init__(self, grid: Grid, typed: Mapping[str, str]) -> None:
        self.grid, self.reason = grid, typed.get("reason", "").strip()
        self.changed = grid.changed(typed)
        self._versions = {cell.name: typed.get(f"v-{cell.name}", "") for cell in self.changed}

    @property
    def errors(self) -> list[Cell]:
        return [cell for cell in self.changed if cell.error]

    def save(self, actor: Actor) -> int:
        """Enter each changed cell on its own; how many were taken."""
        for cell in self.changed:
            try:
                enter_result(actor, self._entry(cell), self._version(cell))
            except PilotError as refusal:
                cell.error = refusal.message
            except ValidationError as invalid:
                cell.error = said(invalid.errors()[0])
        return len(self.changed) - len(self.errors)

    def _entry(self, cell: Cell) -> ResultEntry:
        if not cell.value:
            raise Invalid(_t("A value that is entered is corrected or sent back, never emptied."))
        return ResultEntry(
            sample=cell.request.sample.number,
            method=cell.request.method.code,
            analyte=cell.analyte.code,
            value=cell.value,
            unit=cell.analyte.unit,
            reason=self.reason,
        )

    def _version(self, cell: Cell) -> int | None:
        text = self._versions[cell.name]
        return int(text) if text.isdecimal() and len(text) < 10 else None
