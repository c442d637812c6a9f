"""``python -m pilotbase demo``: a demonstration plant in one process, filled at its first start."""

import ipaddress
import sys
from time import monotonic
from typing import Final

from django.core.management import call_command

from equipment.drivers.live import run_simulator
from pilotbase.accounts.choices import Role
from pilotbase.core import clock
from pilotbase.demo import filling, people, place
from pilotbase.running.serve import serve
from pilotbase.running.worker import work
from pilotbase.settings import env

USAGE: Final = "python -m pilotbase demo [--reset]\n"
FIRST_OF_ROLE: Final = tuple(
    next(row for row in people.PEOPLE if row.role == role)
    for role in Role
    if any(row.role == role for row in people.PEOPLE)
)


def demo(words: list[str]) -> int:
    """Fill the plant where it is not, bring it up to now where it is, and serve it."""
    if set(words) - {"--reset"}:
        sys.stderr.write(USAGE)
        return 2
    if not _may_listen():
        sys.stderr.write(
            f"The demonstration's password is public: it does not listen on {env.host}. Choose"
            " a password of your own (PILOTBASE_DEMO_PASSWORD), or listen on 127.0.0.1.\n"
        )
        return 2
    try:
        began = _prepare(reset="--reset" in words)
    except place.NotOurs as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    serve([work, run_simulator], started=lambda: _welcome(began))
    say("Ended; what happened is kept.", "已停止，数据已保留。")
    return 0


def _prepare(*, reset: bool) -> float:
    """Returns when it began, for the record."""
    began = monotonic()
    if reset:
        say("Starting over: forgetting what this demonstration kept", "清空演示数据")
        place.empty()
    if place.state() and place.filled_at() is None:
        say("The last fill was cut short: starting over", "上次填充未完成，重新开始")
        place.empty()
    say("Bringing the database up to date", "更新数据库")
    call_command("migrate", verbosity=0)
    if place.filled_at() is None:
        place.state()
        place.begin()
        now = clock.now()
        filling.fill(now, env.demo_password, say)
        place.filled(now)
    return began


def say(english: str, chinese: str = "") -> None:
    """One line of what is being done, in both languages."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.stdout.write(f"  {english}{' · ' if chinese else ''}{chinese}\n")
    sys.stdout.flush()


def _welcome(began: float) -> None:
    width = max(len(row.email) for row in FIRST_OF_ROLE)
    lines = [
        "",
        f"  PilotBase: {env.address()}   ({monotonic() - began:.0f} s)",
        "",
        f"  Sign in with the password {env.demo_password}; the signing PIN is 2468.",
        f"  登录密码 {env.demo_password}；签名 PIN 2468。",
        "",
        *(
            f"    {row.email:<{width}}  {row.role.label!s:<24} {row.zh} {row.en}"
            for row in FIRST_OF_ROLE
        ),
        f"    {'competitor@demo.test':<{width}}  {'Scientist of another firm':<24}",
        "",
        "  Ctrl-C ends it. The values of the machines are simulated.",
        "  按 Ctrl-C 结束。设备数值均为模拟。",
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _may_listen() -> bool:
    default: str = type(env).model_fields["demo_password"].default
    return env.demo_password != default or _is_loopback(env.host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
