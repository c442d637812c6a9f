from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from pilotbase.core.errors import Invalid
from samples.choices import CustodyType as T
from samples.choices import SampleStatus as S
from samples.policy import CLOCK_SKEW, Standing, check_claimed, standing

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
OPERATOR, TECHNICIAN, COLLEAGUE = 1, 2, 3
LAB: dict[str, Any] = {"laboratory": True, "condition": "ok"}


def link(kind: T, actor: int = OPERATOR, to: int | None = None, **facts: Any) -> Any:
    return SimpleNamespace(
        type=kind.value, actor_id=actor, counterparty_id=to, occurred_at=NOON, facts=facts
    )


DRAWN = link(T.COLLECTED)
OFFERED = link(T.RELINQUISHED, to=TECHNICIAN)
IN_LAB = [DRAWN, OFFERED, link(T.RECEIVED, TECHNICIAN, OPERATOR, **LAB)]


@pytest.mark.parametrize(
    ("links", "status", "custodian", "offered_to"),
    [
        ([link(T.REGISTERED)], S.REGISTERED, OPERATOR, None),
        ([DRAWN], S.COLLECTED, OPERATOR, None),
        ([DRAWN, link(T.LABELLED)], S.COLLECTED, OPERATOR, None),
        ([DRAWN, OFFERED], S.IN_HANDOVER, OPERATOR, TECHNICIAN),
        ([DRAWN, OFFERED, link(T.WITHDRAWN)], S.COLLECTED, OPERATOR, None),
        ([DRAWN, OFFERED, link(T.REJECTED, 2, condition="warm")], S.REJECTED, OPERATOR, None),
        ([DRAWN, OFFERED, link(T.RECEIVED, TECHNICIAN)], S.COLLECTED, TECHNICIAN, None),
        (IN_LAB, S.RECEIVED, TECHNICIAN, None),
        ([*IN_LAB, link(T.TEST_STARTED, 2)], S.IN_TEST, TECHNICIAN, None),
        ([*IN_LAB, link(T.TEST_FINISHED, 2), link(T.CORRECTION, 2)], S.TESTED, TECHNICIAN, None),
        (
            [*IN_LAB, link(T.TEST_STARTED, 2), link(T.RELINQUISHED, 2, 3), link(T.RECEIVED, 3)],
            S.IN_TEST,
            COLLEAGUE,
            None,
        ),
        (
            [*IN_LAB, link(T.TEST_STARTED, 2), link(T.RELINQUISHED, 2, 3), link(T.WITHDRAWN, 2)],
            S.IN_TEST,
            TECHNICIAN,
            None,
        ),
        (
            [DRAWN, OFFERED, link(T.REJECTED, 2), OFFERED, link(T.RECEIVED, TECHNICIAN, **LAB)],
            S.RECEIVED,
            TECHNICIAN,
            None,
        ),
    ],
)
def test_where_a_sample_stands(
    links: list[Any], status: S, custodian: int, offered_to: int | None
) -> None:
    now = standing(links)
    assert (now.status, now.custodian, now.offered_to) == (status, custodian, offered_to)


def test_a_new_sample_stands_nowhere() -> None:
    assert standing([]) == Standing()


def test_the_laboratory_received_it_once() -> None:
    """A second receipt in the laboratory does not move the first, which clocks count from."""
    later = link(T.RECEIVED, COLLEAGUE, laboratory=True, condition="warm")
    later.occurred_at = NOON + timedelta(hours=1)
    now = standing([*IN_LAB, link(T.RELINQUISHED, 2, 3), later])
    assert (now.received_at, now.condition, now.status) == (NOON, "warm", S.RECEIVED)


def test_a_claimed_time_lies_between_the_last_event_and_now() -> None:
    check_claimed(NOON, NOON, NOON)
    check_claimed(NOON + CLOCK_SKEW, NOON, None)
    with pytest.raises(Invalid) as refused:
        check_claimed(NOON + CLOCK_SKEW * 1.01, NOON, None)
    assert refused.value.code == "in_the_future"
    with pytest.raises(Invalid) as refused:
        check_claimed(NOON - CLOCK_SKEW, NOON, NOON, field="drawn_at")
    assert (refused.value.code, refused.value.field) == ("out_of_order", "drawn_at")
