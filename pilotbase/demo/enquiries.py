"""Four enquiries of the demonstration, each at another step on the way to a project."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from pilotbase.accounts.actor import NOBODY
from pilotbase.core import clock
from pilotbase.demo.calendar import at, back, day_of
from pilotbase.demo.crew import person
from pilotbase.intake.actions.accept_document import accept_document
from pilotbase.intake.actions.add_document import add_document
from pilotbase.intake.actions.answer_enquiry import answer_enquiry
from pilotbase.intake.actions.ask import ask
from pilotbase.intake.actions.ask_from_outside import ask_from_outside
from pilotbase.intake.actions.declare_strain import declare_strain
from pilotbase.intake.actions.open_project import open_project
from pilotbase.intake.actions.review_strain import review_strain
from pilotbase.intake.choices import DocumentKind, Question, Reply
from pilotbase.intake.models import Enquiry
from pilotbase.intake.schemas.enquiry import (
    Answer,
    Asking,
    Declaration,
    Opening,
    StrainDecision,
    VisitorAsking,
)

SCIENTIST: Final = "scientist@demo.test"
ORG_MANAGER: Final = "orgmanager@demo.test"
MANAGER: Final = "manager@demo.test"
BIOSAFETY: Final = "biosafety@demo.test"
AGREEMENT: Final = "示范文本，仅供演示 / Sample text, for the demonstration only\n"
OF: Final = {"service_type": "process", "product_field": "cosmetics", "gmo": True}
APPROVED: Final = {
    **OF,
    "title": "重组弹性蛋白小试放大",
    "wants": "由 5 L 放大到 15 L，三批，比较两种诱导温度。",
    "need": "15 L 尾气分析",
    "organism": "Escherichia coli",
}
IN_REVIEW: Final = {
    **OF,
    "title": "甲醇诱导胶原蛋白 500 L",
    "wants": "毕赤酵母甲醇诱导，500 L 两批，提供中间品样。",
    "need": "500 L 甲醇 尾气分析",
    "organism": "Komagataella phaffii",
}
AGREEING: Final = {
    **OF,
    "title": "透明质酸 1,000 L 工艺验证",
    "wants": "链球菌透明质酸，1,000 L 一批，含过滤与沉淀。",
    "need": "1,000 L 发酵罐",
    "organism": "Streptococcus zooepidemicus",
    "gmo": False,
}
FROM_OUTSIDE: Final = {
    "title": "丝状真菌酶制剂中试",
    "wants": "黑曲霉糖化酶，300 L 两批，想了解价格与排期。",
    "need": "300 L",
    "service_type": "production",
    "product_field": "enzymes",
    "organism": "Aspergillus niger",
    "name": "温言",
    "organisation": "澄江酶工程",
    "email": "wen@chengjiang.test",
    "phone": "0571-5555 0100",
}


def ask_around(now: datetime) -> None:
    """One approved a month ago, one in review, one at its agreements, and a visitor's, overdue."""
    taken = _Enquiry(now, APPROVED, 45)
    taken.answer(43)
    taken.agree(38, (ORG_MANAGER, MANAGER))
    taken.declare(36, "YX-EL2")
    taken.approve(30, "P-0013")
    waits = _Enquiry(now, IN_REVIEW, 16)
    waits.answer(14)
    waits.agree(10, (ORG_MANAGER, MANAGER))
    waits.declare(4, "YX-PC5", solvent=Reply.YES)
    agreeing = _Enquiry(now, AGREEING, 7)
    agreeing.answer(5)
    agreeing.agree(4, (MANAGER,))
    with clock.at(_morning(now, 6)):
        ask_from_outside(NOBODY, VisitorAsking.model_validate(FROM_OUTSIDE), "192.0.2.7")


class _Enquiry:
    """Asked so many working days ago; each step ``ago`` working days before now."""

    def __init__(self, now: datetime, asking: dict[str, Any], ago: int) -> None:
        self.now, self.asking = now, asking
        with clock.at(_morning(now, ago)):
            self.row: Enquiry = ask(person(SCIENTIST), Asking.model_validate(asking))

    def answer(self, ago: int) -> None:
        said = Answer(feasible=True, text="可以实施，排期见设备目录；请先签署协议。")
        with clock.at(_morning(self.now, ago)):
            self.row = answer_enquiry(person(MANAGER), self.row.number, self.row.version, said)

    def agree(self, ago: int, sides: Iterable[str]) -> None:
        number, sides = self.row.number, tuple(sides)
        with clock.at(_morning(self.now, ago)):
            for kind in DocumentKind:
                content = f"{kind.label}\n{number}\n{AGREEMENT}".encode()
                name = f"{kind.label} {number}.txt"
                file = add_document(person(MANAGER), number, kind, name, [content])
                for who in sides:
                    accept_document(person(who), number, file.pk)
        self.row = Enquiry.objects.get(pk=self.row.pk)

    def declare(self, ago: int, strain: str, **answers: Reply) -> None:
        safe: dict[str, Reply] = dict.fromkeys(Question, Reply.NO)
        safe |= {Question.KILL: Reply.YES, Question.ORIGIN: Reply.YES}
        said = {"organism": self.asking["organism"], "strain": strain, "gmo": self.asking["gmo"]}
        whole = {**said, "containment": 1, "answers": {**safe, **answers}}
        with clock.at(_morning(self.now, ago)):
            declaration = Declaration.model_validate(whole)
            self.row = declare_strain(
                person(SCIENTIST), self.row.number, self.row.version, declaration
            )

    def approve(self, ago: int, code: str) -> None:
        until = day_of(self.now) + timedelta(days=365)
        decision = StrainDecision.model_validate(
            {
                "verdict": "approved",
                "containment": 1,
                "valid_until": until,
                "reason": "工程菌，灭活条件已验证。",
            }
        )
        opening = Opening.model_validate(
            {
                "code": code,
                "title": self.row.title,
                "approved_until": until,
                "limits": {"classes": ["BR05", "BR15"], "hours": 600, "bookings": 6},
            }
        )
        with clock.at(_morning(self.now, ago)):
            row = review_strain(person(BIOSAFETY), self.row.number, self.row.version, decision)
        with clock.at(_morning(self.now, ago - 1)):
            self.row = open_project(person(MANAGER), row.number, row.version, opening)


def _morning(now: datetime, ago: int) -> datetime:
    """Ten o'clock of the working day so many before today."""
    return at(back(day_of(now), ago), 10)
