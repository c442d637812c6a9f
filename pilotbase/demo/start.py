"""``python -m pilotbase demo``: a demonstration plant in one process, filled at its first start."""

import ipaddress
import socket
import sys
from datetime import timedelta
from time import monotonic
from typing import Final

from django.core.management import call_command
from django.utils import translation

from equipment.drivers.live import run_simulator
from pilotbase.accounts.choices import Role
from pilotbase.core import clock
from pilotbase.core.jobs import periodic
from pilotbase.demo import curves, filling, living, people, place
from pilotbase.demo.deeds import Outcome
from pilotbase.running.serve import serve
from pilotbase.running.worker import work
from pilotbase.settings import env

USAGE: Final = "python -m pilotbase demo [--reset]\n"
ROWS: Final = {row.email: row for row in people.PEOPLE}
SIGN_INS: Final = (
    *("scientist", "orgmanager", "competitor", "operator", "technician", "reviewer"),
    *("signatory", "biosafety", "manager", "quality", "finance", "admin"),
)
WORDS: Final = {
    Role.SCIENTIST: "科研人员", Role.ORG_MANAGER: "单位管理员", Role.OPERATOR: "操作员",
    Role.TECHNICIAN: "检测员", Role.REVIEWER: "审核员", Role.SIGNATORY: "授权签字人",
    Role.BIOSAFETY: "生物安全员", Role.MANAGER: "平台经理", Role.QUALITY: "质量负责人",
    Role.FINANCE: "财务", Role.ADMIN: "系统管理员",
}  # fmt: skip


def demo(words: list[str]) -> int:
    """Fill the plant where it is not, bring it up to now where it is, and serve it."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # where Chinese is not
    if set(words) - {"--reset"}:
        sys.stderr.write(USAGE)
        return 2
    began = monotonic()
    try:
        _may_listen()
        _prepare(reset="--reset" in words)
    except place.NotOurs as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except KeyboardInterrupt:
        say("Stopped before the plant was whole; the next start makes it", "已中止，下次启动继续")
        return 130
    periodic("demo.crew", timedelta(minutes=1))(living.go_on)
    periodic("demo.curves", timedelta(minutes=1))(curves.fill_in)
    serve([work, run_simulator], started=lambda: _welcome(began))
    say("Ended; what happened is kept", "已停止，数据已保留")
    return 0


def _prepare(*, reset: bool) -> None:
    if reset:
        say("Starting over: forgetting what this demonstration kept", "清空演示数据")
        place.empty()
    elif place.state() and place.filled_at() is None:
        say("The last fill was cut short: starting over", "上次填充未完成，重新开始")
        place.empty()
    say("Bringing the database up to date", "更新数据库")
    call_command("migrate", verbosity=0)
    if place.filled_at() is None:
        place.begin()
        now = clock.now()
        with translation.override("zh-hans"):
            _tell(filling.fill(now, env.demo_password, say))
        place.filled(now)
    else:
        say("Catching up with what was due meanwhile", "补做停机期间到期的工作")
        living.catch_up()


def _tell(outcome: Outcome) -> None:
    refused = outcome.refused.total()
    say(
        f"{outcome.done:,} deeds done; {refused} requests refused by the rules",
        f"完成 {outcome.done:,} 项操作，{refused} 项申请按规则被拒",
    )
    for one in outcome.astray:
        say(f"Astray: {one}")


def say(english: str, chinese: str = "") -> None:
    """One line of what is being done, in both languages."""
    sys.stdout.write(f"  {english}{' · ' if chinese else ''}{chinese}\n")
    sys.stdout.flush()


def _welcome(began: float) -> None:
    emails = [f"{name}@demo.test" for name in SIGN_INS]
    lines = [
        "",
        f"  {env.address()}   ({monotonic() - began:.0f} s)",
        "",
        f"  Password {env.demo_password}, signing PIN 2468; simulated values. Ctrl-C ends it.",
        f"  密码 {env.demo_password}，签名 PIN 2468；设备数值均为模拟。按 Ctrl-C 结束。",
        "",
        *(f"    {email:<22} {_role(ROWS[email])}" for email in emails),
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _role(row: people.PersonRow) -> str:
    places = {one.code: one for one in people.ORGANISATIONS}
    where = f", {places[row.place].en} {places[row.place].zh}" if row.place else ""
    english = row.role.value.replace("_", " ")
    return f"{english} {WORDS[row.role]}: {row.en} {row.zh}{where}"


def _may_listen() -> None:
    """Raises NotOurs: a public password is for this computer alone, an address for one program."""
    default: str = type(env).model_fields["demo_password"].default
    if env.demo_password == default and not _is_loopback(env.host):
        raise place.NotOurs(
            f"The demonstration's password is public: it does not listen on {env.host}. Choose"
            " a password of your own (PILOTBASE_DEMO_PASSWORD), or listen on 127.0.0.1."
        )
    try:
        socket.create_server((env.host, env.port)).close()
    except OSError as taken:
        raise place.NotOurs(
            f"Nothing can listen on {env.bind} ({taken.strerror}). Choose another address:"
            " PILOTBASE_BIND=127.0.0.1:9000."
        ) from taken


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
