"""The permission table of the JSON API: each operation of the OpenAPI document."""

from datetime import timedelta
from typing import Any, Final

from tests.permissions.lines import (
    ASKERS,
    BENCH,
    BOOKINGS,
    EVERYONE,
    GIVERS,
    KNOWN,
    LAB,
    MEASURED,
    OWN,
    PLANT,
    RESULTS,
    SAMPLES,
    SIGNED_IN,
    STAFF,
    Line,
    Names,
    only,
)
from tests.permissions.rule_lines import RULE_API
from tests.permissions.world import NOW
from tests.samples.lab import GC

PIN: Final = "2468"


def instant(hours: float) -> str:
    return (NOW.replace(minute=0) + timedelta(hours=hours)).isoformat()


def span(hours: float, length: float = 24) -> dict[str, str]:
    return {"start": instant(hours), "end": instant(hours + length)}


def days(_names: Names) -> dict[str, str]:
    return {"from": instant(-48), "to": instant(24)}


def booking(n: Names) -> dict[str, Any]:
    return {"project": n["project"], "stages": [{"equipment": "DSC-1", "run": span(240)}]}


def need(n: Names) -> dict[str, Any]:
    return {"project": n["project"], "hours": "24"}


def coming_round(n: Names) -> dict[str, Any]:
    said = {"project": n["project"], "equipment": "DSC-1", "first": span(800, 4)}
    return {**said, "repeat": {"every": "week", "count": 2}}


def drawing(n: Names) -> dict[str, Any]:
    volume = {"value": "5", "unit": "mL"}
    said = {"kind": "broth", "storage": "2-8", "volume": volume}
    return {**said, "drawn_from": {"run": n["run"]}}


def delivered(n: Names) -> dict[str, Any]:
    said = {"kind": "broth", "storage": "2-8", "client_mark": "again"}
    return {**said, "project": n["project"]}


def delivery(n: Names) -> dict[str, Any]:
    line = {"kind": "broth", "storage": "2-8", "client_mark": "again"}
    return {"project": n["project"], "lines": [line]}


def result(n: Names) -> dict[str, Any]:
    return {"sample": n["waiting"], "method": GC, "analyte": "isoprenol", "value": "120"}


TAG: Final = {"tag": "=DSC-1"}
NUMBER: Final = "number"
CSV: Final = "sample,isoprenol\n"

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

BOOKED = {NUMBER: "requested"}
BOOKING_LINES = (
    Line("/projects", "GET", KNOWN),
    Line("/bookings", "GET", KNOWN),
    Line("/violations", "GET", KNOWN),
    Line(
        "/violations/{violation_id}/appeal",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"violation_id": "violation"},
        body=lambda n: {"text": "the door was locked"},
    ),
    Line(
        "/violations/{violation_id}/decide",
        "POST",
        only("manager"),
        BOOKINGS,
        {"violation_id": "appealed"},
        body=lambda n: {"lifted": True, "reason": "it was"},
    ),
    Line("/series", "GET", KNOWN),
    Line("/series", "POST", OWN | {"manager"}, BOOKINGS, body=coming_round, hides="project"),
    Line("/series/{series_id}", "GET", BOOKINGS, BOOKINGS, {"series_id": "series"}),
    Line(
        "/series/{series_id}",
        "PATCH",
        OWN | {"manager"},
        BOOKINGS,
        {"series_id": "series"},
        body=lambda n: {"hours": "3"},
    ),
    Line(
        "/series/{series_id}/cancel",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        {"series_id": "series"},
        body=lambda n: {},
    ),
    Line("/waiting", "GET", KNOWN),
    Line(
        "/waiting",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        body=lambda n: {
            "project": n["project"],
            "window": span(600, 48),
            "hours": "24",
            "equipment_class": "LAB",
        },
        hides="project",
    ),
    Line("/waiting/{entry_id}/leave", "POST", OWN | {"manager"}, BOOKINGS, {"entry_id": "waits"}),
    Line("/waiting/{entry_id}/accept", "POST", OWN | {"manager"}, BOOKINGS, {"entry_id": "waits"}),
    Line("/timeline", "GET", KNOWN, query=days),
    Line("/utilization", "GET", MEASURED, query=days),
    Line(
        "/bookings",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        body=booking,
        hides="project",
    ),
    Line(
        "/bookings/{number}/split",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {"stage": 1, "parts": [span(300, 8), span(340, 8)]},
        match="requested",
    ),
    Line("/bookings/quote", "POST", OWN | {"manager"}, BOOKINGS, body=booking, hides="project"),
    Line("/bookings/slots", "POST", OWN | {"manager"}, BOOKINGS, body=need, hides="project"),
    Line("/bookings/{number}", "GET", BOOKINGS, BOOKINGS, BOOKED),
    Line(
        "/bookings/{number}/quote",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {"stages": [{"stage": 1, "run": span(264)}]},
    ),
    Line(
        "/bookings/{number}/hand-over",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {"to": "chen@demo.test"},
        match="requested",
    ),
    Line(
        "/bookings/{number}/transfer",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {"project": n["project"]},
        match="requested",
    ),
    Line("/bookings/{number}/cancellation", "GET", BOOKINGS, BOOKINGS, BOOKED),
    Line("/bookings/{number}/rivals", "GET", STAFF, BOOKINGS, BOOKED),
    Line("/bookings/{number}/alternatives", "GET", BOOKINGS, BOOKINGS, BOOKED),
    Line(
        "/bookings/{number}",
        "PATCH",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {"stages": [{"stage": 1, "run": span(264)}]},
        match="requested",
    ),
    Line(
        "/bookings/{number}/cancel",
        "POST",
        OWN | {"manager"},
        BOOKINGS,
        BOOKED,
        body=lambda n: {},
        match="requested",
    ),
    Line(
        "/bookings/{number}/approve",
        "POST",
        only("manager"),
        BOOKINGS,
        BOOKED,
        body=lambda n: {},
        match="requested",
    ),
    Line(
        "/bookings/{number}/reject",
        "POST",
        only("manager"),
        BOOKINGS,
        BOOKED,
        body=lambda n: {"reason": "no steam"},
        match="requested",
    ),
    Line(
        "/bookings/{number}/start",
        "POST",
        only("operator"),
        BOOKINGS,
        {NUMBER: "confirmed"},
        body=lambda n: {"stage": 1},
    ),
    Line(
        "/bookings/{number}/record",
        "POST",
        only("operator"),
        BOOKINGS,
        {NUMBER: "confirmed"},
        body=lambda n: {
            "stage": 1,
            "started_at": instant(-2),
            "ended_at": instant(-1),
            "left": "IDLE_CLEAN",
            "lines": [{"kind": "note", "text": "off"}],
        },
    ),
    Line(
        "/bookings/{number}/finish",
        "POST",
        only("operator"),
        BOOKINGS,
        {NUMBER: "running"},
        body=lambda n: {"stage": 1},
    ),
    Line("/runs", "GET", KNOWN),
    Line("/runs/{number}", "GET", BOOKINGS, BOOKINGS, {NUMBER: "run"}),
    Line(
        "/runs/{number}/phases",
        "POST",
        only("operator"),
        BOOKINGS,
        {NUMBER: "run"},
        body=lambda n: {"kind": "note", "text": "foam"},
    ),
)

MINE = {NUMBER: "mine"}
SAMPLE_LINES = (
    Line("/samples", "GET", KNOWN),
    Line("/samples", "POST", only("operator", "technician"), BOOKINGS, body=drawing, hides="run"),
    Line("/samples", "POST", OWN | {"technician"}, BOOKINGS, body=delivered, hides="project"),
    Line(
        "/samples/deliveries",
        "POST",
        OWN | {"technician"},
        BOOKINGS,
        body=delivery,
        hides="project",
    ),
    Line("/samples/{number}", "GET", SAMPLES, SAMPLES, MINE),
    Line("/samples/{number}", "GET", SAMPLES, SAMPLES, {NUMBER: "drawn"}),
    Line(
        "/samples/{number}",
        "PATCH",
        BENCH,
        SAMPLES,
        MINE,
        body=lambda n: {"batch": "B2", "reason": "misread"},
        match="mine",
    ),
    Line("/samples/{number}/label.pdf", "POST", BENCH, SAMPLES, MINE),
    Line("/samples/{number}/label.zpl", "POST", BENCH, SAMPLES, MINE),
    Line("/samples/{number}/attachments", "POST", BENCH, SAMPLES, MINE, files={"file": "1,2"}),
    Line("/attachments/{attachment_id}", "GET", SAMPLES, SAMPLES, {"attachment_id": "file"}),
    Line("/samples/{number}/custody", "GET", SAMPLES, SAMPLES, MINE),
    Line(
        "/samples/{number}/custody",
        "POST",
        GIVERS,
        SAMPLES,
        MINE,
        body=lambda n: {"type": "relinquished", "to": "colleague@demo.test"},
    ),
)

SHEET = {NUMBER: "worksheet"}
DRAFT = {NUMBER: "draft"}
TEST_LINES = (
    Line("/methods", "GET", KNOWN),
    Line(
        "/samples/{number}/tests",
        "POST",
        ASKERS,
        SAMPLES,
        MINE,
        body=lambda n: {"tests": [{"method": GC}]},
    ),
    Line("/samples/{number}/tests", "GET", SAMPLES, SAMPLES, {NUMBER: "waiting"}),
    Line("/results", "POST", only("technician"), SAMPLES, body=result, hides="waiting"),
    Line(
        "/results/imports",
        "POST",
        only("technician"),
        LAB,
        body=lambda n: {"worksheet": n["worksheet"], "dry_run": "true"},
        files={"file": CSV},
        hides="worksheet",
    ),
    Line(
        "/results/reviews",
        "POST",
        only("reviewer"),
        LAB,
        body=lambda n: {"worksheet": n["worksheet"], "decision": "approve", "pin": PIN},
        hides="worksheet",
    ),
    Line("/results/{result_id}", "GET", LAB, LAB, {"result_id": "result"}),
    Line("/results/{result_id}", "GET", RESULTS, RESULTS, {"result_id": "approved_result"}),
    Line(
        "/results/{result_id}/review",
        "POST",
        only("reviewer"),
        LAB,
        {"result_id": "result"},
        body=lambda n: {"decision": "approve", "pin": PIN},
    ),
    Line(
        "/worksheets",
        "POST",
        only("technician"),
        RESULTS,
        body=lambda n: {"requests": [n["request"]]},
        hides="request",
    ),
    Line("/worksheets", "GET", KNOWN),
    Line("/worksheets/{number}", "GET", LAB, LAB, SHEET),
    Line(
        "/reports",
        "POST",
        only("reviewer", "signatory"),
        SAMPLES,
        body=lambda n: {"samples": [n["approved_sample"]]},
        hides="approved_sample",
    ),
    Line("/reports", "GET", KNOWN),
    Line("/reports/{number}", "GET", RESULTS, RESULTS, {NUMBER: "issued"}),
    Line("/reports/{number}", "GET", LAB, LAB, DRAFT),
    Line("/reports/{number}.pdf", "GET", RESULTS, RESULTS, {NUMBER: "issued"}),
    Line("/reports/{number}.pdf", "GET", LAB, LAB, DRAFT),
    Line(
        "/reports/{number}/recompose",
        "POST",
        only("reviewer", "signatory"),
        LAB,
        DRAFT,
        body=lambda n: {},
        match="draft",
    ),
    Line(
        "/reports/{number}/sign",
        "POST",
        only("signatory"),
        LAB,
        DRAFT,
        body=lambda n: {"meaning": "approve", "pin": PIN},
    ),
    Line(
        "/reports/{number}/issue",
        "POST",
        only("signatory"),
        LAB,
        {NUMBER: "signed"},
        body=lambda n: {},
    ),
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
