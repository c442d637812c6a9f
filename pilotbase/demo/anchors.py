"""What stands in the plan whatever the dice say: the day's picture, the tour's. Pure."""

from datetime import date, datetime
from typing import Final, NamedTuple

from equipment.choices import MachineState
from pilotbase.demo.calendar import DAY, at


class Anchor(NamedTuple):
    """A run that begins ``hours`` after today's midnight and lasts ``length`` h."""

    tag: str
    project: str
    hours: float
    length: float
    purpose: str


# Going today whatever the hour, each somewhere else in its course; then what comes next.
RUNNING: Final = (
    Anchor("BR300-1", "P-0004", -16, 72, "YX-31 补料分批 诱导温度 30 °C"),
    Anchor("BR300-2", "P-0001", -34, 104, "QY-12 甲醇诱导 放大验证"),
    Anchor("BR500-2", "P-0003", -14, 72, "QG-7 补料策略 B"),
    Anchor("BR500-1", "P-0006", -30, 58, "YL-9 氨基酸放大 500 L"),
    Anchor("BR1K-1", "P-0002", -42, 90, "DL-3 微生物蛋白 1,000 L"),
    Anchor("BR5K-1", "P-0011", -4, 120, "QY-15 甲醇适配 5,000 L"),
    Anchor("BR15-1", "P-0010", -15, 48, "QG-11 单体前体 摇瓶放大"),
    Anchor("BR05-1", "P-0005", -8, 48, "YX-E2 水解液 条件 1"),
    Anchor("BR05-2", "P-0005", -8, 48, "YX-E2 水解液 条件 2"),
    Anchor("BR30-2", "P-0005", 17.5, 60, "YX-E2 木质纤维素 30 L"),
    Anchor("LYO-1", "P-0004", -20, 60, "YX-31 胶原蛋白 冻干"),
    Anchor("CHR-1", "P-0004", -5, 36, "YX-31 胶原蛋白 层析"),
    Anchor("BR300-1", "P-0004", 9 * 24 + 8, 72, "YX-31 补料分批 诱导温度 28 °C"),
    Anchor("BR100-1", "P-0003", 11 * 24 + 9, 72, "QG-7 补料策略 C"),
    Anchor("BR10K-1", "P-0002", 7 * 24 + 6, 96, "DL-3 微生物蛋白 10,000 L"),
)

# The run that carries the real fermentation of demo_data, and the one with a few samples of ours.
REAL: Final = Anchor("BR15-2", "P-0005", -24 * 24 + 10, 36, "YX-E2 木质纤维素水解液 发酵")


class Down(NamedTuple):
    """Out of service from ``since`` to ``until`` hours after today's midnight."""

    tag: str
    since: float
    until: float
    note: str
    state: MachineState


DOWN: Final = (
    Down("BR100-3", -16, 66, "更换机械密封", MachineState.MAINTENANCE),
    Down("HPLC-2", -15, 42, "年度校准", MachineState.CALIBRATION),
    Down("SPR-1", -80, 226, "停用：更换热风机", MachineState.CLOSED),
)

# Free around now: offline today, idle and clean until its next run.
FREE: Final = {"BR15-3": (-6, 40), "BR10K-1": (-20, 7 * 24 - 9), "BR05-3": (-4, 30)}

# Left free for whoever tries the example of the outside contract.
EXAMPLE: Final = ("BR300-1", at(date(2027, 1, 10), 16), at(date(2027, 1, 15), 8))


class Waiting(NamedTuple):
    """A request that the manager has not decided yet, ``ago`` h old when the plant is filled."""

    anchor: Anchor
    ago: float


WAITING: Final = (
    Waiting(Anchor("BR1K-2", "P-0004", 43 * 24 + 8, 60, "YX-31 胶原蛋白 首次 1,000 L"), 5),
    Waiting(Anchor("BR5K-1", "P-0003", 47 * 24 + 9, 72, "QG-7 5,000 L 验证"), 26),
)


def run_of(today: date, anchor: Anchor) -> tuple[datetime, datetime]:
    """The span of the run."""
    start = at(today, anchor.hours)
    return start, start + anchor.length * (DAY / 24)
