"""The permission table of the JSON API: each operation of the OpenAPI document."""

from typing import Final

from tests.permissions.api_bookings import BOOKING_LINES
from tests.permissions.api_samples import SAMPLE_LINES, TEST_LINES
from tests.permissions.calls import TAG, days, instant, span
from tests.permissions.lines import (
    EVERYONE,
    KNOWN,
    OWN,
    PLANT,
    SIGNED_IN,
    Line,
    only,
)
from tests.permissions.rule_lines import RULE_API

EQUIPMENT = (
    Line("/socket-tickets", "POST", SIGNED_IN),
    Line("/equipment", "GET", EVERYONE),
    Line("/equipment/{tag}", "GET", EVERYONE, path={"tag": "=BR300-1"}),
    Line(
        "/equipment/{tag}/states",
        "POST",
        only("operator", "gateway"),
        path=TAG,
        body=lambda n: {"states": [{"at": instant(-1), "state": "SETUP"}]},
    ),
    Line(
        "/equipment/{tag}/readings",
        "POST",
        only("gateway"),
        path={"tag": "=BR300-1"},
        body=lambda n: {"readings": [{"at": instant(-1), "tag": "TIC", "value": 37.0}]},
    ),
    Line("/equipment/{tag}/readings", "GET", OWN | PLANT, path={"tag": "=BR300-1"}, query=days),
    Line(
        "/equipment/{tag}/out-of-service",
        "POST",
        only("operator", "manager"),
        path=TAG,
        body=lambda n: {"reason": "a leak"},
    ),
    Line(
        "/equipment/{tag}/return-to-service",
        "POST",
        only("operator", "manager"),
        path={"tag": "=HPLC-1"},
    ),
    Line(
        "/equipment/{tag}/blocks",
        "POST",
        only("manager"),
        path=TAG,
        body=lambda n: {"span": span(400)},
    ),
    Line("/alarms/{alarm}/acknowledge", "POST", only("operator"), OWN | PLANT, {"alarm": "alarm"}),
)


CHOICE: Final = {"choices": [{"kind": "run_finished", "channel": "email", "timing": "never"}]}


NOTICE_LINES = (
    Line("/notices", "GET", KNOWN),
    Line("/notices/read", "POST", SIGNED_IN),
    Line("/notices/preferences", "GET", SIGNED_IN),
    Line("/notices/preferences", "POST", SIGNED_IN, body=lambda n: CHOICE),
    Line(
        "/notices/{notice_id}/read",
        "POST",
        only("lin"),
        only("lin"),
        {"notice_id": "notice"},
    ),
)


API: Final = (*EQUIPMENT, *BOOKING_LINES, *RULE_API, *SAMPLE_LINES, *TEST_LINES, *NOTICE_LINES)
