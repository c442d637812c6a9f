"""The only ways from a name to a row. What a person may not see does not exist for her."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid, Missing

M = TypeVar("M", bound=Model)


def find(visible: QuerySet[M], **name: Any) -> M:
    """For what stands in an address: 404 when it is missing."""
    row = _first(visible, name)
    if row is None:
        raise Missing(_unknown(visible, name))
    return row


def refer(visible: QuerySet[M], field: str, **name: Any) -> M:
    """For what stands in a body: 422 beside its field, in the same words."""
    row = _first(visible, name)
    if row is None:
        raise Invalid(_unknown(visible, name), field=field, code="missing")
    return row


def _first(visible: QuerySet[M], name: dict[str, Any]) -> M | None:
    if any(isinstance(given, str) and "\x00" in given for given in name.values()):
        return None
    rows = visible.filter(**name)
    return next(iter(rows[:1]), None) if rows.query.order_by else sole(rows)


def sole(rows: QuerySet[M]) -> M | None:
    """The one row that there can be: asking for it in an order would cost as much again."""
    return next(iter(rows.order_by()[:1]), None)


def _unknown(visible: QuerySet[Any], name: dict[str, Any]) -> str:
    kind, given = visible.model._meta.verbose_name, next(iter(name.values()))
    return _("There is no %(kind)s %(name)s.") % {"kind": kind, "name": str(given)[:80]}
