"""The permission table of the pages: bookings, runs, series, and who waits."""

from typing import Any

from tests.permissions.calls import BOOKED, NUMBER, RUN, instant
from tests.permissions.lines import (
    BOOKERS,
    BOOKINGS,
    MEASURED,
    OWN,
    SIGNED_IN,
    Line,
    Names,
    only,
)
from tests.permissions.rule_lines import RULE_PAGES


def booking_form(n: Names) -> dict[str, Any]:
    stage = {"equipment_0": "DSC-1", "start_0": instant(240)[:16], "hours_0": "24"}
    return {"project": n["project"], "do": "book", **stage}


def moving(n: Names) -> dict[str, Any]:
    times = {"start_0": instant(264)[:16], "hours_0": "24"}
    return {"version": n["requested_version"], **times}


def splitting(n: Names) -> dict[str, Any]:
    """In plant time, eight hours ahead: the request is for the day from hour 96 on."""
    times = {"until": instant(100)[:16], "since": instant(110)[:16]}
    return {"version": n["requested_version"], "stage": "1", **times}


def a_series(n: Names) -> dict[str, Any]:
    rule = {"every": "week", "interval": "1", "count": "2", "hours": "4"}
    return {"project": n["project"], "equipment": "DSC-1", "start": instant(808)[:16], **rule}


def getting_in_line(n: Names) -> dict[str, Any]:
    times = {"since": instant(600)[:16], "until": instant(648)[:16], "hours": "24"}
    return {"project": n["project"], "what": "any:LAB", **times}


def writing_up(_names: Names) -> dict[str, Any]:
    """In plant time, eight hours ahead."""
    times = {"started_at": instant(6)[:16], "ended_at": instant(7)[:16]}
    return {"stage": "1", **times, "phase": "GROWTH", "left": "IDLE_DIRTY", "outcome": "accepted"}


BOOKING_PAGES = (
    Line("timeline", "GET", SIGNED_IN),
    Line("timeline_lane", "GET", SIGNED_IN, path={"tag": "=BR300-1"}),
    Line("slots", "GET", BOOKERS),
    Line("violations", "GET", SIGNED_IN),
    Line(
        "appeal",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"pk": "violation"},
        body=lambda n: {"text": "the door was locked"},
    ),
    Line(
        "decide_appeal",
        "POST",
        only("manager"),
        BOOKINGS,
        {"pk": "appealed"},
        body=lambda n: {"do": "lift", "reason": "it was"},
    ),
    Line("new_series", "GET", BOOKERS),
    Line("new_series", "POST", OWN | {"manager"}, BOOKINGS, body=a_series, hides="project"),
    Line("series", "GET", BOOKINGS, BOOKINGS, {"pk": "series"}),
    Line(
        "move_series",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"pk": "series"},
        body=lambda n: {"version": "1", "scope": "all", "hours": "3", "equipment": "DSC-1"},
    ),
    Line(
        "end_series",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"pk": "series"},
        body=lambda n: {"version": "1", "scope": "all"},
    ),
    Line("wait_list", "GET", SIGNED_IN),
    Line("wait_list", "POST", OWN | {"manager"}, BOOKINGS, body=getting_in_line, hides="project"),
    Line("take_offer", "POST", OWN | {"manager"}, BOOKINGS, {"pk": "waits"}),
    Line("leave_the_line", "POST", OWN | {"manager"}, BOOKINGS, {"pk": "waits"}),
    Line("plan_maintenance", "GET", only("manager"), path={"tag": "=DSC-1"}),
    Line(
        "plan_maintenance",
        "POST",
        only("manager"),
        path={"tag": "=DSC-1"},
        body=lambda n: {"start": instant(400)[:16], "hours": "8"},
    ),
    Line("bookings", "GET", SIGNED_IN),
    Line("new_booking", "GET", BOOKERS),
    Line("new_booking", "POST", OWN | {"manager"}, BOOKINGS, body=booking_form, hides="project"),
    Line("booking", "GET", BOOKINGS, BOOKINGS, BOOKED),
    Line("change_booking", "POST", OWN | {"manager"}, BOOKINGS, BOOKED, body=moving),
    Line("hand_over", "GET", OWN | {"manager"}, BOOKINGS, BOOKED),
    Line(
        "hand_over",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {"do": "hand_over", "to": "chen@demo.test"},
    ),
    Line("split_booking", "POST", OWN | {"manager"}, BOOKINGS, BOOKED, body=splitting),
    Line("cancel_booking", "POST", OWN | {"manager"}, BOOKINGS, BOOKED),
    Line("approve_booking", "POST", only("manager"), BOOKINGS, BOOKED),
    Line(
        "reject_booking", "POST", only("manager"), BOOKINGS, BOOKED, body=lambda n: {"reason": "no"}
    ),
    Line("start_run", "POST", only("operator"), BOOKINGS, {NUMBER: "confirmed"}),
    Line("record_run", "POST", only("operator"), BOOKINGS, {NUMBER: "confirmed"}, body=writing_up),
    *RULE_PAGES,
    Line("runs", "GET", SIGNED_IN),
    Line("run", "GET", BOOKINGS, BOOKINGS, RUN),
    Line(
        "run",
        "POST",
        only("operator"),
        BOOKINGS,
        RUN,
        body=lambda n: {"do": "log", "kind": "note", "text": "foam"},
    ),
    Line("run_curves", "GET", BOOKINGS, BOOKINGS, RUN),
    Line("run_now", "GET", BOOKINGS, BOOKINGS, RUN),
    Line("utilization", "GET", MEASURED),
    Line("utilization_rows", "GET", MEASURED),
    Line("utilization_csv", "GET", MEASURED),
    Line(
        "utilization_refused",
        "GET",
        MEASURED - {"lin", "chen", "eve"},
        query=lambda n: {"key": "BR300"},
    ),
    Line("projects", "GET", SIGNED_IN),
    Line("project", "GET", BOOKINGS, BOOKINGS, {"code": "project"}),
    Line(
        "project",
        "POST",
        only("biosafety", "manager"),
        BOOKINGS,
        {"code": "project_waits"},
        body=lambda n: {"status": "approved", "version": n["project_waits_version"]},
    ),
)
