"""Samples of the permission world, their tests and reports, in every state."""

from typing import Any

from samples.actions.attach import attach
from samples.actions.compose_report import compose_report
from samples.actions.deliver import deliver
from samples.actions.draw import draw
from samples.actions.enter_result import enter_result
from samples.actions.issue_report import issue_report
from samples.actions.plan_worksheet import plan_worksheet
from samples.actions.relinquish import relinquish
from samples.actions.request_tests import request_tests
from samples.actions.review_result import review_result
from samples.actions.sign_report import sign_report
from samples.models import Result, Sample, TestRequest
from samples.schemas.reports import ReportWanted, Signing
from samples.schemas.sample import Delivery, Drawing, Relinquishing
from samples.schemas.testing import ResultEntry, Review, TestsWanted, WorksheetPlan
from tests.permissions.scene import MARKERS, World, hour
from tests.samples.lab import GC, TITER, the_methods


def _delivered(world: World, by: str, project: str, mark: str, **more: Any) -> Sample:
    line = {
        "client_mark": mark,
        "kind": "broth",
        "storage": "2-8",
        "description": MARKERS["sample"] if project == "P-0004" else "rival's",
        "batch": MARKERS["batch"] if project == "P-0004" else "R-1",
    }
    said = Delivery.model_validate({"project": project, "lines": [line], **more})
    return deliver(world.cast.actor(by), said)[0]


def make_samples(world: World) -> None:
    cast = world.cast
    with hour(3):
        drawing = Drawing.model_validate(
            {
                "kind": "broth",
                "drawn_from": {"run": world["run"]},
                "volume": {"value": "50", "unit": "mL"},
                "storage": "2-8",
                "description": MARKERS["sample"],
            }
        )
        drawn, offered = (
            draw(cast.actor("operator"), drawing),
            draw(cast.actor("operator"), drawing),
        )
        mine = _delivered(world, "lin", "P-0004", MARKERS["mark"])
        rivals = _delivered(world, "eve", "P-0009", "RIVAL-1")
    with hour(4):
        seal = {"number": MARKERS["seal"], "state": "intact"}
        offer = Relinquishing.model_validate({"to": "technician@demo.test", "seal": seal})
        relinquish(cast.actor("operator"), offered.number, offer)
        file = attach(cast.actor("lin"), mine.number, f"{MARKERS['file']}.txt", [b"12, 13"])
    world.names |= {
        "drawn": drawn.number,
        "offered": offered.number,
        "mine": mine.number,
        "rivals_sample": rivals.number,
        "file": file.pk,
    }


def _received(world: World, mark: str) -> Sample:
    receipt = {"condition": "ok"}
    return _delivered(world, "technician", "P-0004", f"{MARKERS['mark']} {mark}", receipt=receipt)


def _asked(world: World, sample: Sample, method: str = GC) -> TestRequest:
    wanted = TestsWanted.model_validate({"tests": [{"method": method}]})
    return request_tests(world.cast.actor("lin"), sample.number, wanted)[0]


def _entered(world: World, sample: Sample) -> Result:
    said = {"sample": sample.number, "method": GC, "analyte": "isoprenol"}
    entry = ResultEntry.model_validate({**said, "value": MARKERS["value"], "unit": "mg/L"})
    return enter_result(world.cast.actor("technician"), entry)


def make_tests_and_reports(world: World) -> None:
    cast = world.cast
    methods = the_methods(cast)
    world.names |= {"method": methods[GC].pk, "analyte": methods[GC].analytes.get().pk}
    waits, sheet = _received(world, "1"), _received(world, "2")
    world.names["request"] = _asked(world, waits).pk
    world.names["waiting"] = waits.number
    planned = WorksheetPlan(requests=(_asked(world, sheet).pk,), title=MARKERS["sheet"])
    world.names["worksheet"] = plan_worksheet(cast.actor("technician"), planned).number
    world.names["result"] = _entered(world, sheet).pk
    world.names["sheet_sample"] = sheet.number
    drawn = Sample.objects.get(number=world["drawn"])
    _asked(world, drawn, TITER)
    approve = Review(decision="approve")
    for number, name in enumerate(("approved", "draft", "signed", "issued"), start=3):
        sample = _received(world, str(number))
        _asked(world, sample)
        result = review_result(cast.actor("reviewer"), _entered(world, sample).pk, approve)
        world.names[f"{name}_result"] = result.pk
        world.names[f"{name}_sample"] = sample.number
        if name != "approved":
            _report(world, name, sample)


def _report(world: World, name: str, sample: Sample) -> None:
    signatory = world.cast.actor("signatory")
    wanted = ReportWanted.model_validate(
        {"samples": [sample.number], "opinion": MARKERS["opinion"]}
    )
    report = compose_report(world.cast.actor("reviewer"), wanted)
    if name != "draft":
        report = sign_report(signatory, report.number, Signing())
    if name == "issued":
        report = issue_report(signatory, report.number)
        world.names["code"] = report.verify_code
    world.names[name] = report.number
