"""What a report says of a drawn sample: run, process time, sensors, condition, custody."""

import pytest

from bookings.models import Run
from pilotbase.core import clock
from samples.actions.compose_report import compose_report
from samples.actions.hand_over import hand_over
from samples.choices import Condition
from samples.models import Sample, TestMethod
from samples.reports.content import Flag, ReportContent
from samples.reports.signing import answered, content_of
from samples.schemas.sample import HandOver, Receipt
from tests.people import Cast
from tests.samples.conftest import NOON
from tests.samples.lab import approved
from tests.samples.reports import drafted, wanting

pytestmark = pytest.mark.django_db


def in_the_lab(cast: Cast, sample: Sample, condition: Condition, note: str = "") -> Sample:
    receipt = Receipt(condition=condition, note=note)
    to = HandOver(to=cast.technician.email, receipt=receipt)
    hand_over(cast.actor("operator"), sample.number, to)
    sample.refresh_from_db()
    return sample


@pytest.fixture
def warm(cast: Cast, drawn: Sample, methods: dict[str, TestMethod]) -> Sample:
    """Drawn 10 h after inoculation, received too warm; its sensors were read."""
    sample = in_the_lab(cast, drawn, Condition.WARM, "8.6 °C")
    approved(cast, sample, "2.9")
    return sample


def content(cast: Cast, *samples: Sample, **more: str) -> ReportContent:
    return content_of(compose_report(cast.actor("reviewer"), wanting(*samples, **more)))


def test_a_drawn_sample_brings_its_run(cast: Cast, warm: Sample, run: Run) -> None:
    with clock.at(NOON):
        said = content(cast, warm, deviations="无")
    assert said.run is not None
    assert (said.run.number, said.run.booking) == (run.number, "B-2026-000123")
    assert said.run.equipment == "BR300-1"
    assert said.samples[0].run == ""  # said once, for all
    assert said.sampling.method.zh == "自 BR300-1 取样口 harvest 取样"
    assert said.sampling.method.en == "drawn at BR300-1, port harvest"
    (item,) = said.samples
    assert (item.sampled_by, item.process_minutes) == ("laboratory", 600)
    assert said.deviations[0].zh == "无"
    assert "AS_RECEIVED" not in "".join(words.en for words in said.statements)
    assert not any("as received" in words.en for words in said.statements)


def test_a_bad_condition_is_said_with_its_note(cast: Cast, warm: Sample) -> None:
    said = content(cast, warm)
    (item,) = said.samples
    assert item.condition_note.en.endswith(": 8.6 °C")
    (result,) = said.results
    assert result.flags == (Flag.CONDITION,)
    assert (result.value, result.uncertainty, result.verdict) == ("<3.0", "", "fail")


def test_without_a_note_the_condition_says_it(
    cast: Cast, drawn: Sample, methods: dict[str, TestMethod]
) -> None:
    sample = in_the_lab(cast, drawn, Condition.SHORT)
    approved(cast, sample)
    said = content(cast, sample)
    assert said.samples[0].condition_note == said.samples[0].condition


def test_samples_of_no_run_and_of_one_have_no_run_in_common(
    cast: Cast, warm: Sample, tested: Sample, run: Run
) -> None:
    approved(cast, tested)
    said = content(cast, warm, tested)
    assert said.run is None
    assert [item.run for item in said.samples] == [run.number, ""]
    assert {item.sampled_by for item in said.samples} == {"client", "laboratory"}
    assert any("as received" in words.en for words in said.statements)


def test_sensor_values_come_in_both_languages_marked_when_simulated(
    cast: Cast, warm: Sample
) -> None:
    sensors = {"TIC": {"value": "37.0", "unit": "degC", "simulated": "true"}}
    Sample.objects.filter(pk=warm.pk).update(sensors=sensors)
    (value,) = content(cast, warm).samples[0].process_values
    assert (value.label.zh, value.value, value.unit, value.simulated) == (
        "TIC",
        "37.0",
        "degC",
        True,
    )


def test_a_method_without_uncertainty_has_none(
    cast: Cast, tested: Sample, methods: dict[str, TestMethod]
) -> None:
    methods["GC-ISOP"].analytes.update(uncertainty=None, loq=None, lod=None)
    approved(cast, tested)
    said = content(cast, tested)
    assert (said.results[0].uncertainty, said.methods[0].loq) == ("", "")


def test_two_who_tested_stand_together(cast: Cast, tested: Sample) -> None:
    approved(cast, tested)
    report = drafted(cast, tested)
    results = list(report.results.select_related("entered_by"))
    other = list(report.results.select_related("entered_by"))
    other[0].entered_by_id, other[0].entered_by = cast.colleague.pk, cast.colleague
    tested_by = answered(report, [*results, *other]).signatures[0]
    assert tested_by.name.zh == "technician、colleague"
    assert tested_by.digest == ""


def test_a_post_is_said_before_the_role(cast: Cast, tested: Sample) -> None:
    type(cast.technician).objects.filter(pk=cast.technician.pk).update(post="检测工程师")
    approved(cast, tested)
    report = drafted(cast, tested)
    results = list(report.results.select_related("entered_by"))
    by_test, by_review = answered(report, results).signatures
    assert (by_test.post.zh, by_review.post.en or by_review.post.zh) == (
        "检测工程师",
        "Reviewer",
    )
