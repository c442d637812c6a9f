"""The demonstration plant as data: 48 machines in five areas, their classes, utilities, prices.

Sizes, cycle times, prices and utility figures are those chosen for the demonstration (a realistic
fleet, not any real plant's); prices are the external ones.
"""

from datetime import timedelta
from typing import Final, NamedTuple

from equipment.choices import FeeUnit, Kind

H = timedelta(hours=1)
D = timedelta(days=1)
B, S, Y, I = Kind.BIOREACTOR, Kind.SKID, Kind.DRYER, Kind.INSTRUMENT  # noqa: E741


class AreaRow(NamedTuple):
    code: str
    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""


AREAS: Final = (
    AreaRow("F3", "发酵三区", "Fermentation 3", "≥ 1,000 L", "≥ 1,000 L"),
    AreaRow("F2", "发酵二区", "Fermentation 2", "30–500 L", "30–500 L"),
    AreaRow("F1", "发酵一区", "Fermentation 1", "≤ 15 L", "≤ 15 L"),
    AreaRow("DSP", "提取纯化", "Purification", "含配料、干燥", "with media and drying"),
    AreaRow("LAB", "分析实验室", "Analytical lab", "", ""),
)


class ClassRow(NamedTuple):
    """Volumes in L. ``before`` and ``after`` a run are occupied with it."""

    code: str
    zh: str
    en: str
    kind: Kind
    area: str
    total: str | None
    working: str | None
    before: timedelta
    after: timedelta
    grid: timedelta
    shortest: timedelta
    longest: timedelta
    lead_days: int
    approves_itself: bool
    quota_hours: int
    unit: FeeUnit
    price: str


def _vessel(
    code: str,
    zh: str,
    en: str,
    area: str,
    volume: tuple[str, str],
    block: tuple[int, int],
    lead: int,
    price: str,
) -> ClassRow:
    before, after = block
    big = lead >= 20
    return ClassRow(
        code, zh, en, B, area, volume[0], volume[1], before * H, after * H, H / 2,
        (24 if lead <= 3 else 48) * H, 14 * D, lead, not big, 6000, FeeUnit.DAY, price,
    )  # fmt: skip


def _skid(
    code: str,
    zh: str,
    en: str,
    unit: FeeUnit,
    price: str,
    *,
    kind: Kind = S,
    longest: int = 72,
    block: tuple[int, int] = (1, 2),
    total: str | None = None,
    area: str = "DSP",
) -> ClassRow:
    before, after = block
    return ClassRow(
        code, zh, en, kind, area, total, None, before * H, after * H, H / 2,
        2 * H, longest * H, 3, True, 1400, unit, price,
    )  # fmt: skip


_HOUR, _DAY, _BATCH = FeeUnit.HOUR, FeeUnit.DAY, FeeUnit.BATCH

CLASSES: Final = (
    _vessel("BR10K", "10,000 L 发酵罐", "10,000 L fermenter", "F3", ("10000", "7000"), (14, 16), 30, "38000"),
    _vessel("BR5K", "5,000 L 发酵罐", "5,000 L fermenter", "F3", ("5000", "3500"), (14, 16), 30, "22000"),
    _vessel("BR1K", "1,000 L 发酵罐", "1,000 L fermenter", "F3", ("1000", "700"), (10, 10), 20, "8000"),
    _vessel("BR500", "500 L 发酵罐", "500 L fermenter", "F2", ("500", "350"), (8, 8), 10, "5200"),
    _vessel("BR300", "300 L 发酵罐", "300 L fermenter", "F2", ("300", "210"), (8, 8), 10, "3800"),
    _vessel("BR100", "100 L 发酵罐", "100 L fermenter", "F2", ("100", "70"), (6, 6), 10, "2400"),
    _vessel("BR30", "30 L 种子罐", "30 L seed fermenter", "F2", ("30", "21"), (6, 6), 10, "1300"),
    _vessel("BR15", "15 L 在位灭菌发酵罐", "15 L bench fermenter", "F1", ("15", "10"), (4, 4), 3, "900"),
    _vessel("BR05", "5 L 平行玻璃发酵罐", "5 L glass parallel fermenter", "F1", ("5", "3.5"), (4, 4), 3, "500"),
    ClassRow(
        "MBR", "24 联微型反应器", "24-way micro bioreactor", B, "F1", "6", "6", 4 * H, 4 * H, H / 2,
        24 * H, 14 * D, 3, True, 2000, FeeUnit.RUN, "9000",
    ),
    _skid("MED", "配料罐", "Media preparation tank", _BATCH, "800", longest=24),
    _skid("DSC", "碟片离心机", "Disc-stack centrifuge", _HOUR, "350"),
    _skid("TUB", "管式离心机", "Tubular centrifuge", _HOUR, "180"),
    _skid("HOM", "高压均质机", "High-pressure homogeniser", _HOUR, "260"),
    _skid("MF", "膜过滤系统", "Membrane filtration skid", _HOUR, "220"),
    _skid("FPR", "板框压滤机", "Filter press", _BATCH, "900", longest=24),
    _skid("CHR", "层析系统", "Chromatography skid", _HOUR, "400"),
    _skid("EVP", "蒸发结晶", "Evaporation and crystallisation", _HOUR, "300"),
    _skid("LYO", "冷冻干燥机", "Freeze dryer", _DAY, "1600", kind=Y, longest=168, block=(2, 4)),
    _skid("SPR", "喷雾干燥机", "Spray dryer", _HOUR, "450", kind=Y, block=(2, 3)),
    _skid("LAB", "分析仪器", "Analytical instrument", _HOUR, "120", kind=I, area="LAB", block=(0, 0)),
    _skid("KILL", "灭活罐", "Kill tank", _BATCH, "120", total="5000"),
)  # fmt: skip


class MachineRow(NamedTuple):
    """``value`` is the original value in CNY; ``level`` the highest containment (0 GLSP …)."""

    tag: str
    of: str
    size: str
    zh: str
    en: str
    value: int
    capabilities: tuple[str, ...] = ()
    level: int = 1
    bookable: bool = True


CAPABILITIES: Final = (
    ("off-gas", "尾气分析", "Off-gas analysis"),
    ("methanol", "甲醇", "Methanol"),
)


def _vessels() -> tuple[MachineRow, ...]:
    rows = [MachineRow("MBR-1", "MBR", "24 × 250 mL", "微型反应器", "Micro bioreactor", 1_800_000)]
    fleet = [
        ("BR05", 4, "5 L", 160_000), ("BR15", 4, "15 L", 420_000), ("BR30", 3, "30 L", 680_000),
        ("BR100", 3, "100 L", 1_150_000), ("BR300", 2, "300 L", 1_900_000),
        ("BR500", 2, "500 L", 2_600_000), ("BR1K", 2, "1,000 L", 3_800_000),
        ("BR5K", 1, "5,000 L", 7_200_000), ("BR10K", 1, "10,000 L", 11_500_000),
    ]  # fmt: skip
    for code, count, size, value in fleet:
        for n in range(1, count + 1):
            able = ["off-gas"] if value > 400_000 else []
            if (code, n) == ("BR500", 2):
                able.append("methanol")
            level = 2 if code in ("BR05", "BR15", "BR30", "BR300") and n <= 2 else 1
            rows.append(
                MachineRow(
                    f"{code}-{n}",
                    code,
                    size,
                    f"{size} 发酵罐 {n} 号",
                    f"{size} fermenter {n}",
                    value,
                    tuple(able),
                    level,
                )
            )
    return tuple(rows)


MACHINES: Final = (
    *_vessels(),
    MachineRow("MED-1", "MED", "500 L", "500 L 配料罐", "500 L media tank", 260_000),
    MachineRow("MED-2", "MED", "2,000 L", "2,000 L 配料罐", "2,000 L media tank", 480_000),
    MachineRow("DSC-1", "DSC", "500 L/h", "碟片离心机 1 号", "Disc-stack centrifuge 1", 1_600_000),
    MachineRow("DSC-2", "DSC", "500 L/h", "碟片离心机 2 号", "Disc-stack centrifuge 2", 1_600_000),
    MachineRow("DSC-3", "TUB", "100 L/h", "管式离心机", "Tubular centrifuge", 380_000),
    MachineRow("HOM-1", "HOM", "100 L/h", "高压均质机", "High-pressure homogeniser", 720_000),
    MachineRow("MF-1", "MF", "陶瓷膜 10 m²", "陶瓷膜微滤系统", "Ceramic microfiltration", 640_000),
    MachineRow("UF-1", "MF", "5 m²", "超滤系统", "Ultrafiltration skid", 560_000),
    MachineRow("NF-1", "MF", "5 m²", "纳滤系统", "Nanofiltration skid", 520_000),
    MachineRow("FPR-1", "FPR", "10 m²", "板框压滤机", "Filter press", 180_000),
    MachineRow("CHR-1", "CHR", "DN200", "层析系统 1 号", "Chromatography skid 1", 1_900_000),
    MachineRow("CHR-2", "CHR", "DN450", "层析系统 2 号", "Chromatography skid 2", 2_700_000),
    MachineRow("EVP-1", "EVP", "100 kg/h", "降膜蒸发器", "Falling-film evaporator", 850_000),
    MachineRow("CRY-1", "EVP", "300 L", "结晶罐", "Crystalliser", 420_000),
    MachineRow("LYO-1", "LYO", "5 m²", "冷冻干燥机 1 号", "Freeze dryer 1", 1_100_000),
    MachineRow("LYO-2", "LYO", "20 m²", "冷冻干燥机 2 号", "Freeze dryer 2", 2_900_000),
    MachineRow("SPR-1", "SPR", "20 kg/h", "喷雾干燥机", "Spray dryer", 980_000),
    MachineRow("HPLC-1", "LAB", "HPLC", "高效液相色谱仪 1 号", "HPLC 1", 560_000),
    MachineRow("HPLC-2", "LAB", "HPLC", "高效液相色谱仪 2 号", "HPLC 2", 560_000),
    MachineRow("GC-1", "LAB", "GC-FID", "气相色谱仪", "Gas chromatograph", 420_000),
    MachineRow("GCMS-1", "LAB", "GC-MS", "气质联用仪", "GC-MS", 1_200_000),
    MachineRow("ICPMS-1", "LAB", "ICP-MS", "电感耦合等离子体质谱仪", "ICP-MS", 1_900_000),
    MachineRow("KF-1", "LAB", "KF", "水分与内毒素检测站", "Karl Fischer and endotoxin", 310_000),
    MachineRow("QPCR-1", "LAB", "qPCR", "荧光定量 PCR 仪", "qPCR", 480_000),
    MachineRow("KILL-1", "KILL", "5,000 L", "灭活罐", "Kill tank", 900_000, bookable=False),
)  # fmt: skip


class UtilityRow(NamedTuple):
    code: str
    zh: str
    en: str
    unit: str
    capacity: str


UTILITIES: Final = (
    UtilityRow("steam", "蒸汽", "Steam", "kg/h", "2000"),
    UtilityRow("air", "压缩空气", "Compressed air", "Nm³/h", "1500"),
    UtilityRow("cooling", "冷却", "Cooling", "kW", "400"),
)


class Demand(NamedTuple):
    """kg of steam within the hour of heating-up; Nm³/h of air at 1 vvm; kW of heat in the run."""

    steam: str
    air: str
    cooling: str


HEATING: Final = 2 * H  # after preparation began: first the vessel is cleaned
# In-situ sterilisation 25 → 121 °C with 30 % loss; 1 vvm; 0.128 × 150 mmol/L/h × V[m³].
DEMANDS: Final = {
    "BR30": Demand("7", "1.3", "0.4"),
    "BR100": Demand("20", "4.2", "1.3"),
    "BR300": Demand("57", "12.6", "4"),
    "BR500": Demand("95", "21", "6.7"),
    "BR1K": Demand("190", "42", "13.4"),
    "BR5K": Demand("900", "210", "67"),
    "BR10K": Demand("1800", "420", "134"),
}


class TagRow(NamedTuple):
    """Limits as low-low, low, high, high-high; None where there is none."""

    code: str
    zh: str
    en: str
    unit: str
    decimals: int
    lowest: float
    highest: float
    limits: tuple[float | None, float | None, float | None, float | None] = (None,) * 4
    on_card: bool = False


VESSEL_TAGS: Final = (
    TagRow("TIC", "温度", "Temperature", "degC", 1, 0, 150, (None, None, 39.0, 41.0), True),
    TagRow("PH", "pH", "pH", "pH", 2, 0, 14, (6.4, 6.7, 7.3, 7.6), True),
    TagRow("DO", "溶氧", "Dissolved oxygen", "%", 0, 0, 200, (5, 10, None, None), True),
    TagRow("STIR", "搅拌", "Agitation", "rpm", 0, 0, 1500),
    TagRow("AIR", "通气", "Aeration", "vvm", 2, 0, 3),
    TagRow("P", "罐压", "Head pressure", "bar", 2, -0.1, 3, (None, None, 1.2, 1.8)),
    TagRow("O2", "尾气氧", "Off-gas oxygen", "%", 2, 0, 25),
    TagRow("CO2", "尾气二氧化碳", "Off-gas carbon dioxide", "%", 2, 0, 20, (None, None, 10, None)),
    TagRow("OUR", "摄氧率", "Oxygen uptake rate", "mmol/L/h", 1, 0, 400),
    TagRow("FEED", "补料速率", "Feed rate", "g/L/h", 2, 0, 40),
)
SKID_TAGS: Final = (
    TagRow("FLOW", "流量", "Flow", "L/h", 0, 0, 5000, on_card=True),
    TagRow("P", "压力", "Pressure", "bar", 2, -0.1, 1200),
    TagRow("TIC", "温度", "Temperature", "degC", 1, 0, 150),
)
DRYER_TAGS: Final = (
    TagRow("SHELF", "隔板温度", "Shelf temperature", "degC", 1, -80, 250, on_card=True),
    TagRow("VAC", "真空度", "Chamber pressure", "Pa", 0, 0, 110000),
)
TAGS: Final = {B: VESSEL_TAGS, S: SKID_TAGS, Y: DRYER_TAGS, I: ()}
