"""Who there is in the demonstration: eight organisations of all kinds, one person for each role.

All names are invented.
"""

from typing import Final, NamedTuple

from pilotbase.accounts.choices import (
    Containment,
    OrganisationKind,
    PriceClass,
    ProductField,
    Role,
    ServiceType,
)

K, P, S, F, C = OrganisationKind, PriceClass, ServiceType, ProductField, Containment


class OrganisationRow(NamedTuple):
    code: str
    zh: str
    en: str
    kind: OrganisationKind
    in_park: bool
    is_sme: bool
    price_class: PriceClass
    contact: str


ORGANISATIONS: Final = (
    OrganisationRow("yanxi", "砚溪生物", "Yanxi Bio", K.STARTUP, False, True, P.EXTERNAL, "林知夏"),
    OrganisationRow("qiguang", "栖光材料", "Qiguang Materials", K.STARTUP, True, True, P.PARK, "顾南舟"),
    OrganisationRow("daolang", "稻浪蛋白", "Daolang Protein", K.STARTUP, True, True, P.PARK, "苏禾"),
    OrganisationRow("qingyu", "青屿酶业", "Qingyu Enzymes", K.COMPANY, False, False, P.EXTERNAL, "何屿"),
    OrganisationRow("yunlu", "云麓合成", "Yunlu Synthesis", K.COMPANY, True, True, P.PARK, "江云"),
    OrganisationRow("hzu", "湖滨大学生物工程学院", "Lakeside University, Bioengineering", K.UNIVERSITY, False, False, P.EXTERNAL, "陆教授"),
    OrganisationRow("ibt", "滨江工业生物技术研究所", "Riverside Institute of Industrial Biotechnology", K.INSTITUTE, False, False, P.EXTERNAL, "沈研究员"),
    OrganisationRow("base", "示范中试基地工艺部", "Demo Pilot Plant, Process Development", K.INTERNAL, True, False, P.INTERNAL, "周远"),
)  # fmt: skip


class PersonRow(NamedTuple):
    """``place`` is an organisation's code; empty for the plant's own staff."""

    email: str
    zh: str
    en: str
    role: Role
    place: str = ""
    post_zh: str = ""


PEOPLE: Final = (
    PersonRow("scientist@demo.test", "林知夏", "Lin Zhixia", Role.SCIENTIST, "yanxi"),
    PersonRow("orgmanager@demo.test", "陈牧", "Chen Mu", Role.ORG_MANAGER, "yanxi"),
    PersonRow("competitor@demo.test", "顾南舟", "Gu Nanzhou", Role.SCIENTIST, "qiguang"),
    PersonRow("daolang@demo.test", "苏禾", "Su He", Role.SCIENTIST, "daolang"),
    PersonRow("qingyu@demo.test", "何屿", "He Yu", Role.SCIENTIST, "qingyu"),
    PersonRow("yunlu@demo.test", "江云", "Jiang Yun", Role.SCIENTIST, "yunlu"),
    PersonRow("hzu@demo.test", "陆一鸣", "Lu Yiming", Role.SCIENTIST, "hzu"),
    PersonRow("ibt@demo.test", "沈嘉", "Shen Jia", Role.SCIENTIST, "ibt"),
    PersonRow("process@demo.test", "许牧", "Xu Mu", Role.SCIENTIST, "base"),
    PersonRow("operator@demo.test", "周远", "Zhou Yuan", Role.OPERATOR, "", "值班长"),
    PersonRow("operator2@demo.test", "方晓", "Fang Xiao", Role.OPERATOR, "", "操作工程师"),
    PersonRow("technician@demo.test", "叶青", "Ye Qing", Role.TECHNICIAN, "", "检测员"),
    PersonRow("technician2@demo.test", "罗琳", "Luo Lin", Role.TECHNICIAN, "", "检测员"),
    PersonRow("reviewer@demo.test", "韩越", "Han Yue", Role.REVIEWER, "", "审核员"),
    PersonRow("signatory@demo.test", "宋致远", "Song Zhiyuan", Role.SIGNATORY, "", "授权签字人"),
    PersonRow("biosafety@demo.test", "秦岚", "Qin Lan", Role.BIOSAFETY, "", "生物安全员"),
    PersonRow("manager@demo.test", "唐予安", "Tang Yu'an", Role.MANAGER, "", "平台经理"),
    PersonRow("quality@demo.test", "白露", "Bai Lu", Role.QUALITY, "", "质量负责人"),
    PersonRow("finance@demo.test", "冯清", "Feng Qing", Role.FINANCE, "", "财务"),
    PersonRow("admin@demo.test", "马骁", "Ma Xiao", Role.ADMIN, "", "系统管理员"),
)


class ProjectRow(NamedTuple):
    code: str
    organisation: str
    title: str
    service: ServiceType
    field: ProductField
    containment: Containment
    organism: str
    strain: str
    gmo: bool
    approved: bool = True


PROJECTS: Final = (
    ProjectRow("P-0001", "qingyu", "脂肪酶放大验证", S.PROCESS, F.ENZYMES, C.GLSP, "Komagataella phaffii", "QY-12", True),
    ProjectRow("P-0002", "daolang", "微生物蛋白工艺放大", S.PRODUCTION, F.FOOD, C.GLSP, "Saccharomyces cerevisiae", "DL-3", False),
    ProjectRow("P-0003", "qiguang", "聚羟基脂肪酸酯补料工艺", S.PROCESS, F.CHEMICALS, C.BL1_LS, "Cupriavidus necator", "QG-7", True),
    ProjectRow("P-0004", "yanxi", "重组胶原蛋白补料分批", S.PROCESS, F.COSMETICS, C.BL1_LS, "Escherichia coli", "YX-31", True),
    ProjectRow("P-0005", "yanxi", "木质纤维素乙醇验证", S.PERFORMANCE, F.ENERGY, C.GLSP, "Saccharomyces cerevisiae", "YX-E2", True),
    ProjectRow("P-0006", "yunlu", "氨基酸发酵放大", S.PRODUCTION, F.FOOD, C.GLSP, "Corynebacterium glutamicum", "YL-9", True),
    ProjectRow("P-0007", "hzu", "异戊烯醇菌株评价", S.PERFORMANCE, F.ENERGY, C.BL1_LS, "Pseudomonas putida", "DBTL-6", True),
    ProjectRow("P-0008", "ibt", "糖化酶工艺验证", S.DESIGN, F.ENZYMES, C.GLSP, "Bacillus subtilis", "IBT-5", True),
    ProjectRow("P-0009", "base", "标准工艺包开发", S.ADAPTATION, F.CHEMICALS, C.GLSP, "Escherichia coli", "K-12", False),
    ProjectRow("P-0010", "qiguang", "膜材料前体放大", S.PRODUCTION, F.CHEMICALS, C.GLSP, "Escherichia coli", "QG-11", True),
    ProjectRow("P-0011", "qingyu", "甲醇诱导工艺适配", S.ADAPTATION, F.ENZYMES, C.GLSP, "Komagataella phaffii", "QY-15", True),
    ProjectRow("P-0012", "yanxi", "透明质酸工艺（待审）", S.PROCESS, F.COSMETICS, C.BL1_LS, "Streptococcus zooepidemicus", "YX-HA", False, approved=False),
)  # fmt: skip

# Statutory holidays and make-up days (调休) of 2025 to 2027 as this demonstration has them; a
# plant imports the year's official notice.
HOLIDAYS: Final = (
    ("2026-01-01", "2026-01-03", "元旦", "New Year"),
    ("2026-02-15", "2026-02-23", "春节", "Spring Festival"),
    ("2026-04-04", "2026-04-06", "清明节", "Qingming"),
    ("2026-05-01", "2026-05-05", "劳动节", "Labour Day"),
    ("2026-06-19", "2026-06-21", "端午节", "Dragon Boat Festival"),
    ("2026-09-25", "2026-09-27", "中秋节", "Mid-Autumn Festival"),
    ("2026-10-01", "2026-10-07", "国庆节", "National Day"),
    ("2027-01-01", "2027-01-03", "元旦", "New Year"),
)
MAKE_UP_DAYS: Final = (
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
)  # fmt: skip
