"""Methods, as master data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pilotbase.accounts.actor import Actor
from pilotbase.accounts.masterdata import Choices, Noun, here
from pilotbase.accounts.nouns import fields_of
from pilotbase.accounts.permissions import Permission
from samples.actions.save_analyte import AnalyteData, save_analyte
from samples.actions.save_method import MethodData, save_method
from samples.models import Analyte, TestMethod

METHODS = Permission.MANAGE_METHODS


def _methods(actor: Actor) -> Choices:
    return [
        (f"{m.code} {m.edition}", f"{m.code} {m.edition} {m}")
        for m in here(actor, TestMethod.objects.all())
    ]


def _analyte(row: Analyte) -> dict[str, Any]:
    return fields_of(row, AnalyteData) | {"method": f"{row.method.code} {row.method.edition}"}


NOUNS = (
    Noun(
        key="methods",
        one=_("test method"),
        many=_("Test methods"),
        permission=METHODS,
        schema=MethodData,
        rows=lambda actor: here(actor, TestMethod.objects.all()),
        name="pk",
        columns=("code", "edition", "name_zh", "name_en", "standard", "price"),
        said=lambda row: fields_of(row, MethodData),
        save=save_method,
    ),
    Noun(
        key="analytes",
        one=_("analyte"),
        many=_("Analytes"),
        permission=METHODS,
        schema=AnalyteData,
        rows=lambda actor: here(
            actor, Analyte.objects.select_related("method"), "method__facility"
        ),
        name="pk",
        columns=("method", "code", "name_zh", "name_en", "unit", "decimals"),
        said=_analyte,
        save=save_analyte,
        references={"method": _methods},
        labels={"position": _("position"), "kind": _("kind")},
    ),
)
