"""Draws a form for a schema, field by field, so that master data needs no form of its own."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from django import forms
from django.db.models import Choices, Model
from django.utils.text import capfirst
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pilotbase.core.forms import SchemaForm

Options = Iterable[tuple[Any, Any]]


def drawn(
    schema: type[BaseModel],
    model: type[Model],
    references: Mapping[str, Options],
    labels: Mapping[str, Any],
) -> type[SchemaForm[Any]]:
    """A form class with a field for each of the schema's; names come from the model's own."""
    fields = {
        name: _field(info, _label(name, model, labels), references.get(name))
        for name, info in schema.model_fields.items()
    }
    return type(f"{schema.__name__}Form", (_Drawn,), {"schema": schema, **fields})


class _Drawn(SchemaForm[Any]):
    """Leaves out what was left empty, so that the schema's own default speaks."""

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value not in (None, "")}


def _label(name: str, model: type[Model], labels: Mapping[str, Any]) -> Any:
    own = {field.name: _called(field) for field in model._meta.get_fields()}
    return capfirst(labels.get(name) or own.get(name) or name.replace("_", " "))


def _called(field: Any) -> Any:
    """The name it was given; a reference without one is called as what it refers to."""
    given = getattr(field, "verbose_name", field.name)
    unnamed = given == field.name.replace("_", " ")
    return field.related_model._meta.verbose_name if field.is_relation and unnamed else given


def _field(info: FieldInfo, label: Any, options: Options | None) -> forms.Field:
    required = info.is_required()
    common: dict[str, Any] = {"label": label, "required": required}
    if not required and info.default is not None:
        common["initial"] = info.default
    kind = _kind(info.annotation)
    if options is not None and kind is tuple:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=list(options), widget=boxes, **common)
    if options is not None:
        return forms.ChoiceField(choices=_with_blank(options, required=required), **common)
    if isinstance(kind, type) and issubclass(kind, Choices):
        return forms.ChoiceField(choices=_with_blank(kind.choices, required=required), **common)
    return _MAKERS.get(kind, _text)(info, common)


def _with_blank(options: Options, *, required: bool) -> list[tuple[Any, Any]]:
    rows = list(options)
    blank = any(value == "" for value, _label in rows)
    return rows if blank or not required else [("", "—"), *rows]


def _kind(annotation: Any) -> Any:
    """The plain type inside Annotated and Optional; ``tuple`` for several."""
    if get_origin(annotation) is tuple:
        return tuple
    if get_origin(annotation) is Annotated:
        return _kind(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _kind(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def _text(info: FieldInfo, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(strip=True, **common)


def _flag(info: FieldInfo, common: dict[str, Any]) -> forms.Field:
    return forms.BooleanField(**{**common, "required": False})


def _number(info: FieldInfo, common: dict[str, Any]) -> forms.Field:
    return forms.DecimalField(widget=forms.NumberInput(attrs={"step": "any"}), **common)


def _whole(info: FieldInfo, common: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(**common)


def _day(info: FieldInfo, common: dict[str, Any]) -> forms.Field:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **common)


def _time(info: FieldInfo, common: dict[str, Any]) -> forms.Field:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(widget=widget, **common)


_MAKERS: dict[Any, Callable[[FieldInfo, dict[str, Any]], forms.Field]] = {
    bool: _flag,
    Decimal: _number,
    float: _number,
    int: _whole,
    date: _day,
    time: _time,
}
