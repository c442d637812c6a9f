"""The same hand-over by page and by API, so that one test drives both."""

from typing import Any

from django.test import Client

from tests.people import PIN, Cast

DOORS = ("page", "api")
JSON = "application/json"
OK = (200, 201, 302)


def custody(cast: Cast, who: str, door: str, type: str, number: str, **said: Any) -> Any:  # noqa: A002
    """Do it as she would at that door; ``said`` is what the API takes."""
    if door == "api":
        url = f"/api/v1/samples/{number}/custody"
        return cast.bearer(who).post(url, {"type": type, **said}, content_type=JSON)
    return _PAGES[type](cast.client(who), number, said)


def _offer(client: Client, number: str, said: dict[str, Any]) -> Any:
    seal = said.get("seal", {"state": "none"})
    body = {"to": said["to"], "reason": said.get("reason", ""), "pin": said.get("pin", PIN)}
    seals = {"seal_state": seal["state"], "seal_number": seal.get("number", "")}
    return client.post(f"{_asked(number, said)}&how=later", {**body, **seals})


def _both(client: Client, number: str, said: dict[str, Any]) -> Any:
    receipt = said["receipt"]
    body = {
        "to": said["to"],
        "seal_state": "none",
        "condition": receipt["condition"],
        "temperature": receipt.get("temperature", {}).get("value", ""),
        "pin": said.get("pin", PIN),
        "receiver_pin": said["receiver_pin"],
    }
    return client.post(_asked(number, said), body)


def _take(client: Client, number: str, said: dict[str, Any], do: str = "receive") -> Any:
    body = {
        "sample": [number, *said.get("also", ())],
        "condition": said["condition"],
        "temperature": said.get("temperature", {}).get("value", ""),
        "seal": said.get("seal", "none"),
        "note": said.get("note", ""),
        "pin": said.get("pin", PIN),
        "do": do,
    }
    return client.post("/samples/inbox", body)


def _refuse(client: Client, number: str, said: dict[str, Any]) -> Any:
    return _take(client, number, said, "reject")


def _back(client: Client, number: str, said: dict[str, Any]) -> Any:
    return client.post("/samples/take-back", {"sample": [number, *said.get("also", ())]})


def _asked(number: str, said: dict[str, Any]) -> str:
    return "/samples/hand-over?" + "&".join(f"sample={n}" for n in (number, *said.get("also", ())))


_PAGES = {
    "relinquished": _offer,
    "handed_over": _both,
    "received": _take,
    "rejected": _refuse,
    "withdrawn": _back,
}
