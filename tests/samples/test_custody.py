"""The chain itself: what it covers, and that every touch shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from json import dumps
from uuid import UUID

import pytest

from pilotbase.accounts.actor import job
from samples import custody
from samples.choices import CustodyType
from samples.custody.chain import plain
from samples.models import CustodyEvent, Sample
from tests.people import Cast

pytestmark = pytest.mark.django_db
HONG_KONG = timezone(timedelta(hours=8))


@pytest.fixture
def sample(cast: Cast, drawn: Sample) -> Sample:
    """With a chain of three links."""
    for n, name in enumerate(("technician", "colleague")):
        custody.append(
            drawn,
            cast.actor(name),
            CustodyType.LABELLED,
            {"n": n, "fill": Decimal("1.50")},
            counterparty=cast.operator,
        )
    return drawn


def links(sample: Sample) -> list[CustodyEvent]:
    related = sample.custody.select_related("sample", "actor", "counterparty")
    return list(related.order_by("seq"))


def test_a_whole_chain(sample: Sample) -> None:
    chain = links(sample)
    assert [link.seq for link in chain] == [1, 2, 3]
    assert chain[0].prev_hash == custody.FIRST
    assert custody.broken(chain) is None
    assert custody.broken([]) is None
    assert all(link.hash.startswith("v1:") for link in chain)


def test_the_row_stands_where_the_chain_says(sample: Sample) -> None:
    row = Sample.objects.get()
    last = links(sample)[-1]
    assert (row.links, row.head, row.version) == (3, last.hash, 3)


def test_anyone_can_repeat_the_hash(sample: Sample) -> None:
    """Without our code: sorted keys, no blanks, UTF-8."""
    link = links(sample)[1]
    covered = {
        "sample": sample.number,
        "seq": 2,
        "type": "labelled",
        "people": link.people,
        "occurred_at": link.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "recorded_at": link.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": {"n": 0, "fill": "1.5"},
        "prev": link.prev_hash,
    }
    text = dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert link.hash == "v1:" + sha256(text.encode()).hexdigest()


def test_people_are_bound_by_opaque_ids_and_may_change_their_names(
    cast: Cast, sample: Sample
) -> None:
    actor = links(sample)[1].people["actor"]
    assert actor["id"] == str(cast.technician.person)
    text = dumps([link.people for link in links(sample)])
    assert cast.technician.email not in text
    assert cast.technician.name_en not in text
    cast.technician.name_en = "erased"
    cast.technician.save()
    assert custody.broken(links(sample)) is None


def _change(**fields: object) -> Callable[[CustodyEvent, Cast], None]:
    def change(link: CustodyEvent, cast: Cast) -> None:
        for name, value in fields.items():
            setattr(link, name, value)

    return change


def _another_actor(link: CustodyEvent, cast: Cast) -> None:
    link.actor = cast.eve


def _no_counterparty(link: CustodyEvent, cast: Cast) -> None:
    link.counterparty = None


@pytest.mark.parametrize(
    ("touch", "why"),
    [
        (_change(seq=4), "the link is missing"),
        (_change(prev_hash=custody.FIRST), "it does not follow the one before"),
        (_change(facts={"n": 0, "fill": "1.6"}), "it is not as it was written"),
        (_change(type="received"), "it is not as it was written"),
        (_change(occurred_at=datetime(2026, 1, 1, tzinfo=UTC)), "it is not as it was written"),
        (_change(recorded_at=datetime(2026, 1, 1, tzinfo=UTC)), "it is not as it was written"),
        (_change(hash=custody.FIRST), "it is not as it was written"),
        (_another_actor, "it names another person than it was written with"),
        (_no_counterparty, "it names another person than it was written with"),
    ],
)
def test_every_touch_is_named(
    cast: Cast, sample: Sample, touch: Callable[[CustodyEvent, Cast], None], why: str
) -> None:
    chain = links(sample)
    touch(chain[1], cast)
    assert custody.broken(chain) == custody.Break(2, why)


def test_a_link_that_is_gone_is_missed(sample: Sample) -> None:
    chain = links(sample)
    assert custody.broken(chain[1:]) == custody.Break(1, "the link is missing")
    assert custody.broken([chain[0], chain[2]]) == custody.Break(2, "the link is missing")


def test_a_job_leaves_its_name(sample: Sample) -> None:
    custody.append(sample, job("import"), CustodyType.ATTACHED, {})
    chain = links(sample)
    assert chain[-1].people == {"actor": {"id": "job job:import"}}
    assert custody.broken(chain) is None


def test_what_is_written_is_text_or_whole() -> None:
    facts = {
        "t": (1, True, None, "字"),
        "d": Decimal("1E+2"),
        "z": Decimal("0.000"),
        "s": timedelta(hours=1),
        "u": UUID(int=1),
        "at": datetime(2026, 11, 25, 12, tzinfo=HONG_KONG),
        "kind": CustodyType.LABELLED,
    }
    assert plain(facts) == {
        "t": [1, True, None, "字"],
        "d": "100",
        "z": "0",
        "s": "3600",
        "u": "00000000-0000-0000-0000-000000000001",
        "at": "2026-11-25T04:00:00.000000+00:00",
        "kind": "labelled",
    }
    with pytest.raises(TypeError, match="float has no place in a chain of custody"):
        plain({"pH": [7.01]})
