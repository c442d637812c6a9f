"""The demonstration's upkeep and training: what was done of late, and who learned what."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from equipment.actions.enrol import enrol
from equipment.actions.qualify import qualify
from equipment.actions.record_upkeep import record_upkeep
from equipment.actions.save_plan import save_plan
from equipment.actions.save_training import save_training
from equipment.choices import Kind, PlanKind, QualificationLevel, UpkeepResult
from equipment.schemas.training import Qualifying, TrainingData
from equipment.schemas.upkeep import PlanData, UpkeepDone
from pilotbase.core import clock
from pilotbase.demo.calendar import ZONE, day_of
from pilotbase.demo.crew import on_shift, person
from pilotbase.demo.fleet import MACHINES
from pilotbase.demo.lanes import class_of

DAY: Final = timedelta(days=1)
PROBES: Final = ("探头校准（pH、溶氧、温度）", "Probes: pH, oxygen, temperature")
SCALE: Final = ("仪器校准", "Calibration of the instrument")


class Round(NamedTuple):
    """Work that comes round on one machine; ``due`` days from today."""

    code: str
    tag: str
    kind: PlanKind
    zh: str
    en: str
    every: int
    due: int


ROUNDS: Final = (
    Round(
        "SEAL-BR1K-1", "BR1K-1", PlanKind.MAINTENANCE, "机械密封更换", "Mechanical seal", 180, -6
    ),
    Round("BEAR-DSC-1", "DSC-1", PlanKind.MAINTENANCE, "轴承润滑", "Bearings greased", 90, 3),
    Round("PUMP-HPLC-2", "HPLC-2", PlanKind.MAINTENANCE, "泵密封圈", "Pump seals", 90, 18),
    Round(
        "PV-BR5K-1", "BR5K-1", PlanKind.INSPECTION, "压力容器定期检验", "Pressure vessel", 1095, 640
    ),
    Round(
        "PV-BR1K-1", "BR1K-1", PlanKind.INSPECTION, "压力容器定期检验", "Pressure vessel", 1095, 410
    ),
    Round(
        "PV-BR1K-2", "BR1K-2", PlanKind.INSPECTION, "压力容器定期检验", "Pressure vessel", 1095, 410
    ),
)


def keep_up(now: datetime) -> None:
    """Every vessel and instrument was calibrated in the last months; some work is due."""
    for number, row in enumerate(MACHINES):
        kind = class_of(row.tag).kind
        if kind in (Kind.BIOREACTOR, Kind.INSTRUMENT):
            zh, en = PROBES if kind == Kind.BIOREACTOR else SCALE
            done = 10 + number * 7 % 130
            calibration = PlanKind.CALIBRATION
            _carried_out(
                now, Round(f"CAL-{row.tag}", row.tag, calibration, zh, en, 365, 365 - done)
            )
    for one in ROUNDS:
        _carried_out(now, one)


def _carried_out(now: datetime, one: Round) -> None:
    """Planned, and done so long before today that it is due then."""
    at = now - one.every * DAY + one.due * DAY
    with clock.at(min(at, now)):
        plan = PlanData(
            code=one.code,
            equipment=one.tag,
            kind=one.kind,
            name_zh=one.zh,
            name_en=one.en,
            every_days=one.every,
            due_on=day_of(at),
        )
        save_plan(person("manager@demo.test"), plan)
        by = "示范计量检测院" if one.kind != PlanKind.MAINTENANCE else "设备组"
        done = UpkeepDone(done_on=day_of(at), result=UpkeepResult.PASSED, by=by)
        record_upkeep(on_shift(at), one.code, done)


LEARNT: Final = (
    ("scientist@demo.test", "BR15", QualificationLevel.ALONE, 300),
    ("scientist@demo.test", "BR300", QualificationLevel.ASSISTED, 690),
    ("competitor@demo.test", "BR15", QualificationLevel.ALONE, 40),
)


def teach(now: datetime) -> None:
    """Some have learned to work alone, one of them long ago; a session is offered."""
    operator = person("operator@demo.test")
    for email, of, level, days in LEARNT:
        with clock.at(now - days * DAY):
            qualify(operator, Qualifying(person=email, equipment_class=of, level=level))
    begins = _nine(now + 5 * DAY)
    session = TrainingData(
        equipment_class="BR300",
        level=QualificationLevel.ALONE,
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        place="发酵二区 F2",
        places=4,
        note="请穿工作服和安全鞋。",
    )
    with clock.at(now - DAY):
        offered = save_training(operator, session)
        enrol(person("competitor@demo.test"), offered.pk)


def _nine(at: datetime) -> datetime:
    """Nine in the morning of that day, at the plant."""
    return at.astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
