"""Forms of bookings: flat fields for people, the same commands for the verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from bookings.attending import members_who_book
from bookings.choices import BookingStatus, RunOutcome
from bookings.models import Booking, Stage
from bookings.schemas.booking import (
    MOST_STAGES,
    BookingRequest,
    Cancellation,
    Rescheduling,
    Splitting,
)
from bookings.schemas.runs import RunRecord
from equipment.choices import MEANINGS, RUN_PHASES, STATE_SETS, Kind, PublicState
from equipment.models import Equipment
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.choices import ProjectStatus
from pilotbase.accounts.models import Project
from pilotbase.core import clock
from pilotbase.core.errors import PilotError
from pilotbase.core.forms import InstantField, SchemaForm, is_final
from pilotbase.core.schemas import Reason
from pilotbase.core.timespan import Span

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

S = TypeVar("S", bound=BaseModel)
MINUTE = "%Y-%m-%dT%H:%M"
MOST_HOURS = 24 * 366
_OF_A_STAGE = ("equipment", "start", "hours", "configuration")


def instant_field(label: "StrOrPromise") -> InstantField:
    """Plant time, to the minute."""
    widget = forms.DateTimeInput({"type": "datetime-local", "step": 60}, format=MINUTE)
    return InstantField(label=label, widget=widget, input_formats=[MINUTE, f"{MINUTE}:%S"])


def hours_field(label: "StrOrPromise") -> forms.DecimalField:
    widget = forms.NumberInput({"data-unit": "h", "step": "any", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=MOST_HOURS,
        decimal_places=2,
        widget=widget,
    )


def configuration_field() -> forms.CharField:
    return forms.CharField(
        label=_("Configuration"),
        help_text=_("Medium, vessel: how the machine is to be set up. Others never see it."),
        max_length=80,
        required=False,
    )


class AnsweringForm(SchemaForm[S]):
    """A form that keeps a refusal whole, beside saying it at its fields."""

    refusal: PilotError | None = None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """A refusal by policy is said at every field it concerns."""
        try:
            yield
        except PilotError as refusal:
            if is_final(refusal):
                raise
            self.refusal = refusal
            said = refusal.problems or [Reason(code="", detail=str(refusal), field=refusal.field)]
            for problem in said:
                self.add_error(self._shown((problem.field or "",)), problem.detail)

    @property
    def status(self) -> int:
        """Of the answer that shows this form again."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.errors else 200


class StagedForm(AnsweringForm[S]):
    """A form whose fields stand in stages: ``stages.0.run`` is shown at ``start_0``."""

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        parts = [part for step in loc for part in str(step).split(".")]
        if parts[:1] == ["stages"] and len(parts) > 1:
            name = "equipment" if "equipment" in parts else "start"
            return f"{name}_{parts[1]}" if f"{name}_{parts[1]}" in self.fields else None
        return parts[0] if parts and parts[0] in self.fields else None

    def run(self, data: dict[str, Any], n: int) -> dict[str, Any]:
        start: datetime = data[f"start_{n}"]
        minutes = round(float(data[f"hours_{n}"]) * 60)
        return {"start": start, "end": start + timedelta(minutes=minutes)}


class BookingForm(StagedForm[BookingRequest]):
    """A new booking of one to many stages; ``stages`` says how many are on the page."""

    schema = BookingRequest
    project = forms.ChoiceField(label=_("Project"))
    purpose = forms.CharField(label=_("Purpose"), max_length=160, required=False)

    def __init__(self, actor: Actor, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.count = stages_of(kwargs.get("initial") or {} if data is None else data)
        self.fields["project"].choices = projects_of(actor)  # type: ignore[attr-defined]
        machines = machines_of(actor)
        for n in range(self.count):
            self.fields[f"equipment_{n}"] = forms.ChoiceField(label=_("Machine"), choices=machines)
            self.fields[f"start_{n}"] = instant_field(_("Start of the run"))
            self.fields[f"hours_{n}"] = hours_field(_("Length of the run"))
            self.fields[f"configuration_{n}"] = configuration_field()
        if actor.organisation_id is not None:
            self.fields["colleague"] = forms.ChoiceField(
                label=_("Together with"), choices=_others(actor), required=False
            )
        if actor.is_staff_member:
            self.fields["override"] = forms.CharField(
                label=_("Reason to set rules aside"), max_length=500, required=False
            )

    @property
    def stages(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in _OF_A_STAGE] for n in range(self.count)]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        stages = [
            {
                "equipment": data[f"equipment_{n}"],
                "run": self.run(data, n),
                "configuration": data[f"configuration_{n}"],
            }
            for n in range(self.count)
        ]
        plain: dict[str, Any] = {
            name: data[name] for name in ("project", "purpose", "override") if name in data
        }
        people = [data["colleague"]] if data.get("colleague") else []
        return {**plain, "stages": stages, "collaborators": people}

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        return "colleague" if loc and loc[0] == "collaborators" else super()._shown(loc)


def _others(actor: Actor) -> list[tuple[str, Any]]:
    """Whom of her organisation she may name."""
    people = members_who_book(actor.organisation_id) if actor.organisation_id else []
    named = [(one.email, one.name) for one in people if one.pk != actor.person_id]
    return [("", _("nobody else")), *named]


class ReschedulingForm(StagedForm[Rescheduling]):
    """Times and machines of the stages that can move, and the version that was on the page."""

    schema = Rescheduling

    def __init__(self, booking: Booking, data: Any = None) -> None:
        self.stages = booking.movable_stages()
        super().__init__(data)
        self.moving: list[int] = []
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=booking.version, min_value=0, max_value=2**31 - 1
        )
        for n, stage in enumerate(self.stages):
            self.fields[f"start_{n}"] = instant_field(_stage_label(stage, len(self.stages)))
            self.fields[f"start_{n}"].initial = stage.run_start
            self.fields[f"hours_{n}"] = hours_field(_("Length of the run"))
            self.fields[f"hours_{n}"].initial = hours_of(stage.run.length)
            self.fields[f"equipment_{n}"] = forms.ChoiceField(
                label=_("Machine"),
                choices=alike(stage.equipment),
                initial=stage.equipment.tag,
                required=False,
            )
            self.fields[f"configuration_{n}"] = configuration_field()
            self.fields[f"configuration_{n}"].initial = stage.configuration

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        """Only what is not where it was moves."""
        moves = [
            {
                "stage": stage.position,
                "run": self.run(data, n),
                "equipment": data[f"equipment_{n}"] or stage.equipment.tag,
                "configuration": self._configuration(data, n),
            }
            for n, stage in enumerate(self.stages)
        ]
        every = range(len(self.stages))
        self.moving = [n for n in every if moves[n] != _as_it_is(self.stages[n])] or list(every)
        return {"stages": [moves[n] for n in self.moving]}

    def _configuration(self, data: dict[str, Any], n: int) -> str:
        """As it is, where the page does not ask for it."""
        name = f"configuration_{n}"
        return data[name] if name in self.data else self.stages[n].configuration

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        """The command counts only the stages that move."""
        parts = [part for step in loc for part in str(step).split(".")]
        if parts[:1] == ["stages"] and len(parts) > 1:
            name = "equipment" if "equipment" in parts else "start"
            return f"{name}_{self.moving[int(parts[1])]}"
        return super()._shown(loc)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in _OF_A_STAGE] for n in range(len(self.stages))]

    def filled(self, stage: int, equipment: str, run: Span) -> dict[str, object]:
        """What a button sends that moves this stage there and leaves the others."""
        said: dict[str, object] = {"version": self["version"].initial, "stages": len(self.stages)}
        for n, one in enumerate(self.stages):
            is_it = one.position == stage
            said[f"equipment_{n}"] = equipment if is_it else one.equipment.tag
            start = run.start if is_it else one.run_start
            said[f"start_{n}"] = timezone.localtime(start).strftime(MINUTE)
            said[f"hours_{n}"] = hours_of((run if is_it else one.run).length)
        return said


class SplittingForm(AnsweringForm[Splitting]):
    """One stage in two: it starts and ends as it did, with a gap in between."""

    schema = Splitting
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    stage = forms.TypedChoiceField(label=_("Stage"), coerce=int)
    until = instant_field(_("The first part ends"))
    since = instant_field(_("The second part starts"))

    def __init__(self, booking: Booking, data: Any = None) -> None:
        super().__init__(data, initial={"version": booking.version})
        self.whole = {stage.position: stage for stage in booking.planned_stages()}
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (n, f"{n} · {stage.equipment.tag}") for n, stage in self.whole.items()
        ]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        stage = self.whole[data["stage"]]
        first = {"start": stage.run_start, "end": data["until"]}
        second = {"start": data["since"], "end": stage.run_end}
        return {"stage": stage.position, "parts": [first, second]}

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        parts = [part for step in loc for part in str(step).split(".")]
        if parts[:1] == ["parts"]:
            return "since" if parts[1:2] == ["1"] else "until"
        return super()._shown(loc)


class CancellationForm(AnsweringForm[Cancellation]):
    """``accepted`` is the charge that was on the page."""

    schema = Cancellation
    accepted = forms.DecimalField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    override = forms.CharField(label=_("Reason to set rules aside"), max_length=500, required=False)


class FilterForm(forms.Form):
    """What the list shows."""

    q = forms.CharField(
        label=_("Number, project or purpose"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search"}),
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *BookingStatus.choices], required=False
    )
    machine = forms.CharField(label=_("Machine"), required=False, max_length=24)

    def condition(self) -> Q:
        """Of a booking. What cannot be read filters nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        found = Q()
        if word := said.get("q"):
            found &= (
                Q(number__icontains=word)
                | Q(purpose__icontains=word)
                | Q(project__code__icontains=word)
                | Q(project__title__icontains=word)
            )
        if status := said.get("status"):
            found &= Q(status=status)
        if tag := said.get("machine"):
            tagged = Stage.objects.filter(equipment__tag__iexact=tag)
            found &= Q(pk__in=tagged.values("booking"))
        return found


class RecordForm(AnsweringForm[RunRecord]):
    """A run that is over, in one phase; its whole story is written up by a program."""

    schema = RunRecord
    stage = forms.IntegerField(widget=forms.HiddenInput)
    started_at = instant_field(_("Began"))
    ended_at = instant_field(_("Ended"))
    phase = forms.ChoiceField(label=_("What it did"))
    left = forms.ChoiceField(label=_("How it was left"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=RunOutcome)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, stage: Stage, data: Any = None) -> None:
        booked = {"started_at": stage.run_start, "ended_at": stage.run_end}
        super().__init__(data, initial={"stage": stage.position, **booked})
        kind = Kind(stage.equipment.equipment_class.kind)
        left = [s for s in STATE_SETS[kind] if MEANINGS[s].public == PublicState.FREE]
        phases = [s for s in RUN_PHASES[kind] if MEANINGS[s].in_run]
        for name, states in (("phase", phases), ("left", left)):
            self.fields[name].choices = [(s.value, s.label) for s in states]  # type: ignore[attr-defined]
        self.of = stage

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        line = {"state": data["phase"], "at": data["started_at"]}
        return {**{name: data[name] for name in data if name != "phase"}, "lines": [line]}

    def _shown(self, loc: tuple[object, ...]) -> str | None:
        return "phase" if str(loc[0] if loc else "").startswith("lines") else super()._shown(loc)


def projects_of(actor: Actor) -> list[tuple[str, str]]:
    """Those one may book for; the approved first."""
    rows = Project.objects.visible_to(actor).exclude(status=ProjectStatus.CLOSED)
    ranked = sorted(rows, key=lambda row: (row.status != ProjectStatus.APPROVED, row.code))
    return [(row.code, str(row)) for row in ranked]


def machines_of(actor: Actor) -> list[Any]:
    """By area, in the board's order."""
    today = clock.today()
    rows = Equipment.objects.bookable_on(today).catalogue()
    if actor.facility:
        rows = rows.filter(facility=actor.facility)
    areas: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        size = "" if row.size in row.name else f" {row.size}"
        said = f"{row.tag} · {row.name}{size}"
        areas.setdefault(row.area.name, []).append((row.tag, said))
    return [("", "—"), *areas.items()]


def alike(machine: Equipment) -> list[tuple[str, str]]:
    """The machines of its class that can be had, itself among them."""
    same = Equipment.objects.bookable_on(clock.today()).filter(
        equipment_class=machine.equipment_class_id
    )
    tags = sorted({machine.tag, *same.values_list("tag", flat=True)})
    return [(tag, tag) for tag in tags]


def _as_it_is(stage: Stage) -> dict[str, object]:
    run = {"start": stage.run_start, "end": stage.run_end}
    where = {"stage": stage.position, "run": run, "equipment": stage.equipment.tag}
    return {**where, "configuration": stage.configuration}


def hours_of(length: timedelta) -> str:
    """``72``, ``4.5``: as one types them."""
    return f"{length.total_seconds() / 3600:.2f}".rstrip("0").rstrip(".")


def stages_of(data: Any) -> int:
    said = str(data.get("stages", "1"))
    return min(max(int(said), 1), MOST_STAGES) if said.isdecimal() and len(said) < 4 else 1


def _stage_label(stage: Stage, of: int) -> str:
    if of == 1:
        return _t("Start of the run")
    return _t("Stage %(stage)s, %(tag)s: start") % {
        "stage": stage.position,
        "tag": stage.equipment.tag,
    }
