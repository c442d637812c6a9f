"""Whatever is done to bookings: no machine is taken twice, and the trail tells all."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from bookings.actions.accept_offer import accept_offer
from bookings.actions.approve import approve
from bookings.actions.block_for_maintenance import block_for_maintenance
from bookings.actions.book import book
from bookings.actions.cancel import cancel
from bookings.actions.expire_requests import expire_requests
from bookings.actions.finish_run import finish_run
from bookings.actions.hand_over import hand_over
from bookings.actions.join_wait_list import join_wait_list
from bookings.actions.leave_wait_list import leave_wait_list
from bookings.actions.pass_offers_on import pass_offers_on
from bookings.actions.reject import reject
from bookings.actions.reschedule import reschedule
from bookings.actions.save_cancel_term import CancelTermData, save_cancel_term
from bookings.actions.share import share
from bookings.actions.shorten import shorten
from bookings.actions.split import split
from bookings.actions.start_run import start_run
from bookings.actions.unshare import unshare
from bookings.choices import BookingStatus, Giving, OccupationKind, StageStatus, WaitStatus
from bookings.jobs import keep_overruns, release_no_shows
from bookings.models import (
    Booking,
    Charge,
    Collaborator,
    Occupation,
    RateCard,
    RateLine,
    RuleSet,
    Run,
    WaitEntry,
)
from bookings.schemas.booking import (
    Approval,
    Block,
    BookingRequest,
    Cancellation,
    HandingOver,
    Rejection,
    Rescheduling,
    Sharing,
    Shortening,
    Splitting,
)
from bookings.schemas.runs import Finish, StageRef
from bookings.schemas.waiting import WaitRequest
from equipment.choices import FeeUnit, Kind
from equipment.models import Area
from pilotbase.audit.models import AuditEntry
from pilotbase.core import clock
from pilotbase.core.errors import PilotError
from pilotbase.core.timespan import Span
from pilotbase.records.models import Uptime
from tests.bookings.asking import at
from tests.factories import a_class, a_machine
from tests.people import a_cast, a_project

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TAGS = ("V-1", "V-2", "ASK-1")
machines, picked = st.sampled_from(TAGS), st.integers(0, 9)
ahead, lengths = st.integers(1, 30), st.integers(2, 12)
choices = st.sampled_from([*Giving, None])


class Life(RuleBasedStateMachine):
    """The plant's clock goes by hours; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.hour = 0

    @initialize()
    def open_the_plant(self) -> None:
        self.cast = cast = a_cast()
        a_project(cast, cast.startup)
        area = Area.objects.create(facility=cast.facility, code="A", name_zh="A", name_en="A")
        card = RateCard.objects.create(facility=cast.facility, valid_from="2020-01-01")
        wide = {"preparation": HOUR, "turnaround": HOUR}
        for code, rules in (("V", wide), ("ASK", {"approves_itself": False})):
            of = a_class(cast, code, Kind.SKID, **rules)
            RateLine.objects.create(card=card, equipment_class=of, unit=FeeUnit.HOUR, amount=100)
            for tag in (tag for tag in TAGS if tag.startswith(code)):
                a_machine(area, of, tag)
            if code == "ASK":
                asks = {"organisation_approves": True, "biosafety_from": 0}
                RuleSet.objects.create(facility=cast.facility, equipment_class=of, said=asks)
        term = CancelTermData.model_validate({"notice": 12, "percent": 30})
        save_cancel_term(cast.actor("manager"), term)
        Uptime.objects.create(start=at(-99), end=at(9999))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def span(self, start: int, length: int) -> Span:
        return Span(start=at(self.hour + start), end=at(self.hour + start + length))

    def do(self, act: Callable[[], object]) -> None:
        with clock.at(at(self.hour)), suppress(PilotError):
            act()

    def booking(self, n: int) -> Booking | None:
        rows = list(Booking.objects.order_by("-pk")[:10])
        return rows[n % len(rows)] if rows else None

    # -- what people do ------------------------------------------------------------------------

    @rule(tag=machines, start=ahead, length=lengths)
    def book(self, tag: str, start: int, length: int) -> None:
        stage = {"equipment": tag, "run": self.span(start, length)}
        body = {"project": "P-0004", "stages": [stage]}
        self.do(lambda: book(self.cast.actor("lin"), BookingRequest.model_validate(body)))

    @rule(n=picked, start=ahead, length=lengths, other=st.booleans())
    def move(self, n: int, start: int, length: int, other: bool) -> None:
        if booking := self.booking(n):
            stage = booking.stages.order_by("-position")[0]
            tag = stage.equipment.tag
            to = {"V-1": "V-2", "V-2": "V-1"}.get(tag, tag) if other else tag
            move = {"stage": stage.position, "run": self.span(start, length), "equipment": to}
            body = Rescheduling.model_validate({"stages": [move]})
            lin = self.cast.actor("lin")
            self.do(lambda: reschedule(lin, booking.number, booking.version, body))

    @rule(n=picked, by=st.integers(-3, 6))
    def extend_or_shorten(self, n: int, by: int) -> None:
        if booking := self.booking(n):
            stage = booking.stages.order_by("position")[0]
            end = max(stage.run_end + by * HOUR, stage.run_start + HOUR)
            move = {"stage": stage.position, "run": Span(start=stage.run_start, end=end)}
            body = Rescheduling.model_validate({"stages": [move]})
            lin = self.cast.actor("lin")
            self.do(lambda: reschedule(lin, booking.number, booking.version, body))

    @rule(n=picked)
    def split(self, n: int) -> None:
        if booking := self.booking(n):
            run_ = booking.stages.order_by("position")[0].run
            if run_.length < 6 * HOUR:
                return
            parts = [
                {"start": run_.start, "end": run_.start + HOUR},
                {"start": run_.end - HOUR, "end": run_.end},
            ]
            body = Splitting.model_validate({"stage": 1, "parts": parts})
            lin = self.cast.actor("lin")
            self.do(lambda: split(lin, booking.number, booking.version, body))

    @rule(n=picked, by=st.sampled_from(["lin", "manager"]))
    def cancel(self, n: int, by: str) -> None:
        if booking := self.booking(n):
            actor = self.cast.actor(by)
            self.do(lambda: cancel(actor, booking.number, None, Cancellation()))

    @rule(n=picked, by=st.sampled_from(["chen", "biosafety", "manager"]), no=st.integers(0, 4))
    def decide(self, n: int, by: str, no: int) -> None:
        if booking := self.booking(n):
            actor, number = self.cast.actor(by), booking.number
            if no:
                self.do(lambda: approve(actor, number, None, Approval()))
            else:
                self.do(lambda: reject(actor, number, None, Rejection(reason="no")))

    @rule(n=picked)
    def all_approve(self, n: int) -> None:
        if booking := self.booking(n):
            for by in ("chen", "biosafety", "manager"):
                actor = self.cast.actor(by)
                self.do(lambda a=actor: approve(a, booking.number, None, Approval()))  # type: ignore[misc]

    @rule(n=picked, before=st.integers(0, 2), after=st.integers(0, 2))
    def shorten(self, n: int, before: int, after: int) -> None:
        if booking := self.booking(n):
            said = {"stage": 1, "preparation": before, "turnaround": after, "reason": "tight"}
            body, manager = Shortening.model_validate(said), self.cast.actor("manager")
            self.do(lambda: shorten(manager, booking.number, None, body))

    @rule(n=picked, joins=st.booleans())
    def take_part(self, n: int, joins: bool) -> None:
        if booking := self.booking(n):
            act, lin = share if joins else unshare, self.cast.actor("lin")
            self.do(lambda: act(lin, booking.number, None, Sharing(who="chen@demo.test")))

    @rule(n=picked, to=st.sampled_from(["lin", "chen"]))
    def give_away(self, n: int, to: str) -> None:
        if booking := self.booking(n):
            body, lin = HandingOver(to=f"{to}@demo.test"), self.cast.actor("lin")
            self.do(lambda: hand_over(lin, booking.number, None, body))

    @rule(n=picked, stage=st.integers(1, 2))
    def check_in(self, n: int, stage: int) -> None:
        if booking := self.booking(n):
            operator = self.cast.actor("operator")
            self.do(lambda: start_run(operator, booking.number, StageRef(stage=stage)))

    @rule(n=picked)
    def check_out(self, n: int) -> None:
        going = list(Run.objects.going().order_by("pk"))
        if going:
            run_, operator = going[n % len(going)], self.cast.actor("operator")
            self.do(lambda: finish_run(operator, run_.number, Finish()))

    @rule(tag=machines, start=st.integers(0, 30), length=lengths, do=choices)
    def maintain(self, tag: str, start: int, length: int, do: Giving | None) -> None:
        span, manager = self.span(start, length), self.cast.actor("manager")
        standing = Occupation.objects.filter(machine__tag=tag, active=True).within(span)
        stages = standing.exclude(stage=None).values_list(
            "stage__booking__number", "stage__position"
        )
        chosen = [{"booking": b, "stage": s, "do": do} for b, s in stages if do]
        body = Block.model_validate({"span": span, "choices": chosen, "around": do is not None})
        self.do(lambda: block_for_maintenance(manager, tag, body))

    @rule(start=ahead, within=st.integers(6, 40), length=st.integers(2, 6), any_=st.booleans())
    def get_in_line(self, start: int, within: int, length: int, any_: bool) -> None:
        what = {"equipment_class": "V"} if any_ else {"equipment": "V-1"}
        window = self.span(start, within)
        body = {"project": "P-0004", "window": window, "hours": length, **what}
        request = WaitRequest.model_validate(body)
        self.do(lambda: join_wait_list(self.cast.actor("lin"), request))

    @rule(n=picked, take=st.booleans())
    def answer_an_offer(self, n: int, take: bool) -> None:
        entries = list(WaitEntry.objects.order_by("-pk")[:10])
        if entries:
            entry, lin = entries[n % len(entries)], self.cast.actor("lin")
            act = accept_offer if take else leave_wait_list
            self.do(lambda: act(lin, entry.pk))

    # -- what happens by itself ----------------------------------------------------------------

    @rule(hours=st.integers(1, 8))
    def time_goes_by(self, hours: int) -> None:
        self.hour += hours

    @rule(job=st.sampled_from([keep_overruns, release_no_shows, expire_requests, pass_offers_on]))
    def a_job_comes_by(self, job: Callable[[], object]) -> None:
        self.do(job)

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def no_machine_is_taken_twice(self) -> None:
        rows = Occupation.objects.filter(active=True).order_by("machine", "start")
        for one, other in pairwise(rows):
            assert one.machine_id != other.machine_id or one.end <= other.start

    @invariant()
    def each_stage_has_what_it_should(self) -> None:
        for booking in Booking.objects.prefetch_related("stages__occupations"):
            for stage in booking.all_stages:
                spans = [row.span for row in stage.occupations.all() if row.active]
                assert len(spans) <= 1
                if stage.status == StageStatus.PLANNED and booking.status in (
                    BookingStatus.CONFIRMED,
                    BookingStatus.IN_USE,
                    BookingStatus.DISPLACED,
                ):
                    assert spans == [stage.occupied]
                elif stage.status == StageStatus.RUNNING:
                    assert spans[0].start == stage.occupied.start
                elif stage.status in (StageStatus.DISPLACED, StageStatus.RELEASED):
                    assert not spans

    @invariant()
    def what_is_booked_was_approved_by_all_who_must(self) -> None:
        for booking in Booking.objects.prefetch_related("decisions"):
            last = {one.step: one.approved for one in booking.decisions.all()}
            if booking.status == BookingStatus.REQUESTED:
                assert booking.waits_for in booking.approvers
            elif booking.status in (BookingStatus.CONFIRMED, BookingStatus.IN_USE):
                assert all(last.get(step) for step in booking.approvers)

    @invariant()
    def nobody_takes_part_in_her_own(self) -> None:
        assert not Collaborator.objects.filter(user=F("booking__booked_by")).exists()

    @invariant()
    def the_trail_explains_every_booking(self) -> None:
        for booking in Booking.objects.prefetch_related("stages__runs"):
            runs = [run_ for stage in booking.all_stages for run_ in stage.runs.all()]
            told = _told("bookings.booking", booking.pk)
            deeds = [verb for verb in told if verb not in ("booking.made", "booking.override")]
            deeds += [verb for run_ in runs for verb in _told("bookings.run", run_.pk)]
            assert told[0] == "booking.made"
            assert booking.version == 1 + len(deeds), (booking.number, told, deeds)

    @invariant()
    def the_trail_explains_the_rest(self) -> None:
        kinds = list(Occupation.objects.values_list("kind", flat=True))
        verbs = list(AuditEntry.objects.values_list("verb", flat=True))
        assert kinds.count(OccupationKind.HOLD) == verbs.count("waitentry.offered")
        assert verbs.count("charge.made") == Charge.objects.count()
        for entry in WaitEntry.objects.all():
            last = _told("bookings.waitentry", entry.pk)[-1]
            made = entry.status == WaitStatus.WAITING
            assert last == f"waitentry.{'made' if made else entry.status}"


def _told(of: str, pk: int) -> list[str]:
    rows = AuditEntry.objects.filter(target_type=of, target_id=str(pk)).order_by("pk")
    return list(rows.values_list("verb", flat=True))


@pytest.mark.slow
def test_bookings_never_lie() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run(
        Life,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=checks
        ),
    )
