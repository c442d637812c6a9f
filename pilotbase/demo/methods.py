"""The demonstration's test methods: codes, editions, analytes with limits and uncertainty.

Standard numbers are common examples; a laboratory enters those it is authorised for.
"""

from typing import Final, NamedTuple

from samples.choices import DecisionRule as R


class AnalyteRow(NamedTuple):
    """Limits and LOD/LOQ in ``unit``; ``u`` is the expanded uncertainty in percent, k = 2."""

    code: str
    zh: str
    en: str
    unit: str
    decimals: int
    lod: str | None = None
    loq: str | None = None
    u: str | None = None
    low: str | None = None
    high: str | None = None
    source: str = ""
    rule: R = R.SIMPLE


class MethodRow(NamedTuple):
    code: str
    edition: str
    zh: str
    en: str
    standard: str
    price: str
    days: int
    analytes: tuple[AnalyteRow, ...]


METHODS: Final = (
    MethodRow(
        "HPLC-TITER", "2025", "发酵液糖醇酸含量（液相色谱法）", "Sugars, alcohols and acids in broth by HPLC",
        "SOP-LC-012", "200.00", 2,
        (
            AnalyteRow("glucose", "葡萄糖", "Glucose", "g/L", 2, "0.02", "0.05", "4"),
            AnalyteRow("xylose", "木糖", "Xylose", "g/L", 2, "0.02", "0.05", "4"),
            AnalyteRow("acetic_acid", "乙酸", "Acetic acid", "g/L", 3, "0.02", "0.05", "5"),
            AnalyteRow("ethanol", "乙醇", "Ethanol", "g/L", 2, "0.02", "0.05", "4"),
            AnalyteRow("furfural", "糠醛", "Furfural", "g/L", 3, "0.002", "0.005", "6"),
        ),
    ),
    MethodRow(
        "GC-ISOPRENOL", "2025", "异戊烯醇含量（气相色谱法）", "Isoprenol by GC-FID",
        "SOP-GC-004", "150.00", 2,
        (AnalyteRow("isoprenol", "异戊烯醇", "3-Methyl-3-buten-1-ol", "mg/L", 1, "0.5", "1.5", "8"),),
    ),
    MethodRow(
        "PROTEIN", "2025", "蛋白质含量", "Protein content", "Ch.P 0731", "120.00", 1,
        (AnalyteRow("protein", "蛋白质", "Protein", "g/L", 2, "0.05", "0.15", "5"),),
    ),
    MethodRow(
        "ENDOTOXIN", "2025", "细菌内毒素", "Bacterial endotoxin", "Ch.P 1143", "260.00", 1,
        (AnalyteRow("endotoxin", "细菌内毒素", "Endotoxin", "EU/mL", 3, "0.005", "0.010", "30", None, "0.25", "Ch.P 1143", R.GUARDED),),
    ),
    MethodRow(
        "BIOBURDEN", "2025", "微生物限度", "Bioburden", "Ch.P 1105", "220.00", 7,
        (
            AnalyteRow("tamc", "需氧菌总数", "TAMC", "CFU/mL", 0, None, "1", "35", None, "1000", "Ch.P 1107"),
            AnalyteRow("tymc", "霉菌和酵母菌总数", "TYMC", "CFU/mL", 0, None, "1", "35", None, "100", "Ch.P 1107"),
        ),
    ),
    MethodRow(
        "MOISTURE-KF", "2025", "水分（卡尔费休法）", "Moisture by Karl Fischer", "Ch.P 0832", "90.00", 1,
        (AnalyteRow("water", "水分", "Water", "%", 2, "0.01", "0.03", "3", None, "5.0", "Ch.P 0832", R.NON_BINARY),),
    ),
    MethodRow(
        "ICPMS-METALS", "2025", "重金属元素", "Heavy metals by ICP-MS", "Ch.P 0412", "320.00", 3,
        (
            AnalyteRow("pb", "铅", "Lead", "mg/kg", 3, "0.002", "0.005", "12", None, "10", "化妆品安全技术规范"),
            AnalyteRow("as", "砷", "Arsenic", "mg/kg", 3, "0.002", "0.005", "12", None, "2", "化妆品安全技术规范"),
            AnalyteRow("hg", "汞", "Mercury", "mg/kg", 3, "0.001", "0.003", "15", None, "1", "化妆品安全技术规范"),
            AnalyteRow("cd", "镉", "Cadmium", "mg/kg", 3, "0.001", "0.003", "12", None, "5", "化妆品安全技术规范"),
        ),
    ),
    MethodRow(
        "PH", "2025", "pH 值", "pH", "Ch.P 0631", "30.00", 1,
        (AnalyteRow("ph", "pH", "pH", "", 2, None, None, None, "4.0", "9.0", "委托方要求"),),
    ),
)  # fmt: skip
