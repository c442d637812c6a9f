"""Both doors of the requests for help."""

from typing import Any

from tests.people import Cast


def asked(cast: Cast, who: str, door: str, text: str = "foam at 30 h", **more: Any) -> Any:
    body = {"text": text, **more}
    if door == "page":
        return cast.client(who).post("/machines/BR300-1/help", body)
    url, kind = "/api/v1/equipment/BR300-1/help", "application/json"
    return cast.bearer(who).post(url, body, content_type=kind)


def written(cast: Cast, who: str, door: str, pk: int, text: str = "add 2 mL") -> Any:
    if door == "page":
        return cast.client(who).post(f"/help/{pk}", {"text": text})
    url, kind = f"/api/v1/help-threads/{pk}/messages", "application/json"
    return cast.bearer(who).post(url, {"text": text}, content_type=kind)


def closed(cast: Cast, who: str, door: str, pk: int) -> Any:
    if door == "page":
        return cast.client(who).post(f"/help/{pk}/close")
    url = f"/api/v1/help-threads/{pk}/close"
    return cast.bearer(who).post(url, content_type="application/json")
