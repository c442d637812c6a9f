"""A laboratory for tests: two methods, samples it has received, and how work goes on them."""

from datetime import date
from decimal import Decimal
from json import loads
from typing import Any
from typing import cast as cast_to

from django.http import HttpResponse
from django.test import Client

from samples.actions.deliver import deliver
from samples.actions.enter_result import enter_result
from samples.actions.request_tests import request_tests
from samples.actions.review_result import review_result
from samples.choices import Condition, SampleKind, Storage
from samples.models import Analyte, Result, Sample, TestMethod, TestRequest
from samples.schemas.sample import Delivery, DeliveryLine, Receipt
from samples.schemas.testing import ResultEntry, Review, TestsWanted, TestWanted
from tests.people import Cast

TITER, GC = "HPLC-TITER", "GC-ISOP"
SUGARS = ("glucose", "xylose", "acetic_acid", "ethanol", "furfural")
APPROVE = Review(decision="approve")


def a_method(cast: Cast, code: str, analytes: dict[str, dict[str, Any]], **more: Any) -> TestMethod:
    method = TestMethod.objects.create(
        facility=cast.facility,
        code=code,
        name_zh=more.pop("name_zh", "含量 HPLC"),
        name_en=more.pop("name_en", "Titer by HPLC"),
        edition=more.pop("edition", "2"),
        standard=more.pop("standard", "Ch.P 2025, 0512"),
        valid_from=more.pop("valid_from", date(2020, 1, 1)),
        price=more.pop("price", Decimal(280)),
        turnaround_days=more.pop("turnaround_days", 2),
        **more,
    )
    for n, (name, facts) in enumerate(analytes.items()):
        Analyte.objects.create(
            method=method,
            code=name,
            name_zh=facts.pop("name_zh", name),
            name_en=facts.pop("name_en", name.replace("_", " ")),
            position=n,
            **facts,
        )
    return method


def the_methods(cast: Cast) -> dict[str, TestMethod]:
    """Sugars, acid, ethanol and furfural in g/L; isoprenol in mg/L with limits."""
    plain = {
        "unit": "g/L",
        "decimals": 3,
        "lod": Decimal("0.002"),
        "loq": Decimal("0.005"),
        "uncertainty": Decimal(4),
    }
    isoprenol = {
        "name_zh": "异戊烯醇",
        "name_en": "3-Methyl-3-buten-1-ol",
        "unit": "mg/L",
        "decimals": 1,
        "lod": Decimal("1.0"),
        "loq": Decimal("3.0"),
        "uncertainty": Decimal(6),
        "limit_low": Decimal(100),
        "limit_source": "PS-ISO-1",
    }
    gc = {"name_zh": "异戊烯醇 GC-FID", "name_en": "Isoprenol by GC-FID", "price": Decimal(320)}
    return {
        TITER: a_method(cast, TITER, {name: dict(plain) for name in SUGARS}),
        GC: a_method(cast, GC, {"isoprenol": isoprenol}, **gc),
    }


def received(cast: Cast, marks: list[str], project: str = "P-0004") -> list[Sample]:
    """Delivered by the client and in the laboratory's hands."""
    lines = tuple(
        DeliveryLine(client_mark=mark, kind=SampleKind.BROTH, storage=Storage.FRIDGE)
        for mark in marks
    )
    receipt = Receipt(condition=Condition.OK)
    delivery = Delivery(project=project, lines=lines, receipt=receipt)
    return deliver(cast.actor("technician"), delivery)


def post(client: Client, address: str, body: object, headers: Any = None) -> HttpResponse:
    """JSON, as programs send it."""
    answer = client.post(address, body, content_type="application/json", headers=headers)
    return cast_to("HttpResponse", answer)


def json(answer: HttpResponse) -> Any:
    return loads(answer.content)


def wanting(*methods: str) -> TestsWanted:
    return TestsWanted(tests=tuple(TestWanted(method=method) for method in methods))


def requested(cast: Cast, sample: Sample, *methods: str, by: str = "lin") -> list[TestRequest]:
    return request_tests(cast.actor(by), sample.number, wanting(*methods))


def entry(sample: Sample, value: str, analyte: str = "isoprenol", **more: str) -> ResultEntry:
    method = more.pop("method", GC if analyte == "isoprenol" else TITER)
    said = {"sample": sample.number, "method": method, "analyte": analyte, "value": value, **more}
    return ResultEntry.model_validate(said)


def entered(cast: Cast, sample: Sample, value: str = "818.65", by: str = "technician") -> Result:
    return enter_result(cast.actor(by), entry(sample, value))


def approved(
    cast: Cast, sample: Sample, value: str = "818.65", requested_by: str = "lin"
) -> Result:
    """Requested, entered by the technician, approved by the reviewer."""
    requested(cast, sample, GC, by=requested_by)
    result = entered(cast, sample, value)
    return review_result(cast.actor("reviewer"), result.pk, APPROVE)
