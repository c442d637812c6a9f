"""What a chain of custody says: where a sample stands, and which times one may claim.

Pure rules over facts: no database, no clock. Anchor: ISO/IEC 17025:2017 clause 7.4.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, Final, NamedTuple, Protocol

from django.utils.translation import gettext as _

from pilotbase.core.errors import Invalid
from samples.choices import CustodyType, SampleStatus

CLOCK_SKEW: Final = timedelta(minutes=2)  # between a phone and the server
S, T = SampleStatus, CustodyType


class Link(Protocol):
    """What is read of a custody event; people are told apart by any id."""

    @property
    def type(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def counterparty_id(self) -> int | None: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


class Standing(NamedTuple):
    """Where a sample stands. ``between`` is its status outside of a hand-over."""

    status: SampleStatus = S.REGISTERED
    between: SampleStatus = S.REGISTERED
    custodian: int | None = None
    offered_to: int | None = None
    received_at: datetime | None = None  # by the laboratory, the first time
    condition: str = ""


def standing(links: Iterable[Link]) -> Standing:
    """Derived from the events of one chain, in order; the only way to a sample's status."""
    return reduce(_after, links, Standing())


_BEGINS: Final = {T.REGISTERED: S.REGISTERED, T.COLLECTED: S.COLLECTED}
_WORK: Final = {T.TEST_STARTED: S.IN_TEST, T.TEST_FINISHED: S.TESTED}
_BEFORE_THE_LAB: Final = frozenset({S.REGISTERED, S.COLLECTED, S.REJECTED})


def _after(now: Standing, link: Link) -> Standing:
    kind = T(link.type)
    if kind in _BEGINS:
        return Standing(_BEGINS[kind], _BEGINS[kind], link.actor_id)
    if kind in _WORK:
        return now._replace(status=_WORK[kind], between=_WORK[kind])
    if kind == T.RELINQUISHED:
        return now._replace(status=S.IN_HANDOVER, offered_to=link.counterparty_id)
    if kind == T.WITHDRAWN:
        return now._replace(status=now.between, offered_to=None)
    if kind == T.REJECTED:
        said = str(link.facts.get("condition", ""))
        return now._replace(status=S.REJECTED, between=S.REJECTED, offered_to=None, condition=said)
    return _received(now, link) if kind == T.RECEIVED else now


def _received(now: Standing, link: Link) -> Standing:
    """Among people it changes hands; the laboratory's receipt starts its stay there."""
    mine = now._replace(status=now.between, custodian=link.actor_id, offered_to=None)
    if not link.facts.get("laboratory"):
        return mine
    status = S.RECEIVED if now.between in _BEFORE_THE_LAB else now.between
    return mine._replace(
        status=status,
        between=status,
        received_at=now.received_at or link.occurred_at,
        condition=str(link.facts.get("condition", "")),
    )


def check_claimed(at: datetime, now: datetime, since: datetime | None, field: str = "at") -> None:
    """A time someone claims for what is written down now: not before ``since``, not to come.

    Raises Invalid. Clocks may differ by two minutes.
    """
    if at > now + CLOCK_SKEW:
        raise Invalid(_("This time is still to come."), field=field, code="in_the_future")
    if since is not None and at < since:
        raise Invalid(
            _("This time is before what happened to the sample last."),
            field=field,
            code="out_of_order",
        )
