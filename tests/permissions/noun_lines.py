"""The permission table of master data: for each noun its list, and making, editing, retiring."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pilotbase.core import clock
from tests.permissions.lines import FAR, KEEPERS, Line, Names, Who, only
from tests.samples.lab import GC


class Kept(NamedTuple):
    """Who keeps a noun, a row of it, and what one says to make another and to change the row."""

    who: Who
    row: str
    new: Mapping[str, Any]
    changed: Mapping[str, Any]
    sees: Who | None = None  # whose the row is
    retires: bool = False


MANAGER: Final = only("manager") | FAR
NAMES: Final = {"name_zh": "新", "name_en": "New"}
PERSON: Final = {**NAMES, "language": "en", "role": "scientist", "place": "yanxi"}
PLAN: Final = {
    **NAMES,
    "equipment": "BR300-1",
    "kind": "calibration",
    "every_days": "90",
    "due_on": "2027-01-01",
}
PROJECT: Final = {
    "organisation": "yanxi",
    "title": "Another",
    "service_type": "process",
    "product_field": "enzymes",
    "containment": "0",
}

NOUNS: Final[Mapping[str, Kept]] = {
    "facility": Kept(
        MANAGER,
        "facility",
        {"code": "WZ", **NAMES, "time_zone": "Asia/Shanghai"},
        {"code": "HZ", **NAMES, "time_zone": "Asia/Shanghai"},
        only("manager"),
    ),
    "calendar": Kept(
        MANAGER,
        "calendar",
        {"day": "2027-01-01", **NAMES},
        {"day": "2026-10-01", **NAMES},
        only("manager"),
    ),
    "organisations": Kept(
        MANAGER,
        "organisation",
        {"code": "third", **NAMES, "kind": "startup", "price_class": "external"},
        {"code": "yanxi", **NAMES, "kind": "startup", "price_class": "external"},
        retires=True,
    ),
    "people": Kept(
        MANAGER | {"chen", "admin"},
        "lin",
        {"email": "new@demo.test", **PERSON},
        {"email": "lin@demo.test", **PERSON, "may_sign_in": "on"},
    ),
    "projects": Kept(
        MANAGER | {"chen"},
        "project_pk",
        {"code": "P-0077", **PROJECT},
        {"code": "P-0004", **PROJECT},
        only("chen", "manager"),
    ),
    "areas": Kept(
        MANAGER, "area", {"code": "F9", **NAMES}, {"code": "F2", **NAMES}, only("manager"), True
    ),
    "classes": Kept(
        MANAGER,
        "class",
        {"code": "NEW", **NAMES, "kind": "skid"},
        {"code": "BR300", **NAMES, "kind": "bioreactor"},
        only("manager"),
        True,
    ),
    "capabilities": Kept(
        MANAGER,
        "capability",
        {"code": "perfusion", **NAMES},
        {"code": "meoh", **NAMES},
        only("manager"),
        True,
    ),
    "equipment": Kept(
        MANAGER,
        "machine",
        {"tag": "NEW-1", **NAMES, "area": "F2", "equipment_class": "BR300"},
        {"tag": "DSC-1", **NAMES, "area": "F2", "equipment_class": "DSC"},
        only("manager"),
        True,
    ),
    "utilities": Kept(
        MANAGER,
        "utility",
        {"code": "air", **NAMES, "unit": "Nm3/h", "capacity": "9"},
        {"code": "steam", **NAMES, "unit": "kg/h", "capacity": "9"},
        only("manager"),
        True,
    ),
    "demands": Kept(
        MANAGER,
        "demand",
        {"equipment_class": "DSC", "utility": "steam", "phase": "run", "amount": "1"},
        {"equipment_class": "BR300", "utility": "steam", "phase": "preparation", "amount": "1"},
        only("manager"),
    ),
    "tags": Kept(
        MANAGER,
        "tag",
        {"equipment": "DSC-1", "code": "TIC", **NAMES, "unit": "degC"},
        {"equipment": "BR300-1", "code": "TIC", **NAMES, "unit": "degC"},
        only("manager"),
    ),
    "gateways": Kept(
        MANAGER,
        "gateway",
        {"code": "PLC-2", **NAMES, "machines": "DSC-1"},
        {"code": "PLC-1", **NAMES, "machines": "BR300-1"},
        only("manager"),
        True,
    ),
    "plans": Kept(
        MANAGER | {"quality"},
        "plan_pk",
        {**PLAN, "code": "CAL-DO"},
        {**PLAN, "code": "CAL-PH"},
        only("manager", "quality"),
        True,
    ),
    "prices": Kept(
        MANAGER | {"finance"},
        "price",
        {"valid_from": "2027-01-01", "equipment_class": "DSC", "unit": "hour", "amount": "1"},
        {"valid_from": "2020-01-01", "equipment_class": "DSC", "unit": "hour", "amount": "1"},
        only("manager", "finance"),
    ),
    "cancel-terms": Kept(
        MANAGER | {"finance"},
        "cancel_term",
        {"equipment_class": "DSC", "notice": "24", "percent": "60"},
        {"equipment_class": "LAB", "notice": "0", "percent": "90"},
        only("manager", "finance"),
    ),
    "messengers": Kept(
        MANAGER,
        "messenger",
        {"code": "sms", "channel": "wecom", "address": "0123456789abcdef", "language": "en"},
        {"code": "floor", "channel": "wecom", "language": "en"},
        only("manager"),
        retires=True,
    ),
    "conduct": Kept(MANAGER, "conduct", {"no_show": "1"}, {"no_show": "1"}, only("manager")),
    "methods": Kept(
        MANAGER | {"quality"},
        "method",
        {"code": "NEW", "edition": "1", **NAMES, "valid_from": "2026-01-01", "price": "1"},
        {"code": GC, "edition": "2", **NAMES, "valid_from": "2020-01-01", "price": "1"},
        only("manager", "quality"),
    ),
    "analytes": Kept(
        MANAGER | {"quality"},
        "analyte",
        {"method": f"{GC} 2", "code": "other", **NAMES},
        {"method": f"{GC} 2", "code": "isoprenol", **NAMES},
        only("manager", "quality"),
    ),
}


def _lines(key: str, kept: Kept) -> list[Line]:
    of, row = {"key": f"={key}"}, {"key": f"={key}", "pk": kept.row}
    may = kept.who if kept.sees is None else kept.sees
    keeping: dict[str, Any] = {}
    if kept.sees:
        keeping = {"sees": may, "hides": kept.row, "by_role_first": True}

    def changed(names: Names) -> dict[str, Any]:
        return {**kept.changed, "version": names.get(f"{kept.row}_version", "1")}

    lines = [
        Line("plant_list", "GET", kept.who, path=of),
        Line("plant_new", "GET", kept.who, path=of),
        Line("plant_new", "POST", kept.who, path=of, body=lambda n: kept.new),
        Line("plant_edit", "GET", may, path=row, **keeping),
        Line("plant_edit", "POST", may, path=row, body=changed, **keeping),
    ]
    why = "" if kept.retires else "it cannot be retired, and says so"

    def retiring(names: Names) -> dict[str, Any]:
        day = clock.today().isoformat()
        return {"day": day, "version": names.get(f"{kept.row}_version", "1")}

    retire = Line("plant_retire", "POST", may, path=row, body=retiring, never=why, **keeping)
    return [*lines, retire]


NEEDED: Final = frozenset({"areas", "gateways"})


def _of_programs(key: str, kept: Kept) -> list[Line]:
    """Looking at a row that retires, and retiring it."""
    may = kept.who if kept.sees is None else kept.sees
    row = f"{kept.row}_name"
    said: dict[str, Any] = {"path": {"noun": f"={key}", "name": row}, "hides": row}
    if kept.sees:
        said |= {"sees": may, "by_role_first": True}
    day, why = {"day": "2040-01-01"}, "machines need it, and are named" if key in NEEDED else ""
    body: dict[str, Any] = {"body": lambda n: day, "match": kept.row, "never": why}
    return [
        Line("/plant/{noun}/{name}", "GET", may, **said),
        Line("/plant/{noun}/{name}/retire", "POST", may, **body, **said),
    ]


PLANT_API: Final = tuple(
    line for key, kept in NOUNS.items() if kept.retires for line in _of_programs(key, kept)
)
PLANT_PAGES: Final = (
    Line("plant", "GET", KEEPERS),
    Line("plant_template", "GET", KEEPERS),
    Line("plant_import", "GET", KEEPERS),
    Line("plant_import", "POST", KEEPERS),
    *(line for key, kept in NOUNS.items() for line in _lines(key, kept)),
)
