"""The permission table of the rules of booking, by program and by page."""

from typing import Any, Final

from tests.permissions.lines import BOOKINGS, FAR, KNOWN, OWN, SIGNED_IN, Line, only

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
PAYMENT: Final = {"organisation": "yanxi", "amount": "100.00", "reference": "bank 17"}
MONEY_API: Final = (
    Line("/charges", "GET", KNOWN),
    Line("/payments", "POST", only("manager", "finance") | FAR, body=lambda n: PAYMENT),
)
SHORTER: Final = {"stage": 1, "preparation": "1", "turnaround": "1", "reason": "the same broth"}
DECIDERS: Final = only("chen", "biosafety", "manager") | FAR
RULE_API: Final = (
    *MONEY_API,
    Line("/approvals", "GET", DECIDERS),
    Line("/equipment/{tag}/maintenance", "GET", only("manager"), path={"tag": "=DSC-1"}),
    Line(
        "/bookings/{number}/shorten",
        "POST",
        only("manager"),
        BOOKINGS,
        {"number": "confirmed"},
        body=lambda n: SHORTER,
        match="confirmed",
    ),
    Line(
        "/bookings/{number}/collaborators",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"number": "requested"},
        body=lambda n: {"who": "chen@demo.test"},
        match="requested",
    ),
    Line(
        "/bookings/{number}/collaborators/remove",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"number": "confirmed"},
        body=lambda n: {"who": "chen@demo.test"},
        match="confirmed",
    ),
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
    Line("approvals", "GET", DECIDERS),
    Line(
        "shorten_booking",
        "POST",
        only("manager"),
        BOOKINGS,
        {"number": "confirmed"},
        body=lambda n: SHORTER,
    ),
    Line(
        "hand_over",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"number": "confirmed"},
        body=lambda n: {"do": "unshare", "who": "chen@demo.test"},
    ),
    Line("charges", "GET", SIGNED_IN),
    Line("add_payment", "POST", only("manager", "finance") | FAR, body=lambda n: PAYMENT),
    Line("rules", "GET", READERS | FAR),
    Line("edit_rules", "GET", **READING),
    Line(
        "edit_rules",
        "POST",
        body=lambda n: {"version": "0", "quotas": "0", "longest": "400", "reason": "a trial"},
        **RULING,
    ),
)
