"""The simulator's only look at the plant: which state each of its machines is in. It reads."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from equipment.choices import Kind, MachineState, Source
from equipment.drivers.physics.unit import Phase, Unit
from equipment.models import CurrentState, Equipment, StateInterval, WatchGrant

MEMORY = timedelta(days=15)  # the longest run
S = MachineState
# A batch begins after these: what was in the vessel before has no influence any more.
RESTS = (S.IDLE, S.IDLE_CLEAN, S.IDLE_DIRTY, S.MAINTENANCE, S.CALIBRATION, S.CLOSED, S.OFFLINE)


@dataclass(frozen=True)
class Standing:
    """A machine as the log has it. ``by_simulator`` when the simulator itself put it there."""

    unit: Unit
    state: MachineState
    since: datetime
    by_simulator: bool
    has_run: bool
    out_of_service: bool


class Plant:
    """Remembers the phases of each machine until its log moves on."""

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway
        self._units: dict[int, tuple[object, Unit]] = {}

    def look(self, now: datetime) -> list[Standing]:
        """The gateway's machines that have a state."""
        machines = list(
            Equipment.objects.filter(gateways__code=self._gateway, current__since__isnull=False)
            .select_related("equipment_class", "current")
            .order_by("pk")
        )
        self._remember(machines, now)
        runs = set(WatchGrant.objects.standing(now).values_list("equipment_id", flat=True))
        mine = self._entered([machine.pk for machine in machines])
        return [self._standing(m, runs, mine, now) for m in machines]

    def _standing(
        self, machine: Equipment, runs: set[int], mine: set[int], now: datetime
    ) -> Standing:
        current = machine.current
        return Standing(
            unit=self._units[machine.pk][1],
            state=MachineState(current.state),
            since=current.since or now,
            by_simulator=machine.pk in mine,
            has_run=machine.pk in runs,
            out_of_service=machine.out_of_service_since is not None,
        )

    def _entered(self, machines: list[int]) -> set[int]:
        """Those whose present state the simulator said."""
        return set(
            StateInterval.objects.filter(
                equipment__in=machines,
                end=None,
                entry__source=Source.GATEWAY,
                entry__gateway__code=self._gateway,
            ).values_list("equipment_id", flat=True)
        )

    def _remember(self, machines: Iterable[Equipment], now: datetime) -> None:
        changed = [m for m in machines if self._units.get(m.pk, (None,))[0] != _mark(m.current)]
        phases = phases_of([machine.pk for machine in changed], now - MEMORY, now)
        for machine in changed:
            unit = unit_of(machine, phases[machine.pk])
            self._units[machine.pk] = _mark(machine.current), unit


def phases_of(
    machines: Iterable[int], start: datetime, end: datetime
) -> dict[int, tuple[Phase, ...]]:
    """By machine, the phases that reach into the span, from the log."""
    found: dict[int, list[Phase]] = defaultdict(list)
    rows = StateInterval.objects.filter(
        Q(end=None) | Q(end__gt=start), equipment__in=list(machines), start__lt=end
    ).order_by("start")
    for machine, state, begins in rows.values_list("equipment_id", "state", "start"):
        found[machine].append(Phase(MachineState(state), begins))
    return defaultdict(tuple, {pk: tuple(some) for pk, some in found.items()})


def since_rest(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """The batch that is in the machine: its phases since it was last idle or out of service."""
    last = max((n for n, phase in enumerate(phases) if phase.state in RESTS), default=0)
    return phases[last:]


def unit_of(machine: Equipment, phases: tuple[Phase, ...]) -> Unit:
    """The machine with the batch that is in it."""
    of = machine.equipment_class
    size = re.match(r"[\d,.]+(?= *(?:L|kg)/h)", machine.size)
    return Unit(
        tag=machine.tag,
        kind=Kind(of.kind),
        of=of.code,
        litres=float(of.working_volume or of.total_volume or 10),
        nominal=float(size.group().replace(",", "")) if size else 0.0,
        codes=frozenset(machine.tags.values_list("code", flat=True)),
        phases=since_rest(phases),
    )


def _mark(current: CurrentState) -> tuple[object, ...]:
    return current.state, current.since, current.last_at
