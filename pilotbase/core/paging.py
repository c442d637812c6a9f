"""Lists by cursor: a page is what follows the last row one has seen."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from pilotbase.core.errors import Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


class Paging(BaseModel):
    """The two query parameters of every list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = None


def page(
    rows: QuerySet[M], paging: Paging, shown: Callable[[M], Any], *, newest_first: bool = True
) -> dict[str, Any]:
    """One page of ``rows`` in the order of their primary keys."""
    order, beyond = ("-pk", "pk__lt") if newest_first else ("pk", "pk__gt")
    if paging.cursor is not None:
        rows = rows.filter(**{beyond: _pk(paging.cursor)})
    found: Sequence[M] = list(rows.order_by(order)[: paging.limit + 1])
    more = len(found) > paging.limit
    found = found[: paging.limit]
    return {
        "items": [shown(row) for row in found],
        "next": _cursor(found[-1].pk) if more else None,
    }


def _cursor(pk: int) -> str:
    return urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def _pk(cursor: str) -> int:
    try:
        pk = int(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        pk = -1
    if not 0 <= pk < 2**63:
        raise Invalid(_("This cursor was not given by this list."), field="cursor")
    return pk
