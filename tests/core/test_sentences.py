"""What is wrong with a field is said in a sentence, once, in either language."""

import json
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

import pytest
from django.utils.translation import override
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pilotbase.core.sentences import faults, said
from tests.factories import Plant
from tests.people import Cast


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime | None = None
    day: date | None = None
    hour: time | None = None
    amount: Annotated[Decimal, Field(max_digits=6, decimal_places=2, ge=0)] = Decimal(0)
    many: Annotated[tuple["Thing", ...], Field(max_length=2)] = ()
    name: Annotated[str, Field(min_length=2, max_length=5)] = "name"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"at": "2027-01-11T08:00:00"}, "with its offset"),
        ({"at": "tomorrow"}, "with its offset"),
        ({"day": "11.1.2027"}, "Write the date like"),
        ({"hour": "late"}, "Write the time like"),
        ({"amount": "much"}, "This is no number."),
        ({"amount": "1.234"}, "more than 2 decimals"),
        ({"amount": "-1"}, "at least 0"),
        ({"many": [{}, {}, {}]}, "at most 2"),
        ({"name": "n"}, "at least 2 characters"),
        ({"nmae": "name"}, "There is no such field."),
    ],
)
def test_a_sentence_says_what_to_write(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Thing.model_validate(given)
    with override("en"):
        assert [sentence in said(error) for error in wrong.value.errors()] == [True]


@pytest.mark.django_db
def test_the_api_says_it_at_its_field_and_only_that(cast: Cast, plant: Plant) -> None:
    body = {
        "project": "P-0004",
        "stages": [
            {
                "equipment": "BR300-1",
                "run": {"start": "2027-01-11T08:00:00", "end": "2027-01-14T08:00:00+08:00"},
            }
        ],
    }
    answer = cast.bearer("lin").post(
        "/api/v1/bookings",
        body,
        content_type="application/json",
        headers={"Accept-Language": "en"},
    )
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["field"]) == (422, "stages.0.run.start")
    assert "with its offset" in problem["detail"]
    assert len(problem["problems"]) == 1


def test_an_empty_list_is_short_by_itself() -> None:
    own: list[dict[str, Any]] = [{"type": "too_short", "loc": ("stages",)}]
    follows = [*own, {"type": "missing", "loc": ("stages", 0, "run")}]
    assert faults(own) == own
    assert faults(follows) == follows[1:]
