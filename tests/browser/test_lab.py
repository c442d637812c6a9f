"""The laboratory's pages in a real browser: sound for every reader, the grid, the file's hash."""

import pytest
from playwright.sync_api import FilePayload, Page

from pilotbase.accounts.models import Project
from samples.actions.plan_worksheet import plan_worksheet
from samples.models import Report, Result, Worksheet
from samples.schemas.testing import WorksheetPlan
from tests.browser.axe import dealt, serious_faults
from tests.browser.conftest import Visit
from tests.people import PIN, Cast
from tests.samples.lab import GC, TITER, approved, entered, received, requested, the_methods
from tests.samples.reports import drafted, issued, signed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sheet(cast: Cast, project: Project) -> Worksheet:
    """Five analytes of three samples; nothing entered."""
    the_methods(cast)
    samples = received(cast, ["RK-B1", "RK-B2", "RK-B3-24h"])
    pks = tuple(requested(cast, sample, TITER)[0].pk for sample in samples)
    return plan_worksheet(cast.actor("technician"), WorksheetPlan(requests=pks))


@pytest.fixture
def busy(cast: Cast, sheet: Worksheet) -> dict[str, Report]:
    """Something of everything: waiting, entered, ready, a draft, a signed and an issued report."""
    one, two, three, *rest = received(cast, [f"IY-{n}" for n in range(6)])
    for sample in (one, two, three, rest[0]):
        approved(cast, sample)
    requested(cast, rest[1], GC)
    entered(cast, rest[1], "74.1")
    return {"issued": issued(cast, one), "signed": signed(cast, two), "draft": drafted(cast, three)}


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
def test_nothing_keeps_anyone_out(
    busy: dict[str, Report],
    cast: Cast,
    sheet: Worksheet,
    visit: Visit,
    pytestconfig: pytest.Config,
    *,
    width: int,
    language: str,
) -> None:
    sample = sheet.requests.order_by("pk")[0].sample.number
    pages = [
        ("technician", "/worksheets"),
        ("technician", "/worksheets?show=sheets"),
        ("technician", f"/worksheets/{sheet.number}"),
        ("technician", f"/worksheets/{sheet.number}/import"),
        ("technician", f"/samples/{sample}/tests"),
        ("reviewer", "/worksheets/review"),
        ("reviewer", "/reports"),
        ("reviewer", "/reports/new"),
        ("signatory", f"/reports/{busy['draft'].number}"),
        ("signatory", f"/reports/{busy['signed'].number}"),
        ("lin", f"/reports/{busy['issued'].number}"),
        ("", f"/verify/{busy['issued'].verify_code}"),
        ("", "/verify/nothing"),
    ]
    # axe adds a style of its own, which the policy would rightly refuse
    look = {"width": width, "language": language, "bypass_csp": True}
    opened: dict[str, Page] = {}
    for who, path in dealt(pytestconfig, pages, int(width == 390)):
        if who in opened:
            opened[who].goto(path)
        else:
            opened[who] = visit(path, cast.people[who] if who else None, **look)
        page = opened[who]
        assert serious_faults(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide at {width}"


def test_a_column_is_pasted_into_the_grid_and_saved(
    cast: Cast, sheet: Worksheet, visit: Visit
) -> None:
    page = visit(f"/worksheets/{sheet.number}", cast.technician)
    page.locator("table[data-grid] input:visible").first.focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "40.4\\t21.2\\n<0.5\\tND\\n5.243\\t1");
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
            document.activeElement.dispatchEvent(event);
        }"""
    )
    page.get_by_role("button", name="保存").or_(page.get_by_role("button", name="Save")).click()
    page.wait_for_url(f"**/worksheets/{sheet.number}")
    typed = set(Result.objects.values_list("typed", flat=True))
    assert typed == {"40.4", "21.2", "<0.5", "ND", "5.243", "1"}


def test_the_signatory_signs_and_issues(cast: Cast, busy: dict[str, Report], visit: Visit) -> None:
    number = busy["draft"].number
    page = visit(f"/reports/{number}", cast.signatory, language="en")
    page.get_by_label("Signing PIN").fill(PIN)
    page.get_by_role("button", name="Sign the report").click()
    page.get_by_role("button", name="Issue the report").click()
    page.get_by_role("button", name="Issue it").click()
    page.get_by_role("link", name="Download the report").wait_for()
    assert Report.objects.get(number=number).status == "issued"


def test_a_file_is_hashed_on_the_visitors_own_device(
    cast: Cast, busy: dict[str, Report], visit: Visit
) -> None:
    report = busy["issued"]
    page = visit(f"/verify/{report.verify_code}", language="en")
    files = page.locator("input[type=file]")
    files.set_input_files(files=[a_pdf(bytes(report.document.pdf))])
    page.get_by_text("This file is the one that was issued.").wait_for()
    files.set_input_files(files=[a_pdf(b"%PDF-1.4")])
    page.get_by_text("This file is not the one that was issued.").wait_for()


def a_pdf(content: bytes) -> FilePayload:
    return {"name": "r.pdf", "mimeType": "application/pdf", "buffer": content}
