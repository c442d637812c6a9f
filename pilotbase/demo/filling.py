"""Fills an empty installation with the demonstration plant and its history."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction

from pilotbase.core import clock
from pilotbase.core.events import quiet
from pilotbase.demo import (
    enquiries,
    in_line,
    inbox,
    keeping,
    place,
    plant,
    ruling,
    science,
    staging,
    troubles,
)
from pilotbase.demo.calendar import day_of
from pilotbase.demo.crew import idle_state, on_shift, person, report
from pilotbase.demo.deeds import Outcome
from pilotbase.demo.fleet import MACHINES
from pilotbase.demo.history import History
from pilotbase.demo.layout import SEED, lay_out
from pilotbase.demo.planned import Plan
from pilotbase.records.models import Uptime

BEFORE: Final = timedelta(days=440)
Say = Callable[[str, str], None]


def fill(now: datetime, password: str, say: Say) -> Outcome:
    """``say(english, chinese)`` is told of each step."""
    with place.in_haste():
        say("Setting up the plant: 48 machines, 8 organisations", "布置基地：48 台设备、8 家单位")
        set_up(now, password)
        say("Living through twelve months of history", "重演十二个月的历史")
        history = a_history(lay_out(day_of(now), SEED), now)
        outcome = history.live(lambda month: say(month, ""))
        troubles.trouble(now)
        in_line.wait(now)
        inbox.fill_in(now)
        ruling.rule(now)
        return outcome


def set_up(now: datetime, password: str) -> None:
    """The plant as it stood before its history, and the people who work in it."""
    since = now - BEFORE
    person.cache_clear()
    with transaction.atomic(), quiet():
        plant.set_up(since, password)
        _stand_idle(since + timedelta(hours=1))
        keeping.keep_up(now)
        keeping.teach(now)
        enquiries.ask_around(now)
        Uptime.objects.create(start=since, end=now)


def a_history(plan: Plan, now: datetime) -> History:
    """All that the plan holds, with the laboratory's work on it, up to now."""
    today = day_of(now)
    dice = Random(f"{SEED}:{today}:laboratory")  # noqa: S311  (the same dice)
    routine = science.choose(plan, today, dice)
    watched = {one.key for one in routine}
    watched |= {science.the_real_one(today).key, science.the_going_one(today).key}
    history = History(plan, now, watched)
    science.Laboratory(history, today, dice).work(routine)
    staging.set_the_scene(history, today)
    return history


def _stand_idle(at: datetime) -> None:
    """Every machine is there, clean, and nobody's."""
    with clock.at(at):
        for row in MACHINES:
            report(on_shift(at), row.tag, idle_state(row.tag), at)
