"""The fixed words of a report on paper, in both languages.

They are the paper's own, not the reader's: a report prints the same whoever asks for it.
"""

from typing import Final

from pilotbase.pdf.words import Pair
from samples.measurement.values import Comparison, DecisionRule, Verdict
from samples.reports.content import Flag, ReportContent, Role, Words

DRAFT: Final = Pair("草稿", "DRAFT – NOT A REPORT")
DRAFT_NOTICE: Final = Pair(
    "草稿，未签发：不是检测报告，不得作为依据。",
    "Draft, not issued: this is no test report and proves nothing.",
)
NOT_ISSUED: Final = Pair("未签发", "Not issued")
ISSUED: Final = Pair("签发", "Issued")
SCAN: Final = Pair("扫码验真", "scan to verify")
DEMONSTRATION: Final = Pair("演示数据", "Demonstration data")
SUPERSEDES: Final = Pair("替代", "replaces")
END: Final = Pair("报告结束", "End of report")
MARK_PLACE: Final = Pair("资质标志位", "mark goes here")
CERTIFICATE: Final = Pair("证书编号", "Certificate no.")
SEAL: Final = Pair(
    "（检验检测专用章及骑缝章：盖于机构名称或结论处）",
    "(special seal: on the laboratory's name or the conclusion, and across the edges)",
)
TABLE_1: Final = Pair("表 1", "Table 1")
NOTHING: Final = Pair("无。", "None.")
AND_MORE: Final = Pair(
    "另有 %(more)s 项的判定不是“符合”，见表 1。", "%(more)s more did not plainly pass: see table 1."
)


class Label:
    """What stands before a value."""

    SUBJECT: Final = Pair("样品名称", "Items tested")
    CLIENT: Final = Pair("委托方", "Client")
    CONTACT: Final = Pair("联系方式", "Contact")
    CATEGORY: Final = Pair("检测类别", "Category")
    PROJECT: Final = Pair("项目与批次", "Project, run")
    PLACE: Final = Pair("检测地点", "Place of testing")
    RECEIVED: Final = Pair("收样日期", "Received")
    TESTED: Final = Pair("检测日期", "Tested")
    CONDITION: Final = Pair("样品状态", "Condition")
    RUN: Final = Pair("批次", "Run")
    BOOKING: Final = Pair("预约", "Booking")
    EQUIPMENT: Final = Pair("设备", "Equipment")
    PURPOSE: Final = Pair("用途", "Purpose")
    STARTED: Final = Pair("开始", "Started")
    ENDED: Final = Pair("结束", "Ended")
    PLAN: Final = Pair("取样计划", "Sampling plan")
    SAMPLING: Final = Pair("取样方法", "Sampling method")
    ENVIRONMENT: Final = Pair("检测环境", "Test conditions")
    DEVIATIONS: Final = Pair("偏离", "Deviations")
    OPINION: Final = Pair("意见", "Opinion")
    SPECIFICATION: Final = Pair("限值依据", "Limits from")
    DIGEST: Final = Pair("签名所覆盖的内容摘要", "digest of the content signed")
    E_SIGNED: Final = Pair("电子签名", "e-signed")
    RECORDED: Final = Pair("系统记录", "recorded")
    UNSIGNED: Final = Pair("尚未签署", "not signed")


class Head:
    """Heads of sections and tables."""

    CHANGES: Final = Pair("修改内容", "Changes")
    CONCLUSION: Final = Pair("结论", "Conclusion")
    METHODS: Final = Pair("方法", "Methods")
    SAMPLING: Final = Pair("取样与样品", "Sampling and items")
    RESULTS: Final = Pair("检测结果", "Results")
    CONFORMITY: Final = Pair("符合性判定", "Statement of conformity")
    DEVIATIONS: Final = Pair("偏离与意见", "Deviations and opinions")
    CUSTODY: Final = Pair("样品交接", "Chain of custody")
    STATEMENTS: Final = Pair("声明", "Statements")
    ITEMS: Final = Pair("样品一览", "Items tested")


class Col:
    """Heads of columns."""

    NUMBER: Final = Pair("序号", "No.")
    SAMPLE: Final = Pair("样品编号", "Sample")
    CLIENT_MARK: Final = Pair("客户编号", "Client's ref.")
    DESCRIPTION: Final = Pair("样品", "Description")
    CONTAINER: Final = Pair("容器", "Container")
    SAMPLED: Final = Pair("取样", "Sampled")
    RUN_TIME: Final = Pair("过程时间", "Run time")
    RECEIVED: Final = Pair("收样", "Received")
    CONDITION: Final = Pair("到样状态", "Condition")
    PROCESS: Final = Pair("取样时过程值", "Process values")
    CODE: Final = Pair("代号", "Code")
    ANALYTE: Final = Pair("项目", "Analyte")
    PRINCIPLE: Final = Pair("方法", "Principle")
    DOCUMENT: Final = Pair("依据与版本", "Document, edition")
    LOD: Final = Pair("LOD")
    LOQ: Final = Pair("LOQ")
    UNIT: Final = Pair("单位", "Unit")
    METHOD: Final = Pair("方法", "Method")
    RESULT: Final = Pair("结果", "Result")
    LIMIT: Final = Pair("限值", "Limit")
    VERDICT: Final = Pair("判定", "Verdict")
    NOTE: Final = Pair("注", "Note")
    ITEM: Final = Pair("内容", "Item")
    WAS: Final = Pair("原为", "Was")
    NOW: Final = Pair("改为", "Now")
    REASON: Final = Pair("原因", "Reason")
    EVENTS: Final = Pair("记录", "Events")
    CHAIN: Final = Pair("链校验", "Chain")
    HASH: Final = Pair("末条哈希 (SHA-256)", "Last hash (SHA-256)")


ALL_INTACT: Final = Pair("各链校验均完整。", "Every chain was verified and is intact.")
INTACT: Final = Pair("完整", "intact")
BROKEN: Final = Pair("不完整", "broken")
SIMULATED: Final = Pair("模拟", "simulated")

VERDICTS: Final[dict[Verdict, tuple[str, Pair]]] = {
    Verdict.PASS: ("", Pair("符合", "Pass")),
    Verdict.CONDITIONAL_PASS: ("○", Pair("条件符合", "Cond. pass")),
    Verdict.CONDITIONAL_FAIL: ("△", Pair("条件不符合", "Cond. fail")),
    Verdict.FAIL: ("▲", Pair("不符合", "Fail")),
}
UNDECIDED: Final = ("○", Pair("不可判定", "Undecided"))

ROLES: Final[dict[Role, Pair]] = {
    Role.TEST: Pair("主检", "Tested by"),
    Role.REVIEW: Pair("审核", "Reviewed by"),
    Role.APPROVE: Pair("批准", "Authorised by"),
}

CLIENT_MARK: Final = "†"
MARKS: Final[dict[Flag, str]] = {
    Flag.CLIENT_DATA: CLIENT_MARK,
    Flag.OUT_OF_SCOPE: "*",
    Flag.SUBCONTRACTED: "‡",
    Flag.CONDITION: "§",
    Flag.CHANGED: "¶",
}
NOTES: Final[dict[str, Pair]] = {
    "†": Pair("委托方提供的数据。", "Data supplied by the client."),
    "*": Pair("该项目不在资质认定／认可范围内。", "Outside the scope of accreditation."),
    "‡": Pair("分包项目，由下列机构检测：%(who)s。", "Subcontracted to %(who)s."),
    "§": Pair(
        "到样状态与要求不符，结果可能受影响，见“偏离”。",
        "The item did not arrive as required, which can affect the result: see Deviations.",
    ),
    "¶": Pair("本次修改的结果，见“修改内容”。", "Changed in this amendment: see Changes."),
    "<": Pair("低于定量限 LOQ；ND：低于检出限 LOD。", "below the LOQ; ND: below the LOD."),
    "±": Pair(
        "扩展不确定度 U，包含因子 k = %(k)s（约 95 %%）。",
        "expanded uncertainty U, coverage factor k = %(k)s (about 95 %%).",
    ),
}

RULES: Final[dict[DecisionRule, Pair]] = {
    DecisionRule.SIMPLE: Pair(
        "简单接受：测得值在限值内为符合，不计测量不确定度；测得值等于限值时误判风险可达 50 %。",
        "Simple acceptance: a value inside the limit passes, uncertainty is not counted; at the"
        " limit the risk of a wrong verdict is up to 50 %.",
    ),
    DecisionRule.GUARDED: Pair(
        "保护带 w = U（ILAC-G8:09/2019）：测得值在限值内且裕量不小于 U 为符合，其余为不符合；"
        "误判为符合的风险不大于 2.5 %。",
        "Guard band w = U (ILAC-G8:09/2019): inside the limit by U or more passes, all else fails;"
        " the risk of a false pass is at most 2.5 %.",
    ),
    DecisionRule.NONBINARY: Pair(
        "非二元规则，保护带 w = U（ILAC-G8:09/2019）：界内裕量不小于 U 为符合，小于 U 为条件符合；"
        "越界不超过 U 为条件不符合，超过 U 为不符合；误判为符合的风险不大于 2.5 %。",
        "Non-binary, guard band w = U (ILAC-G8:09/2019): inside the limit by U or more pass, by"
        " less conditional pass; outside by up to U conditional fail, by more fail. The risk of a"
        " false pass is at most 2.5 %.",
    ),
}
COMPARISONS: Final[dict[Comparison, Pair]] = {
    Comparison.FULL: Pair(
        "全数值比较法，修约按 GB/T 8170-2008。",
        "Full values are compared; rounding by GB/T 8170-2008.",
    ),
    Comparison.ROUNDED: Pair(
        "修约值比较法（GB/T 8170-2008）：修约至限值数位后比较。",
        "Values are compared after rounding to the places of the limit (GB/T 8170-2008).",
    ),
}
BOUNDS: Final = Pair(
    "低于定量限或未检出的结果，仅在其上界不超过限值时判为符合；否则不可判定。",
    "A result below the LOQ, or ND, passes when its bound keeps the limit, else it is undecided.",
)
NO_LIMITS: Final = Pair("未给定限值，不作符合性判定。", "No limits given, no conformity stated.")
SAMPLED_BY_CLIENT: Final = Pair(
    "样品由委托方取样并送达，本机构未参与取样。",
    "The client took and delivered the samples; the laboratory had no part in sampling.",
)
SAMPLED_BY_LAB: Final = Pair("样品由本机构取样。", "Sampled by the laboratory.")
SAMPLED_BY_BOTH: Final = Pair(
    "部分样品由本机构取样，其余由委托方取样并送达。",
    "Some samples were taken by the laboratory, the others taken and delivered by the client.",
)
OPINION_NOTE: Final = Pair(
    "意见由授权签字人作出，不属检测结果。",
    "An opinion of the authorised signatory, not a test result.",
)
CUSTODY: Final = Pair(
    "样品交接由系统逐步记录，每条记录含前一条的哈希。",
    "Custody was recorded event by event; each record carries the hash of the one before.",
)

RELATES: Final = Words(
    zh="结果仅与被测样品有关。", en="The results relate only to the items tested."
)
AS_RECEIVED: Final = Words(
    zh="样品由委托方送达，结果仅适用于收到的样品，仅对来样负责。",
    en="The items were delivered by the client; the results apply to the sample as received.",
)
IN_FULL: Final = Words(
    zh="未经本机构书面批准，不得部分复制本报告（全文复制除外）。",
    en="Not to be reproduced except in full without the written approval of the laboratory.",
)
FROM_CLIENT: Final = Words(
    zh="带 † 的信息由委托方提供，本机构不对其真实性负责；其可能影响结果的有效性。",
    en="Data marked † came from the client, who answers for them; they can affect the validity"
    " of the results.",
)
NO_MARK: Final = Words(
    zh="本报告仅供科研、教学、内部质量控制使用，不具有对社会的证明作用。",
    en="For research, teaching and internal quality control only; no proof to third parties.",
)


def fixed_statements(
    *, delivered_by_client: bool, client_data: bool, accredited: bool
) -> tuple[Words, ...]:
    """The statements that a report must carry (17025 7.8.2.1 l, 7.8.2.2; RB/T 214 4.5.20)."""
    return (
        RELATES,
        *([AS_RECEIVED] if delivered_by_client else []),
        IN_FULL,
        *([FROM_CLIENT] if client_data else []),
        *([] if accredited else [NO_MARK]),
    )


def replaced_notice(content: ReportContent) -> Pair:
    """What stands above everything else in an amended report (17025 7.8.8.2, 7.8.8.3)."""
    old, day = content.replaces, content.replaced_issued_on
    return Pair(
        f"本报告替代 {old}{f'（{day} 签发）' if day else ''}，原报告作废；为对该报告的修改。",
        f"This report replaces {old}{f', issued {day},' if day else ''} which is void; it is an"
        " amendment to that report.",
    )


def counted(content: ReportContent) -> Pair:
    """The conclusion in one line: how many items, results, and verdicts of each kind."""
    items, results = len(content.samples), content.results
    limited = [r for r in results if r.limit]
    zh = f"{items} 件样品、{len(results)} 项结果"
    en = f"{_many(items, 'item')}, {_many(len(results), 'result')}"
    if not limited:
        return Pair(f"{zh}；{NO_LIMITS.zh}", f"{en}. {NO_LIMITS.en}")
    kinds = [
        (Verdict.PASS, "符合", "pass"),
        (Verdict.CONDITIONAL_PASS, "条件符合", "pass conditionally"),
        (Verdict.CONDITIONAL_FAIL, "条件不符合", "fail conditionally"),
        (Verdict.FAIL, "不符合", "fail"),
        (Verdict.NONE, "不可判定", "undecided"),
    ]
    counts = [(sum(r.verdict is v for r in limited), z, e) for v, z, e in kinds]
    found = [(n, z, e) for n, z, e in counts if n]
    return Pair(
        f"{zh}，{len(limited)} 项有限值：" + "，".join(f"{n} 项{z}" for n, z, _ in found) + "。",
        f"{en}; {len(limited)} with a limit: " + ", ".join(f"{n} {e}" for n, _, e in found) + ".",
    )


def _many(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
