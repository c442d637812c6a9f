"""The permission table of the rules of booking, by program and by page."""

from typing import Any, Final

from tests.permissions.lines import FAR, Line, only

PLACE: Final = {"scope": "=class", "name": "place"}
READERS: Final = only("manager", "quality", "finance")
RULING: Final[dict[str, Any]] = {
    "may": only("manager"),
    "sees": READERS,
    "path": PLACE,
    "hides": "place",
    "by_role_first": True,
}
READING: Final = {**RULING, "may": READERS}
RULE_API: Final = (
    Line("/rules", "GET", READERS | FAR),
    Line("/rules/{scope}/{name}", "GET", **READING),
    Line(
        "/rules/{scope}/{name}",
        "POST",
        match="place",
        body=lambda n: {"longest": "400", "reason": "a trial"},
        **RULING,
    ),
    Line("/rules/{scope}/{name}/preview", "POST", body=lambda n: {"longest": "400"}, **RULING),
)
RULE_PAGES: Final = (
    Line("rules", "GET", READERS | FAR),
    Line("edit_rules", "GET", **READING),
    Line(
        "edit_rules",
        "POST",
        body=lambda n: {"version": "0", "quotas": "0", "longest": "400", "reason": "a trial"},
        **RULING,
    ),
)
