"""A report on paper says all that its content says, on pages that each stand alone."""

import io
import re
from decimal import Decimal
from typing import Any

import pikepdf
import pytest

from pilotbase.core.errors import Conflict
from pilotbase.pdf.errors import MissingGlyph
from samples.measurement.values import Comparison, DecisionRule, Limit, Qualifier, Verdict
from samples.reports.content import (
    Accreditation,
    Client,
    Flag,
    ReportContent,
    ReportedResult,
    ReportedSample,
    Words,
    digest,
)
from samples.reports.paper import refuse_unprintable_content, report_pdf
from samples.reports.phrases import COMPARISONS, RULES, counted, fixed_statements
from tests.reading import codes, pictures, texts
from tests.reports.contents import amended, fermentation, signed, worksheet


def flat(pages: list[str]) -> str:
    """All text without the breaks of lines, pages and spacing."""
    return re.sub(r"\s+", "", "".join(pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_all_of_it_is_on_paper() -> None:
    content = signed(fermentation())
    pages = texts(report_pdf(content))
    whole = flat(pages)
    client = content.client
    said = [content.lab.name, content.lab.address, content.performed_at, content.subject]
    said += [client.name, client.address, content.category, content.opinion]
    said += [*content.statements, content.sampling.method, content.environment]
    for words in said:
        assert squeezed(words.zh) in whole
        assert squeezed(words.en) in whole
    for sample in content.samples:
        assert sample.number in whole
        assert f"{sample.client_mark}†" in whole
    for result in content.results:
        assert squeezed(f"{result.value}") in whole
    for method in content.methods:
        assert method.code in whole
        assert squeezed(method.document) in whole
    for signature in content.signatures:
        assert signature.name.zh in whole
        assert signature.digest[:19] in whole
    assert "2026-12-0409:42:18+08:00" in whole
    assert digest(content) in whole
    assert content.custody[0].last_hash in whole
    assert "到样温度8.6°C" in whole
    assert "报告结束EndofreportEndofreport" not in whole
    assert "报告结束Endofreport" in flat(pages[-1:])


def of_run(content: ReportContent, **more: str) -> ReportContent:
    assert content.run is not None
    return content.model_copy(update={"run": content.run.model_copy(update=more)})


def test_the_batch_is_the_run_and_the_booking_has_its_own_place() -> None:
    whole = flat(texts(report_pdf(signed(fermentation()))))
    assert "P-0004·R-2026-00113/BR300-1" in whole
    assert "批次RunR-2026-00113" in whole
    assert "预约BookingB-2026-000123" in whole


def test_a_report_composed_before_runs_were_named_says_the_booking_as_such() -> None:
    whole = flat(texts(report_pdf(signed(of_run(fermentation(), number="")))))
    assert "P-0004·B-2026-000123/BR300-1" in whole
    assert "批次Run" not in whole
    assert "预约BookingB-2026-000123" in whole


def test_an_item_names_its_run_where_not_all_share_one() -> None:
    content = fermentation()
    first, second, *others = content.samples
    first = first.model_copy(update={"run": "R-2026-00113", "batch": "LY-7"})
    second = second.model_copy(update={"run": "R-2026-00114"})
    mixed = content.model_copy(update={"run": None, "samples": (first, second, *others)})
    whole = flat(texts(report_pdf(signed(mixed))))
    assert "Supernatant·R-2026-00113·LY-7†" in whole
    assert "R-2026-00114" in whole


def test_every_page_has_the_number_its_own_and_how_many_there_are() -> None:
    pages = texts(report_pdf(signed(worksheet())))
    assert len(pages) > 4
    for i, page in enumerate(pages, 1):
        assert "HZ-2026-000177" in page
        assert f"Page {i} of {len(pages)}" in page
        assert "SHA-256 v1:" in page


def test_the_code_on_the_first_page_leads_to_the_verification() -> None:
    content = signed(fermentation())
    first, *others = pictures(report_pdf(content), 150)
    assert codes(first) == [content.verify_url]
    assert not any(codes(page) for page in others)


def test_a_draft_says_so_and_leads_nowhere() -> None:
    pdf = report_pdf(fermentation(), draft=True)
    assert not any(codes(page) for page in pictures(pdf, 150))
    pages = texts(pdf)
    assert all("NOT A REPORT" in page for page in pages)
    assert "不是检测报告" in flat(pages)
    assert flat(pages).count("尚未签署notsigned") == 3
    assert "未签发Notissued" in flat(pages)


def test_a_signed_report_printed_as_a_draft_is_a_draft() -> None:
    (first, *_) = texts(report_pdf(signed(worksheet(1)), draft=True))
    assert "Not issued" in first


def test_unsigned_is_no_report() -> None:
    content = signed(worksheet(1))
    for gone in ({"signatures": ()}, {"issued_at": None}, {"verify_url": ""}):
        with pytest.raises(Conflict, match="print it as a draft") as refused:
            report_pdf(content.model_copy(update=gone))
        assert refused.value.code == "report_unsigned"


def test_a_signature_over_another_content_is_found_out() -> None:
    content = signed(worksheet(1)).model_copy(update={"project": "P-9999"})
    with pytest.raises(Conflict) as refused:
        report_pdf(content)
    assert refused.value.code == "signature_stale"


def test_an_amended_report_says_what_it_replaces_on_every_page() -> None:
    pages = texts(report_pdf(signed(amended())))
    assert "本报告替代" in pages[0]
    assert "which is void" in pages[0]
    assert all("替代 HZ-2026-000123" in page for page in pages[1:])
    whole = flat(pages)
    assert squeezed("3.70 ± 0.19 g/L") in whole
    assert squeezed("稀释倍数录入有误，按原始记录重新计算") in whole
    assert whole.index("修改内容") < whole.index("表1检测结果")


def test_the_conclusion_counts_every_verdict() -> None:
    said = counted(fermentation())
    assert said.zh == (
        "12 件样品、60 项结果，45 项有限值：39 项符合，2 项条件符合，2 项条件不符合，2 项不符合。"
    )
    assert said.en == (
        "12 items, 60 results; 45 with a limit: 39 pass, 2 pass conditionally,"
        " 2 fail conditionally, 2 fail."
    )
    assert counted(worksheet(1)).en == "1 item, 1 result. No limits given, no conformity stated."


def test_what_does_not_pass_stands_on_the_first_page_worst_first() -> None:
    first = texts(report_pdf(signed(fermentation())))[0]
    rows = re.findall(r"(S-2026-\d+).*?(Fail|Cond\. fail|Cond\. pass)", first, re.DOTALL)
    assert [verdict for _, verdict in rows] == [
        *["Fail"] * 2,
        *["Cond. fail"] * 2,
        *["Cond. pass"] * 2,
    ]


def test_too_many_failures_for_the_first_page_are_counted() -> None:
    content = worksheet(limit=Limit(high=Decimal("100.0")))
    pages = texts(report_pdf(signed(content)))
    limited = [r for r in content.results if r.verdict is not Verdict.PASS]
    shown = len(re.findall(r"S-2026-\d+", pages[0]))
    assert 5 < shown < 13
    assert f"{len(limited) - shown} more did not plainly pass" in pages[0]
    assert "Authorised by" in pages[0]
    assert "Methods" in pages[1]


def with_results(content: ReportContent, **more: Any) -> ReportContent:
    results = tuple(r.model_copy(update=more) for r in content.results)
    return content.model_copy(update={"results": results})


def test_a_bound_that_cannot_be_judged_is_undecided() -> None:
    content = with_results(
        worksheet(1),
        value="<3.0",
        qualifier=Qualifier.BELOW_LOQ,
        limit="≤ 1.0",
        verdict=Verdict.NONE,
    )
    whole = flat(texts(report_pdf(signed(content))))
    assert "不可判定Undecided" in whole
    assert "1项不可判定" in whole
    assert "仅在其上界不超过限值时" in whole


@pytest.mark.parametrize("rule", DecisionRule)
def test_the_decision_rule_is_stated(rule: DecisionRule) -> None:
    content = with_results(
        worksheet(3), limit="≤ 5.0", decision_rule=rule, verdict=Verdict.PASS, value="1.0"
    ).model_copy(update={"comparison": Comparison.ROUNDED})
    whole = flat(texts(report_pdf(signed(content))))
    assert squeezed(RULES[rule].zh) in whole
    assert squeezed(RULES[rule].en) in whole
    assert squeezed(COMPARISONS[Comparison.ROUNDED].en) in whole


def test_every_flag_has_its_mark_and_its_note() -> None:
    content = with_results(fermentation(), flags=tuple(Flag))
    whole = flat(texts(report_pdf(signed(content))))
    for note in (
        "委托方提供的数据",
        "不在资质认定",
        "分包项目",
        "到样状态与要求不符",
        "本次修改的结果",
    ):
        assert note in whole
    assert "ExternalTestingCo." in whole


def test_client_data_and_simulated_values_are_marked() -> None:
    whole = flat(texts(report_pdf(signed(fermentation()))))
    assert "fed-batch3†" in whole
    assert "模拟simulated" in whole
    assert "演示数据Demonstrationdata" in whole


@pytest.mark.parametrize(("language", "absent"), [("en", "结论"), ("zh", "Conclusion")])
def test_one_language_alone(language: Any, absent: str) -> None:
    pages = texts(report_pdf(signed(amended()), language=language))
    assert absent not in "".join(pages)
    assert len(pages) <= 6


def test_a_character_without_a_glyph_is_refused_before_anyone_signs() -> None:
    content = worksheet(1).model_copy(update={"client": Client(name=Words(zh="𠮷祥生物"))})
    with pytest.raises(MissingGlyph, match="𠮷祥生物"):
        refuse_unprintable_content(content)
    with pytest.raises(MissingGlyph, match="𠮷"):
        report_pdf(content, draft=True)


def test_text_that_looks_like_markup_prints_as_typed() -> None:
    content = worksheet(1).model_copy(
        update={"client": Client(name=Words(zh="<b>甲&乙</b>"), contact="a@b.example <c> & d")}
    )
    whole = "".join(texts(report_pdf(signed(content))))
    assert "<b>" in whole
    assert "a@b.example <c> & d" in whole


def test_a_mark_area_only_with_a_certificate() -> None:
    content = worksheet(2).model_copy(
        update={
            "accreditation": Accreditation(kind="CMA", number="260000000000"),
            "statements": fixed_statements(
                delivered_by_client=True, client_data=True, accredited=True
            ),
        }
    )
    whole = flat(texts(report_pdf(signed(content))))
    assert "260000000000" in whole
    assert "不具有对社会的证明作用" not in whole
    assert "不具有对社会的证明作用" in flat(texts(report_pdf(signed(worksheet(2)))))


def test_a_broken_chain_is_said_sample_by_sample() -> None:
    content = worksheet(20)
    custody = (content.custody[0].model_copy(update={"intact": False}), *content.custody[1:])
    whole = flat(texts(report_pdf(signed(content.model_copy(update={"custody": custody})))))
    assert whole.count("不完整broken") == 1
    assert whole.count("完整intact") == 19
    assert "Everychainwasverified" not in whole


def test_a_report_without_custody_leaves_the_section_out() -> None:
    content = worksheet(1).model_copy(update={"custody": ()})
    assert "样品交接" not in flat(texts(report_pdf(signed(content))))


def test_the_same_content_is_the_same_bytes_in_our_typeface_only() -> None:
    content = signed(fermentation())
    pdf = report_pdf(content)
    report_pdf(signed(worksheet(3)))
    assert report_pdf(content) == pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {
            str(font["/BaseFont"])
            for page in opened.pages
            for font in page.obj["/Resources"]["/Font"].values()
        }
        assert str(opened.docinfo["/Subject"]) == content.number
    assert all("NotoSansSC" in font for font in fonts)


LONG_ZH = "浙江省杭州市萧山区生物医药与合成生物制造公共中试服务平台有限责任公司联合检测实验室"
LONG_EN = (
    "Zhejiang Hangzhou Xiaoshan Public Pilot-scale Service Platform for Biomanufacturing Co., Ltd."
)


def test_the_longest_names_break_nothing() -> None:
    long = Words(zh=LONG_ZH, en=LONG_EN)
    content = fermentation()
    person = content.client.model_copy(update={"name": long, "address": long})
    results: tuple[ReportedResult, ...] = tuple(
        r.model_copy(update={"analyte": Words(zh="三氟甲氧基苯甲酸异丙酯", en="Isopropyl ester")})
        for r in content.results
    )
    lab = content.lab.model_copy(update={"name": long})
    ready = signed(
        content.model_copy(
            update={"client": person, "lab": lab, "results": results, "subject": long}
        )
    )
    signatures = tuple(
        s.model_copy(
            update={"name": Words(zh="阿卜杜拉·买买提江", en="Abdulla Mamatjan Alim"), "post": long}
        )
        for s in ready.signatures
    )
    pages = texts(report_pdf(ready.model_copy(update={"signatures": signatures})))
    assert "Authorised by" in pages[0]
    assert "HZ-2026-000123" in pages[1]
    assert squeezed(LONG_ZH) in flat(pages[:1])


def test_what_nobody_said_leaves_no_empty_line() -> None:
    content = fermentation()
    bare = tuple(
        ReportedSample(number=s.number, description=s.description, sampled_by="client")
        for s in content.samples
    )
    least = content.model_copy(
        update={
            "samples": (content.samples[0].model_copy(update={"sampled_by": "client"}), *bare[1:]),
            "client": Client(name=content.client.name),
            "project": "",
            "run": None,
            "statements": content.statements[:2],
        }
    )
    whole = flat(texts(report_pdf(signed(least))))
    assert "Contact" not in whole
    assert "Project,run" not in whole
    assert "客户编号Client'sref.LY-F3-01†" in whole
    mixed = content.model_copy(update={"samples": (content.samples[0], *bare[1:])})
    assert "部分样品由本机构取样" in flat(texts(report_pdf(signed(mixed))))


def test_a_cover_too_full_for_any_exception_counts_them_all() -> None:
    content = fermentation()
    endless = Words(zh=LONG_ZH * 12, en=LONG_EN * 6)
    client = content.client.model_copy(update={"address": endless})
    pages = texts(report_pdf(content.model_copy(update={"client": client}), draft=True))
    assert "6 more did not plainly pass: see table 1." in flat_spaced(pages)


def flat_spaced(pages: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pages))
