"""A test method is kept edition by edition."""

from decimal import Decimal
from typing import Any

import pytest

from pilotbase.core.errors import NotAllowed
from samples.actions.save_method import MethodData, save_method
from samples.models import TestMethod
from tests.keeping import keeps_versions
from tests.people import Cast

pytestmark = pytest.mark.django_db


def said(edition: str = "2025", **more: Any) -> MethodData:
    words = {"code": "GC-1", "edition": edition, "name_zh": "气相色谱", "name_en": "GC"}
    return MethodData.model_validate({**words, "valid_from": "2026-01-01", "price": "280", **more})


@pytest.mark.parametrize("name", ["quality", "manager"])
def test_who_keeps_methods_keeps_it(cast: Cast, name: str) -> None:
    who = cast.actor(name)
    method = keeps_versions(who, save_method, said(), said(price="300"), said("NONE"))
    assert (method.price, method.facility) == (Decimal(300), cast.facility)
    later = save_method(who, said("2026"))
    assert later.pk != method.pk
    assert TestMethod.objects.filter(code="GC-1").count() == 2


@pytest.mark.parametrize("name", ["eve", "lin", "technician", "reviewer"])
def test_others_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        save_method(cast.actor(name), said())
    assert not TestMethod.objects.exists()
