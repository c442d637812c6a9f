"""A report's content is frozen, holds together, and its digest covers what is signed."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from samples.reports.content import ReportContent, Role, Words, canonical, digest
from samples.reports.phrases import (
    AS_RECEIVED,
    FROM_CLIENT,
    IN_FULL,
    NO_MARK,
    RELATES,
    fixed_statements,
)
from tests.reports.contents import amended, fermentation, signed, worksheet

# The digest of ``fermentation()`` by the code that knew a run by its booking alone.
BEFORE_RUNS = "v1:c3650d08b3319d40d95d8955a0eb29b577f6b90f10ab85ac79a31e3aaca91059"


def changed(content: ReportContent, **more: Any) -> ReportContent:
    return ReportContent.model_validate(content.model_dump() | more)


def test_the_digest_names_its_version_and_is_the_same_again() -> None:
    content = worksheet(2)
    assert digest(content).startswith("v1:")
    assert len(digest(content)) == 3 + 64
    again = ReportContent.model_validate_json(content.model_dump_json())
    assert again == content
    assert digest(again) == digest(content)


def test_the_canonical_form_is_sorted_and_knows_no_float() -> None:
    text = canonical(fermentation()).decode()
    said = json.loads(text, parse_float=_no_float)
    assert list(said) == sorted(said)
    assert text == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said["schema_version"] == 1
    assert "依克多因" in text


def _no_float(figures: str) -> float:
    raise AssertionError(f"{figures} is a float")


def test_no_field_is_a_float() -> None:
    assert '"number"' not in json.dumps(
        [part.get("type") for part in _parts(ReportContent.model_json_schema())]
    )


def _parts(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for item in schema for part in _parts(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *[part for item in schema.values() for part in _parts(item)]]


def test_signing_issuing_and_the_address_change_no_digest() -> None:
    content = worksheet(2)
    assert digest(signed(content)) == digest(content)


@pytest.mark.parametrize(
    "more",
    [
        {"number": "HZ-2026-000178"},
        {"performed_at": {"zh": "客户现场"}},
        {"tested_to": date(2026, 11, 26)},
        {"opinion": {"zh": "偏高"}},
        {"demonstration": True},
    ],
)
def test_everything_else_does(more: dict[str, Any]) -> None:
    assert digest(changed(worksheet(2), **more)) != digest(worksheet(2))


def test_a_result_changes_the_digest() -> None:
    content = worksheet(2)
    results = [r.model_dump() for r in content.results]
    results[1]["value"] = "0.9"
    assert digest(changed(content, results=results)) != digest(content)


def test_a_field_added_later_changes_no_old_digest() -> None:
    class Later(ReportContent):
        remark: Words = Words()

    content = worksheet(2)
    assert canonical(Later.model_validate(content.model_dump())) == canonical(content)


def test_a_report_composed_before_runs_were_named_is_read_and_keeps_its_digest() -> None:
    content = fermentation()
    old = content.model_dump(mode="json")
    del old["run"]["number"]
    for sample in old["samples"]:
        del sample["run"]
    read = ReportContent.model_validate(old)
    assert read.run is not None
    assert (read.run.number, read.run.booking) == ("", "B-2026-000123")
    said = json.loads(canonical(read))
    assert sorted(said["run"]) == [
        *("booking", "ended_at", "equipment", "equipment_name", "purpose", "started_at"),
    ]
    assert not any("run" in sample for sample in said["samples"])
    assert digest(read) == BEFORE_RUNS
    assert digest(read) != digest(content)


def test_an_instant_is_the_same_in_every_zone() -> None:
    content = worksheet(1)
    sample = content.samples[0].model_dump()
    at = datetime(2026, 11, 24, 3, tzinfo=timezone(timedelta(hours=8)))
    other = changed(content, samples=[sample | {"received_at": at}])
    assert at == content.samples[0].received_at
    assert digest(other) == digest(content)
    assert other.local(at).hour == 3


def test_content_is_frozen_and_knows_no_other_fields() -> None:
    content = worksheet(1)
    with pytest.raises(ValidationError, match="frozen"):
        content.number = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        changed(content, colour="red")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"revision": 1}, "only a revision, replaces"),
        ({"replaces": "HZ-2026-000001"}, "only a revision, replaces"),
        ({"tested_to": date(2026, 11, 1)}, "ends after it begins"),
        ({"methods": [{"code": "OTHER", "analyte": {"zh": "铅"}}]}, "needs its method"),
        ({"statements": []}, "at least 1 item"),
        ({"results": []}, "at least 1 item"),
        ({"zone": "Asia/Atlantis"}, "no time zone"),
        ({"issued_at": datetime(2026, 1, 1)}, "timezone"),  # noqa: DTZ001 - naive on purpose
    ],
)
def test_what_does_not_hold_together_is_refused(more: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        changed(worksheet(2), **more)


def test_a_report_names_the_samples_that_were_tested_once_and_no_other() -> None:
    content = worksheet(2)
    with pytest.raises(ValidationError, match="no other"):
        changed(content, results=[content.results[0].model_dump()])
    samples = [content.samples[0].model_dump()] * 2
    with pytest.raises(ValidationError, match="stands in a report once"):
        changed(content, samples=samples)


def test_the_latest_signature_of_a_role_counts() -> None:
    content = signed(worksheet(1))
    first = content.signatures[-1]
    second = first.model_copy(update={"at": datetime(2027, 1, 1, tzinfo=UTC)})
    again = content.model_copy(update={"signatures": (*content.signatures, second)})
    assert again.signature(Role.APPROVE) == second
    assert worksheet(1).signature(Role.APPROVE) is None


def test_the_fixed_statements() -> None:
    every = fixed_statements(delivered_by_client=True, client_data=True, accredited=False)
    assert every == (RELATES, AS_RECEIVED, IN_FULL, FROM_CLIENT, NO_MARK)
    least = fixed_statements(delivered_by_client=False, client_data=False, accredited=True)
    assert least == (RELATES, IN_FULL)
    assert "仅对来样负责" in AS_RECEIVED.zh


def test_an_amended_report_replaces_the_one_before() -> None:
    assert (amended().revision, amended().replaces) == (1, "HZ-2026-000123")
