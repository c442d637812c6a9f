"""Training sessions for tests, offered by the real verb; and both doors of it."""

from datetime import timedelta
from typing import Any

from equipment.actions.save_training import save_training
from equipment.models import TrainingSession
from equipment.schemas.training import TrainingData
from tests.equipment.conftest import NOON
from tests.people import Cast

DOORS = ("page", "api")
OK = (200, 201, 302)
SAID: dict[str, Any] = {
    "equipment_class": "BR300",
    "level": "alone",
    "place": "Hall 2",
    "places": 2,
    "starts_at": (NOON + timedelta(days=2)).isoformat(),
    "ends_at": (NOON + timedelta(days=2, hours=3)).isoformat(),
}


def offered(**more: Any) -> TrainingData:
    return TrainingData.model_validate({**SAID, **more})


def a_session(cast: Cast, **more: Any) -> TrainingSession:
    """At NOON, in two days, with two places, by the operator."""
    return save_training(cast.actor("operator"), offered(**more))


def shown(cast: Cast, who: str, path: str) -> str:
    """What stands on a page, without the rail around it."""
    return cast.client(who).get(path).content.decode().partition("<main")[2]


def begin(session: TrainingSession) -> None:
    """As if it began an hour ago."""
    TrainingSession.objects.filter(pk=session.pk).update(
        starts_at=NOON - timedelta(hours=1), ends_at=NOON + timedelta(hours=1)
    )


def asked(cast: Cast, who: str, door: str, path: str, body: Any = None, version: int = 0) -> Any:
    """POST to ``/trainings/…`` or its page, as she would at that door."""
    if door == "api":
        headers = {"If-Match": f'"{version}"'} if version else {}
        sent: dict[str, Any] = {"content_type": "application/json", "headers": headers}
        return cast.bearer(who).post(f"/api/v1/{path}", body or {}, **sent)
    page = {"trainings": "training", "assessments": "assess"}
    parts = [page.get(part, part) for part in path.split("/")]
    if path in ("trainings", "qualifications"):
        parts.append("new")
    said = {**(body or {}), "version": version} if version else body or {}
    return cast.client(who).post("/" + "/".join(parts), said)
