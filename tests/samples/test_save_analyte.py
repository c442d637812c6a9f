"""What a method measures: one opinion of each analyte of an edition."""

from decimal import Decimal
from typing import Any

import pytest

from pilotbase.core.errors import Invalid, NotAllowed
from samples.actions.save_analyte import AnalyteData, save_analyte
from samples.models import Analyte, TestMethod
from tests.keeping import says_anew
from tests.people import Cast
from tests.samples.lab import GC

pytestmark = pytest.mark.django_db


def said(**more: Any) -> AnalyteData:
    words = {"method": f"{GC} 2", "code": "prenol", "name_zh": "异戊二烯醇", "name_en": "prenol"}
    return AnalyteData.model_validate({**words, "unit": "mg/L", **more})


@pytest.mark.parametrize("name", ["quality", "manager"])
def test_who_keeps_methods_says_it_anew(
    cast: Cast, methods: dict[str, TestMethod], name: str
) -> None:
    anew = said(loq="0.5", limit_low="1", limit_high="9")
    analyte = says_anew(cast.actor(name), save_analyte, said(), anew)
    assert analyte.method == methods[GC]
    assert (analyte.loq, analyte.limit_high) == (Decimal("0.5"), Decimal(9))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"method": "NONE 2"}, "method"),
        ({"method": f"{GC} 99"}, "method"),
        ({"limit_low": "9", "limit_high": "1"}, "limit_high"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    cast: Cast, methods: dict[str, TestMethod], more: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save_analyte(cast.actor("quality"), said(**more))
    assert refused.value.field == field
    assert not Analyte.objects.filter(code="prenol").exists()


@pytest.mark.parametrize("name", ["eve", "lin", "technician", "reviewer"])
def test_others_may_not(cast: Cast, methods: dict[str, TestMethod], name: str) -> None:
    with pytest.raises(NotAllowed):
        save_analyte(cast.actor(name), said())
