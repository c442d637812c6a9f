"""Invented reports to print: one row, a fermentation of sixty, a worksheet of 177."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from samples.measurement.entering import parse
from samples.measurement.limits import judge, limit_text
from samples.measurement.reporting import report
from samples.measurement.rounding import Precision, plain
from samples.measurement.uncertainty import expanded, printed
from samples.measurement.values import DecisionRule, Limit, Verdict
from samples.reports.content import (
    Change,
    Client,
    CustodySummary,
    Flag,
    Laboratory,
    ProcessValue,
    ReportContent,
    ReportedMethod,
    ReportedResult,
    ReportedSample,
    Role,
    RunFacts,
    Sampling,
    Signature,
    Words,
    digest,
)
from samples.reports.phrases import fixed_statements

D = Decimal
START = datetime(2026, 11, 23, 19, tzinfo=UTC)
VERIFY = "https://pilotbase.example/verify/"
LAB = Laboratory(
    name=Words(
        zh="示范合成生物中试基地 分析检测中心",
        en="Demonstration SynBio Pilot Plant, Analytical Laboratory",
    ),
    address=Words(
        zh="浙江省杭州市萧山区示范路 1 号 3 幢",
        en="Building 3, 1 Shifan Road, Xiaoshan, Hangzhou, Zhejiang",
    ),
    phone="0571-0000 0000",
)
CLIENT = Client(
    name=Words(
        zh="杭州澜芽生物科技有限公司（示例）", en="Hangzhou Lanya Biotech Co., Ltd. (fictitious)"
    ),
    contact="许沐阳 Xu Muyang · 0571-0000 0001 · xu@lanya.example",
    address=Words(zh="杭州市萧山区示范路 8 号", en="8 Shifan Road, Xiaoshan, Hangzhou"),
)


class Analyte:
    """A method, and how it turns what was measured into a row."""

    def __init__(self, method: ReportedMethod, relative_u: str, decimals: int) -> None:
        self.method, self.relative_u, self.decimals = method, D(relative_u), decimals

    def row(
        self, sample: str, typed: str, limit: Limit, flags: tuple[Flag, ...] = ()
    ) -> ReportedResult:
        method = self.method
        out = report(
            parse(typed), Precision(decimals=self.decimals), lod=D(method.lod), loq=D(method.loq)
        )
        u = None
        if out.raw is not None and out.value is not None:
            u = expanded(out.raw, relative=self.relative_u)
        rule = DecisionRule.NONBINARY
        return ReportedResult(
            sample=sample,
            method=method.code,
            analyte=method.analyte,
            value=out.text,
            unit=method.unit,
            qualifier=out.qualifier,
            loq=method.loq,
            limit=limit_text(limit),
            decision_rule=rule,
            uncertainty=plain(printed(u, out.value)) if u and out.value is not None else "",
            verdict=judge(out, limit, rule=rule, u=u) if limit else Verdict.NONE,
            flags=flags,
        )


def _method(
    code: str, zh: str, en: str, unit: str, lod: str, loq: str, **more: object
) -> ReportedMethod:
    return ReportedMethod.model_validate(
        {
            "code": code,
            "analyte": {"zh": zh, "en": en},
            "unit": unit,
            "lod": lod,
            "loq": loq,
            **more,
        }
    )


HPLC = {
    "principle": Words(zh="高效液相-示差法", en="HPLC-RI"),
    "document": "SOP-LAB-007",
    "edition": "第 5 版 ed. 5",
}
ECT = Analyte(
    _method(
        "HPLC-TITER",
        "依克多因",
        "Ectoine",
        "g/L",
        "0.15",
        "0.50",
        principle=Words(zh="高效液相色谱法", en="HPLC-UV"),
        document="Ch.P 2025 通则 0512",
        edition="SOP-LAB-021 第 3 版",
    ),
    "0.03",
    2,
)
GLC = Analyte(_method("HPLC-RI", "葡萄糖", "Glucose", "g/L", "0.03", "0.10", **HPLC), "0.04", 2)
ACE = Analyte(_method("HPLC-RI", "乙酸", "Acetic acid", "g/L", "0.03", "0.10", **HPLC), "0.05", 2)
NH4 = Analyte(
    _method(
        "IC-NH4",
        "铵",
        "Ammonium",
        "mmol/L",
        "0.3",
        "1.0",
        principle=Words(zh="离子色谱法", en="Ion chromatography"),
        document="SOP-LAB-012",
        edition="第 2 版 ed. 2",
        in_scope=False,
    ),
    "0.05",
    1,
)
PB = Analyte(
    _method(
        "ICP-PB",
        "铅",
        "Lead",
        "mg/kg",
        "0.003",
        "0.010",
        principle=Words(zh="电感耦合等离子体质谱法", en="ICP-MS"),
        document="Ch.P 2025 通则 0412",
        subcontractor=Words(
            zh="示例外部检测公司（CNAS L00000）", en="External Testing Co. (CNAS L00000)"
        ),
    ),
    "0.12",
    3,
)
ANALYTES = (ECT, GLC, ACE, NH4, PB)
HOURS = ("0", "6", "12", "18", "24", "31.333", "36", "42", "48", "54", "60", "72")
RAW = (
    "0.02 0.31 2.148 6.402 13.275 24.861 31.907 39.54 47.125 54.88 61.305 68.427",
    "20.113 16.82 9.457 2.31 0.884 1.205 4.902 5.617 1.94 1.126 0.73 0.062",
    "0.011 0.214 0.655 1.082 1.216 1.874 3.064 3.705 2.955 1.482 0.91 0.45",
    "148.21 139.4 121.85 98.13 81.55 64.2 58.77 49.03 37.25 26.61 17.35 9.72",
    "0.0021 0.0018 0.0042 0.0055 0.0047 0.0112 0.0061 0.0108 0.0089 0.0124 0.0136 0.0151",
)


def _limit(analyte: Analyte, i: int) -> Limit:
    return {
        ECT: Limit(low=D("65.00")) if i == 11 else Limit(),
        GLC: Limit(high=D("5.00")) if i >= 4 else Limit(),
        ACE: Limit(high=D("3.00")),
        NH4: Limit(D("10.0"), D("200.0")),
        PB: Limit(high=D("0.500")),
    }[analyte]


def _flags(analyte: Analyte) -> tuple[Flag, ...]:
    out = () if analyte.method.in_scope else (Flag.OUT_OF_SCOPE,)
    return (*out, Flag.SUBCONTRACTED) if analyte.method.subcontractor else out


def _drawn(i: int) -> ReportedSample:
    minutes = round(float(HOURS[i]) * 60)
    at = START + timedelta(minutes=minutes)
    warm = Words(
        zh="到样温度 8.6 °C（规定 2–8 °C），客户确认继续检测。",
        en="Arrived at 8.6 °C (2–8 °C asked); tested at the client's confirmed wish.",
    )
    return ReportedSample(
        number=f"S-2026-{12 + i:05d}",
        client_mark=f"LY-F3-{i + 1:02d}",
        description=Words(zh="离心上清", en="Supernatant"),
        container=Words(zh="50 mL 离心管", en="tube"),
        condition=Words(zh="完好", en="Intact"),
        condition_note=warm if i == 6 else Words(),
        sampled_at=at,
        received_at=at + timedelta(minutes=13),
        process_minutes=minutes,
        process_values=(
            ProcessValue(label=Words(zh="温度", en="T"), value="30.0", unit="°C", simulated=True),
            ProcessValue(label=Words(zh="pH", en="pH"), value="7.02", simulated=True),
            ProcessValue(
                label=Words(zh="溶氧", en="DO"), value=str(90 - i * 5), unit="%", simulated=True
            ),
        ),
    )


def signed(content: ReportContent) -> ReportContent:
    """The same report, tested, reviewed, approved and issued."""
    at = datetime(2026, 12, 4, 1, 42, 18, tzinfo=UTC)
    people = (
        (
            Role.TEST,
            "林知夏",
            "Lin Zhixia",
            "检测员",
            "Analyst",
            "结果由我检测并核对",
            "I made these results",
        ),
        (
            Role.REVIEW,
            "周以宁",
            "Zhou Yining",
            "审核员",
            "Reviewer",
            "已审核数据与计算",
            "I reviewed the data",
        ),
        (
            Role.APPROVE,
            "沈若川",
            "Shen Ruochuan",
            "授权签字人",
            "Authorised signatory",
            "批准签发本报告",
            "I authorise this report",
        ),
    )
    signatures = tuple(
        Signature(
            role=role,
            name=Words(zh=zh, en=en),
            post=Words(zh=post, en=post_en),
            meaning=Words(zh=means, en=means_en),
            at=at + timedelta(hours=2 * i),
            digest=digest(content),
        )
        for i, (role, zh, en, post, post_en, means, means_en) in enumerate(people)
    )
    return content.model_copy(
        update={
            "signatures": signatures,
            "issued_at": at + timedelta(hours=7),
            "verify_url": f"{VERIFY}7Q4M-{content.number}",
        }
    )


def fermentation(number: str = "HZ-2026-000123", **more: object) -> ReportContent:
    """Twelve samples of a run, five analytes each, with every kind of verdict and mark."""
    samples = tuple(_drawn(i) for i in range(12))
    results = []
    for i, sample in enumerate(samples):
        for analyte, raw in zip(ANALYTES, RAW, strict=True):
            flags = _flags(analyte) + ((Flag.CONDITION,) if i == 6 else ())
            results.append(analyte.row(sample.number, raw.split()[i], _limit(analyte, i), flags))
    return ReportContent.model_validate(
        {
            "number": number,
            "lab": LAB,
            "performed_at": Words(zh="本机构 301–308 室", en="this laboratory"),
            "client": CLIENT,
            "subject": Words(
                zh="依克多因发酵过程样品（离心上清），12 件",
                en="Ectoine fermentation, process samples (supernatant), 12 items",
            ),
            "project": "P-0004",
            "run": RunFacts(
                number="R-2026-00113",
                booking="B-2026-000123",
                equipment="BR300-1",
                equipment_name=Words(zh="300 L 发酵罐", en="Fermenter 300 L"),
                purpose="fed-batch 3",
                started_at=START,
                ended_at=START + timedelta(hours=72),
            ),
            "samples": samples,
            "methods": tuple(a.method for a in ANALYTES),
            "results": tuple(results),
            "specification": Words(
                zh="客户过程规范 PS-ECT-004 第 2 版†", en="client's specification PS-ECT-004 ed. 2†"
            ),
            "tested_from": date(2026, 11, 24),
            "tested_to": date(2026, 12, 3),
            "sampling": Sampling(
                plan=Words(zh="SP-0004-3"),
                method=Words(
                    zh="SOP-SMP-004 第 2 版，死体积冲洗 3 倍",
                    en="SOP-SMP-004 ed. 2, flushed three times",
                ),
            ),
            "environment": Words(zh="23 °C，45 % RH"),
            "opinion": Words(
                zh="乙酸在 36–48 h 升高，与溶氧低于 20 % 的时段一致，提示供氧不足。",
                en="Acetic acid rises from 36 to 48 h while DO is low: short oxygen supply.",
            ),
            "statements": fixed_statements(
                delivered_by_client=False, client_data=True, accredited=False
            ),
            "custody": tuple(
                CustodySummary(sample=s.number, events=14, intact=True, last_hash="3abdae3a" * 8)
                for s in samples
            ),
            "demonstration": True,
            **more,
        }
    )


GC = Analyte(
    _method(
        "GC-FID",
        "异戊烯醇",
        "Isoprenol",
        "mg/L",
        "1.0",
        "3.0",
        principle=Words(zh="气相色谱法", en="GC-FID"),
        document="SOP-LAB-031",
        edition="第 1 版 ed. 1",
    ),
    "0.06",
    1,
)


def worksheet(count: int = 177, *, limit: Limit | None = None) -> ReportContent:
    """Samples that the client delivered, one titer each."""
    samples = tuple(
        ReportedSample(
            number=f"S-2026-{100 + i:05d}",
            client_mark=f"IY{1200 + i}_PP_{i % 7}-acrAB",
            description=Words(zh="发酵液", en="Broth"),
            condition=Words(zh="完好", en="Intact"),
            received_at=START,
            sampled_by="client",
        )
        for i in range(count)
    )
    rows = tuple(
        GC.row(s.number, format(D(i * i) / D(37), "f")[:9], limit or Limit())
        for i, s in enumerate(samples)
    )
    return ReportContent(
        number="HZ-2026-000177",
        lab=LAB,
        performed_at=Words(zh="本机构", en="this laboratory"),
        client=CLIENT,
        subject=Words(zh=f"异戊烯醇发酵液，{count} 件", en=f"Isoprenol broths: {count}"),
        project="P-0007",
        samples=samples,
        methods=(GC.method,),
        results=rows,
        tested_from=date(2026, 11, 24),
        tested_to=date(2026, 11, 25),
        statements=fixed_statements(delivered_by_client=True, client_data=True, accredited=False),
        custody=tuple(
            CustodySummary(sample=s.number, events=6, intact=True, last_hash="c0ffee11" * 8)
            for s in samples
        ),
    )


def amended() -> ReportContent:
    """A revision of the fermentation's report."""
    return fermentation(
        "HZ-2026-000123-R1",
        revision=1,
        replaces="HZ-2026-000123",
        replaced_issued_on=date(2026, 12, 4),
        changes=(
            Change(
                item=Words(zh="S-2026-00019 乙酸", en="Acetic acid"),
                was="3.70 ± 0.19 g/L",
                now="3.41 ± 0.17 g/L",
                reason=Words(
                    zh="稀释倍数录入有误，按原始记录重新计算",
                    en="Dilution factor mistyped; recalculated from the raw record",
                ),
            ),
        ),
    )
