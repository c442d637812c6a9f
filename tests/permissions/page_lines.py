"""The permission table of the pages: each url name with the methods it answers to."""

from typing import Any, Final

from tests.permissions.api_lines import PIN, instant
from tests.permissions.lines import (
    ASKERS,
    BENCH,
    BOOKERS,
    BOOKINGS,
    EVERYONE,
    FAR,
    GIVERS,
    LAB,
    MEASURED,
    NO_ONE,
    OWN,
    PLANT,
    RESULTS,
    SAMPLES,
    SIGNED_IN,
    Line,
    Names,
    only,
)
from tests.permissions.rule_lines import RULE_PAGES
from tests.samples.lab import GC

NUMBER: Final = "number"
MINE: Final = {NUMBER: "mine"}
RUN: Final = {NUMBER: "run"}
BOOKED: Final = {NUMBER: "requested"}
SHEET: Final = {NUMBER: "worksheet"}
DRAFT: Final = {NUMBER: "draft"}


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

SAMPLE_PAGES = (
    Line("samples", "GET", SIGNED_IN),
    Line("draw_sample", "GET", FAR | {"operator", "technician"}),
    Line(
        "draw_sample",
        "GET",
        only("operator", "technician"),
        BOOKINGS,
        query=lambda n: {"run": n["run"]},
        hides="run",
    ),
    Line(
        "draw_sample",
        "POST",
        only("operator", "technician"),
        BOOKINGS,
        body=lambda n: {
            "run": n["run"],
            "volume": "5",
            "unit": "mL",
            "kind": "broth",
            "storage": "2-8",
        },
        hides="run",
    ),
    Line("deliver_samples", "GET", OWN | FAR | {"eve", "technician"}),
    Line(
        "deliver_samples",
        "POST",
        OWN | {"technician"},
        BOOKINGS,
        body=lambda n: {
            "project": n["project"],
            "kind": "broth",
            "storage": "2-8",
            "text": "client_mark\nagain\n",
            "do": "register",
        },
        hides="project",
    ),
    Line("sample", "GET", SAMPLES, SAMPLES, MINE),
    Line("sample", "GET", SAMPLES, SAMPLES, {NUMBER: "drawn"}),
    Line("sample", "GET", SAMPLES, SAMPLES, {NUMBER: "issued_sample"}),
    Line("correct_sample", "GET", BENCH, SAMPLES, MINE),
    Line(
        "correct_sample",
        "POST",
        BENCH,
        SAMPLES,
        MINE,
        body=lambda n: {
            "kind": "broth",
            "storage": "-20",
            "reason": "misread",
            "version": n["mine_version"],
        },
    ),
    Line("attach_to_sample", "POST", BENCH, SAMPLES, MINE, files={"file": "1,2"}),
    Line("sample_file", "GET", SAMPLES, SAMPLES, {**MINE, "file_id": "file"}),
    Line("sample_file", "GET", SAMPLES, SAMPLES, {**MINE, "file_id": "file"}, hides="file"),
    Line(
        "sample_labels",
        "POST",
        BENCH,
        SAMPLES,
        body=lambda n: {"sample": n["mine"]},
        hides="mine",
    ),
    Line("hand_over_samples", "GET", GIVERS | FAR | {"eve"}),
    Line(
        "hand_over_samples",
        "GET",
        GIVERS,
        SAMPLES,
        query=lambda n: {"sample": n["mine"]},
        hides="mine",
    ),
    Line(
        "hand_over_samples",
        "POST",
        GIVERS,
        SAMPLES,
        query=lambda n: {"sample": n["mine"], "how": "later"},
        body=lambda n: {"to": "colleague@demo.test", "seal_state": "none", "pin": PIN},
        hides="mine",
    ),
    Line("samples_inbox", "GET", GIVERS | FAR | {"eve"}),
    Line(
        "samples_inbox",
        "POST",
        GIVERS,
        SAMPLES,
        body=lambda n: {"sample": n["offered"], "condition": "ok", "seal": "none", "pin": PIN},
        hides="offered",
    ),
    Line(
        "take_back_samples",
        "POST",
        GIVERS,
        SAMPLES,
        body=lambda n: {"sample": n["offered"]},
        hides="offered",
    ),
    Line("request_tests", "GET", ASKERS, SAMPLES, MINE),
    Line("request_tests", "POST", ASKERS, SAMPLES, MINE, body=lambda n: {"methods": [GC]}),
)

LABORATORY = (
    Line("worksheets", "GET", LAB | FAR, refused=404),
    Line(
        "worksheets",
        "POST",
        only("technician"),
        LAB,
        body=lambda n: {"requests": [n["request"]], "title": "again"},
        hides="request",
        refused=403,
    ),
    Line("worksheet", "GET", LAB, LAB, SHEET),
    Line("worksheet", "POST", only("technician"), LAB, SHEET, body=lambda n: {}),
    Line("import_worksheet", "GET", only("technician"), LAB, SHEET),
    Line(
        "import_worksheet",
        "POST",
        only("technician"),
        LAB,
        SHEET,
        body=lambda n: {"dry_run": "1"},
        files={"file": "sample,isoprenol\n"},
    ),
    Line("import_run", "GET", only("technician"), BOOKINGS, RUN),
    Line(
        "import_run",
        "POST",
        only("technician"),
        BOOKINGS,
        RUN,
        body=lambda n: {"dry_run": "1"},
        files={"file": "time_h,glucose\n"},
    ),
    Line("review_results", "GET", FAR | {"reviewer"}),
    Line(
        "review_results",
        "POST",
        only("reviewer"),
        LAB,
        body=lambda n: {"results": [n["result"]], "decision": "approve", "pin": PIN},
        hides="result",
    ),
    Line(
        "review_worksheet",
        "POST",
        only("reviewer"),
        LAB,
        SHEET,
        body=lambda n: {"results": [n["result"]], "decision": "approve", "pin": PIN},
    ),
    Line("reports", "GET", SIGNED_IN),
    Line("new_report", "GET", FAR | {"reviewer", "signatory"}),
    Line(
        "new_report",
        "POST",
        only("reviewer", "signatory"),
        SAMPLES,
        body=lambda n: {"samples": [n["approved_sample"]], "language": "both"},
        hides="approved_sample",
    ),
    Line("report", "GET", RESULTS, RESULTS, {NUMBER: "issued"}),
    Line("report", "GET", LAB, LAB, DRAFT),
    Line(
        "sign_report",
        "POST",
        only("signatory"),
        LAB,
        DRAFT,
        body=lambda n: {"version": n["draft_version"], "pin": PIN},
    ),
    Line("issue_report", "POST", only("signatory"), LAB, {NUMBER: "signed"}),
    Line(
        "recompose_report",
        "POST",
        only("reviewer", "signatory"),
        LAB,
        DRAFT,
        body=lambda n: {"version": n["draft_version"]},
    ),
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
