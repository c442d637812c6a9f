"""What was set aside for a booking is written down: which rules, by whom, when, and why."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings import actions
from bookings.models import Booking, Override
from pilotbase.accounts.models import Project
from pilotbase.audit.models import AuditEntry
from tests.bookings.asking import API, NOW, asked, booked, codes, patch, post, run
from tests.bookings.test_pages import read, send, typed
from tests.factories import Plant
from tests.people import Cast

pytestmark = pytest.mark.django_db
SHORT = ("BR300-1", 0.0, 3.0)


def test_an_override_is_kept_shown_and_audited(cast: Cast, plant: Plant, project: Project) -> None:
    said = asked(SHORT, override="a trial of the new seal")
    answer = post(cast.bearer("manager"), said)
    assert answer.status_code == 201, answer.content
    [told] = answer.json()["overrides"]
    assert told["codes"] == ["too_short"]
    assert told["reason"] == "a trial of the new seal"
    assert (told["by"], told["verb"]) == ("Manager", "book")
    kept = Override.objects.get()
    assert (kept.codes, kept.at, kept.made_by) == (["too_short"], NOW, cast.manager)
    entry = AuditEntry.objects.get(verb="booking.override")
    assert (entry.after, entry.reason) == ({"codes": ["too_short"]}, "a trial of the new seal")
    page = read(cast.client("lin"), f"/bookings/{answer.json()['number']}")
    assert page.count("Rules set aside") == 2  # above, and in its story
    assert "too short" in page
    assert cast.bearer("lin").get(f"{API}/{answer.json()['number']}").json()["overrides"] == [told]


def test_a_reason_that_was_not_needed_sets_nothing_aside(
    cast: Cast, plant: Plant, project: Project
) -> None:
    booking = booked(cast, by="manager", override="to be sure")
    assert booking.all_overrides == []
    assert not Override.objects.exists()


def test_nobody_else_sets_a_rule_aside(cast: Cast, plant: Plant, project: Project) -> None:
    answer = post(cast.bearer("lin"), asked(SHORT, override="please"))
    assert (answer.status_code, codes(answer)) == (409, ["too_short"])
    assert not Override.objects.exists()


def test_an_override_never_makes_an_overlap(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast, ("BR300-1", 0, 4))
    answer = post(cast.bearer("manager"), asked(SHORT, override="whatever it takes"))
    assert (answer.status_code, codes(answer)) == (409, ["time_taken"])
    assert not Override.objects.exists()


def move(cast: Cast, booking: Booking) -> Any:
    body = {"stages": [{"stage": 1, "run": run(0, 3)}], "override": "half a day was lost"}
    return patch(cast.bearer("manager"), booking.number, body)


def test_each_verb_keeps_its_own(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    assert move(cast, booking).status_code == 200
    plant.vessels.approves_itself = False
    plant.vessels.save()
    request = booked(cast, ("BR300-2", 0, 24))
    plant.vessels.longest = plant.vessels.shortest
    plant.vessels.save()
    path = f"/bookings/{request.number}/approve"
    assert send(cast.client("manager"), path, {"override": "agreed by phone"}).status_code == 302
    kept = Override.objects.values_list("booking", "verb", "codes", "reason")
    assert list(kept) == [
        (booking.pk, "reschedule", ["too_short"], "half a day was lost"),
        (request.pk, "approve", ["too_long"], "agreed by phone"),
    ]


def test_splitting_keeps_it_too(cast: Cast, plant: Plant, project: Project) -> None:
    booking = booked(cast)
    body = {"stage": 1, "parts": [run(0, 3), run(30, 42)], "override": "a look at noon"}
    path = f"{API}/{booking.number}/split"
    refused = cast.bearer("lin").post(
        path, body, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert (refused.status_code, codes(refused)) == (409, ["too_short"])
    done = cast.bearer("manager").post(
        path, body, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert done.status_code == 200, done.content
    [told] = done.json()["overrides"]
    assert (told["verb"], told["codes"]) == ("split", ["too_short"])
    entry = AuditEntry.objects.get(verb="booking.override")
    assert (entry.after, entry.reason) == ({"codes": ["too_short"]}, "a look at noon")


ACTIONS = Path(actions.__file__ or "").parent
SET_ASIDE = re.compile(r"pass_or_refuse\([^)]*request\.(override|reason)\)")


@pytest.mark.parametrize(
    "path",
    [p for p in ACTIONS.glob("*.py") if SET_ASIDE.search(p.read_text())],
    ids=lambda p: p.stem,
)
def test_whoever_passes_a_reason_on_keeps_what_it_set_aside(path: Path) -> None:
    assert re.search(r"^    .*\bkeep(_override)?\(", path.read_text(), re.MULTILINE), path.stem


def test_by_the_page_too(cast: Cast, plant: Plant, project: Project) -> None:
    said = typed(SHORT, do="book", override="a trial")
    assert send(cast.client("manager"), "/bookings/new", said).status_code == 302
    assert Override.objects.get().codes == ["too_short"]


def test_what_was_set_aside_stays_written(cast: Cast, plant: Plant, project: Project) -> None:
    booked(cast, SHORT, by="manager", override="a trial")
    with pytest.raises(IntegrityError, match="override_append_only"), transaction.atomic():
        Override.objects.update(reason="another")
