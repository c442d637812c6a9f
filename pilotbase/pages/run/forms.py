"""What an operator says on a run's page."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions.finish_run import finish_run
from bookings.actions.log_phase import log_phase
from bookings.choices import RunEventKind, RunOutcome
from bookings.models import Run
from bookings.schemas.runs import Finish, Phase
from equipment.choices import RUN_PHASES, Kind
from pilotbase.accounts.actor import Actor
from pilotbase.core.forms import InstantField, SchemaForm


class LogForm(SchemaForm[Phase]):
    """The phases of this kind of machine come from the run."""

    schema = Phase

    kind = forms.ChoiceField(label=_("What"), choices=RunEventKind)
    state = forms.ChoiceField(label=_("Phase that begins"), required=False)
    at = InstantField(
        label=_("At"),
        required=False,
        help_text=_("Empty means now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    text = forms.CharField(label=_("Text"), required=False, max_length=500)

    def __init__(self, data: Any = None, *, run: Run) -> None:
        super().__init__(data)
        phases = RUN_PHASES[Kind(run.equipment.equipment_class.kind)]
        self.fields["state"].choices = [("", "—"), *((s.value, s.label) for s in phases)]  # type: ignore[attr-defined]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value not in (None, "")}

    def act(self, actor: Actor, number: str) -> None:
        log_phase(actor, number, self.command)


class FinishForm(SchemaForm[Finish]):
    schema = Finish

    outcome = forms.ChoiceField(label=_("Outcome"), choices=RunOutcome)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None, *, run: Run) -> None:
        super().__init__(data)

    def act(self, actor: Actor, number: str) -> None:
        finish_run(actor, number, self.command)


FORMS: Final[dict[str, type[LogForm] | type[FinishForm]]] = {"log": LogForm, "finish": FinishForm}
