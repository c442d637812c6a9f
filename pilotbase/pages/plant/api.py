"""Programs retire master data: one door for every noun whose rows retire."""

from typing import Annotated, Any, Final

from ninja import Header, Router
from pydantic import WithJsonSchema

from pilotbase.accounts.api import ActedRequest
from pilotbase.accounts.masterdata import Noun
from pilotbase.core.access import find
from pilotbase.core.schemas import REFUSALS, Version
from pilotbase.pages.plant.nouns import ALL, noun_of, retiring_of
from pilotbase.pages.plant.schemas import KeptOut, Retiring

router = Router(tags=["Master data"])
Match = Header[Version | None]
KEYS: Final = [noun.key for noun in ALL.values() if noun.retires]
Key = Annotated[str, WithJsonSchema({"type": "string", "enum": KEYS})]


@router.get("/plant/{noun}/{name}", response={200: KeptOut, **REFUSALS})
def show_kept(request: ActedRequest, noun: Key, name: str) -> KeptOut:
    """Whether a row of master data serves, and the version that a change of it needs."""
    kind = retiring_of(request.actor, noun)
    return _told(kind, find(kind.rows(request.actor), **{kind.path: name}))


@router.post("/plant/{noun}/{name}/retire", response={200: KeptOut, **REFUSALS})
def retire_kept(
    request: ActedRequest, noun: Key, name: str, payload: Retiring, if_match: Match = None
) -> KeptOut:
    """From a day on it is no longer offered; what refers to it stays as it is. Refused with who
    still needs it on that day."""
    kind = noun_of(request.actor, noun)
    return _told(kind, kind.must_retire()(request.actor, name, if_match, payload.day))


def _told(noun: Noun, row: Any) -> KeptOut:
    name = getattr(row, noun.path)
    return KeptOut(noun=noun.key, name=name, version=row.version, retired_from=row.retired_from)
