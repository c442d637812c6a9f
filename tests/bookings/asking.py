"""What tests ask of bookings, and how: times count in hours from Monday 2027-01-11 08:00."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from bookings.actions.book import book
from bookings.models import Booking
from bookings.schemas.booking import BookingRequest
from tests.people import Cast

PLANT = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 21, 9, 17, 30, tzinfo=PLANT)
MONDAY = datetime(2027, 1, 11, 8, tzinfo=PLANT)
API = "/api/v1/bookings"


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def run(start: float = 0, hours: float = 72) -> dict[str, str]:
    return {"start": at(start).isoformat(), "end": at(start + hours).isoformat()}


def asked(
    *stages: tuple[str, float, float], project: str = "P-0004", **more: Any
) -> dict[str, Any]:
    """A body: each stage is a machine, its start, and its hours."""
    wanted = stages or (("BR300-1", 0, 72),)
    listed = [{"equipment": tag, "run": run(start, hours)} for tag, start, hours in wanted]
    return {"project": project, "stages": listed, **more}


def post(client: Client, body: object, path: str = API, **headers: str) -> Any:
    said = {"Accept-Language": "en", **headers}
    return client.post(path, body, content_type="application/json", headers=said)


def patch(client: Client, number: str, body: object, version: int | None = 1) -> Any:
    match = {"Accept-Language": "en"}
    if version is not None:
        match["If-Match"] = f'"{version}"'
    return client.patch(f"{API}/{number}", body, content_type="application/json", headers=match)


def booked(cast: Cast, *stages: tuple[str, float, float], by: str = "lin", **more: Any) -> Booking:
    """A booking made by the verb itself."""
    return book(cast.actor(by), BookingRequest.model_validate(asked(*stages, **more)))


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]
