"""The permission table of the pages: each url name with the methods it answers to."""

from typing import Any, Final

from tests.permissions.lines import (
    EVERYONE,
    FAR,
    NO_ONE,
    OWN,
    PLANT,
    SIGNED_IN,
    Line,
    Names,
    only,
)
from tests.permissions.page_bookings import BOOKING_PAGES
from tests.permissions.page_samples import LABORATORY, SAMPLE_PAGES


def signing_in(_names: Names) -> dict[str, Any]:
    return {"login": "lin@demo.test", "password": "a long enough password"}


OPEN = (
    Line("openapi", "GET", EVERYONE),
    Line("api_docs", "GET", EVERYONE),
    Line("setup", "GET", NO_ONE, refused=302),
    Line("setup", "POST", NO_ONE, refused=302),
    Line("web:design", "GET", NO_ONE, refused=404),
    Line("web:favicon", "GET", EVERYONE),
    Line("web:favicon", "GET", EVERYONE),
    Line("healthz", "GET", EVERYONE),
    Line("readyz", "GET", EVERYONE),
    Line("metrics", "GET", EVERYONE),
    Line("set_language", "POST", EVERYONE, body=lambda n: {"language": "en"}),
    Line("account_login", "GET", EVERYONE),
    Line("account_login", "POST", EVERYONE, body=signing_in),
    Line("account_logout", "GET", EVERYONE),
    Line("account_logout", "POST", EVERYONE),
    Line("verify", "GET", EVERYONE, path={"code": "code"}),
    Line("today", "GET", EVERYONE),
    Line("board", "GET", EVERYONE),
    Line("board_top", "GET", EVERYONE),
    Line("board_card", "GET", EVERYONE - FAR, path={"tag": "=BR300-1"}, refused=404),
)


ONESELF = (
    Line("me", "GET", SIGNED_IN),
    Line("choose_place", "POST", SIGNED_IN),
    Line(
        "choose_pin",
        "POST",
        SIGNED_IN,
        body=lambda n: {"password": "a long enough password", "pin": "135790"},
    ),
    Line(
        "new_token",
        "POST",
        SIGNED_IN,
        body=lambda n: {"name": "script", "scopes": ["read"], "days": "9"},
    ),
    Line("end_token", "POST", only("lin"), only("lin"), {"pk": "token"}),
    Line("notices", "GET", SIGNED_IN),
    Line("read_notices", "POST", SIGNED_IN),
    Line("notice_preferences", "GET", SIGNED_IN),
    Line("calendar_feeds", "GET", SIGNED_IN),
    Line("new_calendar_feed", "POST", SIGNED_IN, body=lambda n: {"machine": "BR300-1"}),
    Line("end_calendar_feed", "POST", only("lin"), only("lin"), {"pk": "feed"}),
    Line("calendar_feed", "GET", NO_ONE, path={"secret": "=guessed"}, refused=404),
    Line("notice_preferences", "POST", SIGNED_IN),
    Line("open_notice", "POST", only("lin"), only("lin"), {"pk": "notice"}),
)


MACHINES = (
    Line("wall", "GET", PLANT | FAR),
    Line("machine", "GET", EVERYONE, path={"tag": "=BR300-1"}),
    Line("machine_top", "GET", EVERYONE, path={"tag": "=BR300-1"}),
    Line("machine_trend", "GET", EVERYONE, path={"tag": "=BR300-1"}),
    Line("machine_label", "GET", EVERYONE, path={"tag": "=BR300-1"}),
    Line("scan_machine", "GET", EVERYONE, path={"tag": "=BR300-1"}),
    Line(
        "take_out",
        "POST",
        only("operator", "manager"),
        path={"tag": "=DSC-1"},
        body=lambda n: {"reason": "a leak", "state": "MAINTENANCE"},
    ),
    Line("bring_back", "POST", only("operator", "manager"), path={"tag": "=HPLC-1"}),
    Line(
        "say_state",
        "POST",
        only("operator"),
        path={"tag": "=DSC-1"},
        body=lambda n: {"state": "SETUP"},
    ),
    Line("acknowledge", "POST", only("operator"), OWN | PLANT, {"alarm": "alarm"}),
)


OVER_ALL = (
    Line("audit", "GET", FAR | {"biosafety", "manager", "quality"}),
    Line("audit", "GET", FAR | {"biosafety", "manager", "quality"}, query=lambda n: {"as": "csv"}),
    Line("search", "GET", SIGNED_IN, query=lambda n: {"q": n["mine"]}),
)


PAGES: Final = (
    *OPEN,
    *ONESELF,
    *MACHINES,
    *BOOKING_PAGES,
    *SAMPLE_PAGES,
    *LABORATORY,
    *OVER_ALL,
)
