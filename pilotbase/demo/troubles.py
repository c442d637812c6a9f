"""What is wrong in the demonstration, and who asks for help; and machines that want training.

Reported, noted and answered by the verbs that its people would use, on the last days of its
history. Nobody is told: what a notice would say is days old.
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction

from equipment.actions.answer_help import answer_help
from equipment.actions.ask_help import ask_help
from equipment.actions.move_fault import move_fault
from equipment.actions.note_fault import note_fault
from equipment.actions.report_fault import report_fault
from equipment.actions.save_class import HOURS, save_class
from equipment.choices import FaultStatus, Severity
from equipment.models import EquipmentClass
from equipment.nouns import in_hours
from equipment.schemas.faults import FaultMove, FaultNoteSaid, FaultSaid
from equipment.schemas.help import HelpAsked, HelpSaid
from equipment.schemas.plant import ClassData
from pilotbase.accounts.nouns import fields_of
from pilotbase.core import clock
from pilotbase.core.events import quiet
from pilotbase.demo.calendar import HOUR
from pilotbase.demo.crew import on_shift, person

ALONE: Final = "BR15"  # who works on these learned it; Su He of Daolang did not
ASKED: Final = ("scientist@demo.test", "BR300-1")


class Trouble(NamedTuple):
    """Reported so many hours ago; then what the plant did, each step some hours later."""

    hours: int
    by: str
    tag: str
    severity: Severity
    text: str
    moves: tuple[FaultStatus, ...] = ()
    answer: str = ""
    note: str = ""


TROUBLES: Final = (
    Trouble(
        hours=74,
        by="scientist@demo.test",
        tag="DSC-1",
        severity=Severity.MINOR,
        text="排渣时有异响，转速正常。",
        moves=(FaultStatus.ACKNOWLEDGED, FaultStatus.RESOLVED),
        answer="排渣阀垫片已更换，试车 30 分钟无异响。",
        note="垫片库存剩 2 片，已申购。",
    ),
    Trouble(
        hours=27,
        by="qingyu@demo.test",
        tag="BR1K-1",
        severity=Severity.HINDERS,
        text="补料泵 2 号流量偏低约 10 %，暂用 1 号泵。",
        moves=(FaultStatus.ACKNOWLEDGED, FaultStatus.IN_REPAIR),
        answer="泵管老化，周内更换；运行中请用 1 号泵。",
        note="与机械密封更换一并安排。",
    ),
    Trouble(
        hours=3,
        by="yunlu@demo.test",
        tag="HPLC-1",
        severity=Severity.HINDERS,
        text="柱温箱达不到 60 ℃，停在 57 ℃。",
    ),
)


def trouble(now: datetime) -> None:
    with transaction.atomic(), quiet():
        for one in TROUBLES:
            _reported(now - one.hours * HOUR, one)
        _helped(now - 5 * HOUR)
        _learned(now)


def _reported(at: datetime, one: Trouble) -> None:
    with clock.at(at):
        said = FaultSaid(text=one.text, severity=one.severity)
        fault = report_fault(person(one.by), one.tag, said)
    for step, status in enumerate(one.moves, 1):
        later = at + step * 2 * HOUR
        with clock.at(later):
            answer = one.answer if step == len(one.moves) else ""
            move = FaultMove(status=status, answer=answer)
            fault = move_fault(on_shift(later), fault.pk, fault.version, move)
    if one.note:
        with clock.at(at + 3 * HOUR):
            note_fault(on_shift(at), fault.pk, FaultNoteSaid(text=one.note))


def _helped(at: datetime) -> None:
    """A question about the run that goes on, its answer, and what became of it."""
    email, tag = ASKED
    with clock.at(at):
        asked = HelpAsked(text="溶氧从半小时前开始波动，要不要提高搅拌？", at=at - HOUR / 2)
        thread = ask_help(person(email), tag, asked)
    for minutes, who, text in (
        (12, "operator@demo.test", "先别动搅拌：补料泵在脉冲进料。已改成连续进料，十分钟后再看。"),
        (31, email, "已平稳，谢谢。能否把下一批的补料也设成连续？"),
    ):
        with clock.at(at + timedelta(minutes=minutes)):
            answer_help(person(who), thread.pk, HelpSaid(text=text))


def _learned(now: datetime) -> None:
    """From now on these machines are for those who learned to work with them."""
    of = EquipmentClass.objects.get(code=ALONE)
    said: dict[str, Any] = fields_of(of, ClassData)
    said |= {name: in_hours(getattr(of, name)) for name in HOURS}
    with clock.at(now):
        data = ClassData.model_validate({**said, "needs_qualification": True})
        save_class(person("manager@demo.test"), data, of.version)
