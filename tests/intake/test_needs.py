"""What people write they need is understood, in both languages, and held against machines."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotbase.intake.needs import Need, Offer, ability, judge, ranked, read

D = Decimal


def need(**said: Any) -> Need:
    for name in ("abilities", "kinds"):
        said[name] = frozenset(said.get(name, ()))
    return Need(**said)


def about(litres: int | str, **said: Any) -> Need:
    return need(least=D(litres), most=D(litres), **said)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", need()),
        ("  ", need()),
        ("100 L with off-gas, methanol", about(100, abilities={"off-gas", "methanol"})),
        ("带尾气分析的 100 升发酵罐", about(100, abilities={"off-gas"}, kinds={"bioreactor"})),
        ("３００Ｌ，甲醇", about(300, abilities={"methanol"})),
        ("1,000 litres", about(1000)),
        ("1吨发酵罐", about(1000, kinds={"bioreactor"})),
        ("5 m³ fermenter", about(5000, kinds={"bioreactor"})),
        ("300-1,000 L fermenter", need(least=D(300), most=D(1000), kinds={"bioreactor"})),
        ("300 L to 1 m3", need(least=D(300), most=D(1000))),
        ("1000 到 300 升", need(least=D(300), most=D(1000))),
        ("at least 500 L", need(least=D(500))),
        ("500 升以上", need(least=D(500))),
        ("up to 30 L", need(most=D(30))),
        ("不超过 30 升", need(most=D(30))),
        ("250 mL", about("0.25")),
        ("BL2 anaerobic", need(containment=2, abilities={"anaerobic"})),
        ("生物安全二级 厌氧", need(containment=2, abilities={"anaerobic"})),
        ("freeze dryer", need(kinds={"dryer"}, words=("freeze",))),
        ("需要一台离心机", need(words=("离心机",))),
        ("BR300-1", need(words=("br300-1",))),
        ("96 h of time", need(words=("96", "h", "time"))),
        ("ATEX for MeOH", need(abilities={"explosion-proof", "methanol"})),
        ("methanolysis", need(words=("methanolysis",))),
    ],
)  # fmt: skip
def test_what_is_written_is_understood(text: str, meant: Need) -> None:
    assert read(text) == meant


def test_abilities_that_only_master_data_knows_are_understood() -> None:
    assert read("100 L with ATF", [("ATF", "交替切向流", "Alternating flow")]).abilities == {"atf"}
    assert read("100 升 交替切向流", [("ATF", "交替切向流", "ATF")]).abilities == {"atf"}
    assert read("100 L with ATF").words == ("atf",)
    assert (ability("Off gas"), ability("MeOH"), ability("ATF")) == ("off-gas", "methanol", "atf")


def test_a_plants_own_code_is_known_by_its_names() -> None:
    """What everyone calls methanol is methanol, whatever the plant writes on its list."""
    own = ("M1", "甲醇诱导", "Feeds MeOH")
    assert ability(*own) == "methanol"
    for text in ("M1", "feeds meoh", "甲醇诱导", "methanol"):
        assert read(text, [own]) == need(abilities={"methanol"})


def offer(key: str, total: int | None, *abilities: str, kind: str = "bioreactor") -> Offer:
    volume = None if total is None else D(total)
    return Offer(key, kind, volume, 1, frozenset(abilities), f"{key.lower()} {kind} 发酵罐")


FLEET = [
    offer("BR30-1", 30),
    offer("BR100-1", 100, "off-gas"),
    offer("BR300-1", 300, "off-gas"),
    offer("BR500-2", 500, "off-gas", "methanol"),
    offer("DSC-1", None, kind="skid"),
]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("100 L", ["BR100-1", "BR300-1"]),
        ("150 L with off-gas, methanol", ["BR500-2", "BR300-1", "BR100-1"]),
        ("300-1000 L", ["BR300-1", "BR500-2"]),
        ("methanol", ["BR500-2"]),
        ("dsc", ["DSC-1"]),
        ("BL3", []),
        ("", [one.key for one in FLEET]),
    ],
)
def test_the_best_fit_comes_first(text: str, keys: list[str]) -> None:
    assert [fit.key for fit in ranked(read(text), FLEET)] == keys


def test_what_lacks_is_said() -> None:
    fit = judge(read("100 L methanol BL1"), FLEET[1])
    assert (fit.met, fit.missing, fit.is_whole) == (("volume", "containment"), ("methanol",), False)


@pytest.mark.parametrize(
    ("text", "holds"),
    [("90 L", True), ("91 L", True), ("300 L", True), ("301 L", False), ("89 L", False)],
)
def test_a_vessel_is_filled_from_three_tenths_on(text: str, holds: bool) -> None:
    assert judge(read(text), FLEET[2]).is_whole is holds


@given(st.text(max_size=300))
def test_any_text_is_some_need(text: str) -> None:
    for fit in ranked(read(text, [("ATF", "灌流", "ATF")]), FLEET):
        assert not set(fit.met) & set(fit.missing)
