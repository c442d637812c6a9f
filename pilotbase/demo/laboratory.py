"""What the demonstration's people do with samples: each a real verb, at the clock's time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from equipment.drivers.past import measure_past
from equipment.models import Equipment
from pilotbase.core import clock
from pilotbase.demo.crew import Hand, on_shift, person
from samples.actions.compose_report import compose_report
from samples.actions.draw import draw
from samples.actions.enter_result import enter_result
from samples.actions.hand_over import hand_over
from samples.actions.import_results import import_results
from samples.actions.issue_report import issue_report
from samples.actions.relinquish import relinquish
from samples.actions.request_tests import request_tests
from samples.actions.review_results import review_results
from samples.actions.sign_report import sign_report
from samples.choices import Condition, SampleKind, Storage
from samples.models import Result, TestRequest
from samples.schemas.reports import ReportWanted, Signing
from samples.schemas.sample import (
    Drawing,
    DrawnFrom,
    HandOver,
    Receipt,
    Relinquishing,
    Temperature,
    Volume,
)
from samples.schemas.testing import (
    BatchReview,
    ResultEntry,
    ResultImport,
    TestsWanted,
    TestWanted,
)
from samples.testing.importing import Upload

TECHNICIAN, REVIEWER = "technician@demo.test", "reviewer@demo.test"
SIGNATORY: Final = "signatory@demo.test"
MINUTE: Final = timedelta(minutes=1)
AROUND: Final = 4 * MINUTE  # of what the machine measured, beside a sample


@dataclass
class Batch:
    """Samples that go through the laboratory together, by number; ``drawn_by`` whom."""

    client: str  # her e-mail
    numbers: list[str] = field(default_factory=list)
    in_hand: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    report: str = ""

    def draw(self, hand: Hand, at: datetime, *, what: str = "", measured: bool = True) -> None:
        """From the running vessel; ``measured``: its (simulated) values come along."""
        if not hand.run:
            return
        if measured:
            machine = Equipment.objects.get(tag=hand.tag)
            measure_past(machine, at - AROUND, at + MINUTE)  # the last at that very instant
        drawing = Drawing(
            kind=SampleKind.BROTH,
            drawn_from=DrawnFrom(run=hand.run, port="SP-1"),
            volume=Volume(value=Decimal(20), unit="mL"),
            storage=Storage.FRIDGE,
            container="50 mL 离心管",
            description=what,
        )
        operator = on_shift(at)
        number = draw(operator, drawing).number
        self.numbers.append(number)
        self.in_hand[operator.person().email].append(number)

    def bring(self) -> None:
        """Whoever holds some gives them to the technician, both at one device."""
        for giver, numbers in self.in_hand.items():
            first, *also = numbers
            receipt = Receipt(condition=Condition.OK, temperature=cold(len(numbers)))
            handed = HandOver(to=TECHNICIAN, receipt=receipt, also=tuple(also))
            hand_over(person(giver), first, handed)
        self.in_hand.clear()

    def offer(self) -> None:
        """The same, but nobody has confirmed yet what came."""
        for giver, numbers in self.in_hand.items():
            first, *also = numbers
            relinquish(person(giver), first, Relinquishing(to=TECHNICIAN, also=tuple(also)))
        self.in_hand.clear()

    def ask(self, *methods: str) -> None:
        wanted = TestsWanted(tests=tuple(TestWanted(method=method) for method in methods))
        for number in self.numbers:
            request_tests(person(self.client), number, wanted)

    def enter(self, method: str, analyte: str, values: Sequence[str]) -> None:
        for number, value in zip(self.numbers, values, strict=False):
            said = ResultEntry(sample=number, method=method, analyte=analyte, value=value)
            enter_result(person(TECHNICIAN), said)

    def import_file(self, wanted: ResultImport, upload: Upload) -> None:
        import_results(person(TECHNICIAN), wanted, upload)

    def review(self) -> None:
        waiting = Result.objects.filter(request__sample__number__in=self.numbers, status="entered")
        chosen = tuple(waiting.order_by("pk").values_list("pk", flat=True))
        if chosen:
            review_results(person(REVIEWER), BatchReview(decision="approve", results=chosen))

    def compose(self) -> None:
        wanted = ReportWanted(samples=tuple(self.numbers))
        self.report = compose_report(person(REVIEWER), wanted).number

    def sign(self) -> None:
        if self.report:
            sign_report(person(SIGNATORY), self.report, Signing())

    def issue(self) -> None:
        if self.report:
            issue_report(person(SIGNATORY), self.report)

    def requests(self) -> tuple[int, ...]:
        rows = TestRequest.objects.filter(sample__number__in=self.numbers)
        return tuple(rows.order_by("pk").values_list("pk", flat=True))


def cold(number: int) -> Temperature:
    """As the technician read it off: 3.6 to 5.0 degC."""
    tenths = 36 + (number * 7 + clock.now().minute) % 15
    return Temperature(value=Decimal(tenths) / 10, unit="degC")
