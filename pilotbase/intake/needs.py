"""Reads what someone needs, in Chinese or English, and holds machines against it. Pure.

"100 L with off-gas, methanol" or "带尾气分析的 100 升发酵罐": a volume, abilities, a containment
level, a kind of machine; what is left over is looked for in names.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

LONGEST: Final = 200  # characters of a need that are read
LOWEST_FILL: Final = Decimal("0.3")  # of the total volume: a vessel cannot stir less

_LITRES: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("ml", "毫升"), Decimal("0.001")),
    **dict.fromkeys(("l", "liter", "liters", "litre", "litres", "升", "公升"), Decimal(1)),
    **dict.fromkeys(("m3", "立方米", "立方", "吨", "t"), Decimal(1000)),
}
# How people call what a machine can do: the word of master data, then other words for it.
ABILITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "off-gas": (
        *("off-gas", "offgas", "off gas", "exhaust gas", "exhaust analysis"),
        *("尾气分析", "尾气", "排气分析"),
    ),
    "methanol": ("methanol", "meoh", "甲醇诱导", "甲醇"),
    "explosion-proof": ("explosion-proof", "explosion proof", "atex", "防爆"),
    "anaerobic": ("anaerobic", "厌氧"),
    "perfusion": ("perfusion", "灌流"),
    "light": ("photobioreactor", "illuminated", "光照"),
    "low-temperature": ("low-temperature", "low temperature", "chilled", "低温"),
}
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "bioreactor": (
        *("bioreactors", "bioreactor", "fermenters", "fermenter", "fermentors", "fermentor"),
        *("fermentation", "生物反应器", "反应器", "发酵罐", "发酵"),
    ),
    "dryer": ("dryers", "dryer", "drying", "干燥机", "干燥"),
    "instrument": ("instruments", "instrument", "analysis", "分析仪器", "仪器", "检测"),
}
_IDLE: Final = frozenset(
    (
        *("a", "an", "and", "any", "at", "for", "i", "in", "it", "machine", "machines", "need"),
        *("of", "on", "or", "please", "some", "that", "the", "to", "vessel", "want", "we"),
        *("which", "with", "带", "带有", "有", "要", "需要", "需", "的", "和", "与", "及", "用"),
        *("用于", "可", "能", "支持", "一台", "一个", "台", "个", "我", "我们", "设备", "罐"),
    )
)
_EDGES: Final = re.compile(
    r"^(?:带有|需要|用于|支持|一台|一个|带|有|要|需|和|与|及|用|可|能|的)+|的+$"
)

_NUMBER: Final = r"(\d{1,9}(?:,\d{3})*(?:\.\d{1,3})?)"
_UNIT: Final = "(" + "|".join(sorted(_LITRES, key=len, reverse=True)) + r")(?![a-z])"
_AT_LEAST: Final = r"(?:at least|more than|over|from|>=|≥|>|至少|不小于|大于|超过)"
_AT_MOST: Final = r"(?:at most|less than|up to|under|<=|≤|<|最多|至多|不大于|不超过|小于)"
_VOLUME: Final = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST}))?\s*{_NUMBER}\s*"
    rf"(?:{_UNIT})?\s*(?:(?:-|–|—|~|to|到|至)\s*{_NUMBER}\s*)?{_UNIT}?"
    r"\s*(?P<above>以上)?(?P<below>以下)?"
)
_LEVEL: Final = re.compile(
    r"\bb(?:sl|l|io)[\s-]*([123])(?:[\s-]*ls)?\b|生物安全([一二三])级|\bp([123])\b"
)
_CHINESE: Final = {"一": 1, "二": 2, "三": 3}


@dataclass(frozen=True)
class Need:
    """Volumes in L. ``words`` were not understood: they may stand in a name."""

    least: Decimal | None = None
    most: Decimal | None = None
    containment: int | None = None
    abilities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Need()

    @property
    def has_volume(self) -> bool:
        return self.least is not None or self.most is not None


@dataclass(frozen=True)
class Offer:
    """What one machine is: ``names`` is all that it is called. Volumes in L."""

    key: str
    kind: str
    total: Decimal | None = None
    containment: int = 0
    abilities: frozenset[str] = frozenset()
    names: str = ""


@dataclass(frozen=True)
class Fit:
    """How a machine answers a need: each part of it is ``met`` or ``missing``, by its code."""

    key: str
    met: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    distance: Decimal = field(default=Decimal(0))

    @property
    def is_whole(self) -> bool:
        return not self.missing


def plain(text: str) -> str:
    """As it is compared: full-width as half-width, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("m³", "m3").split())


def ability(*words: str) -> str:
    """The one word for what master data calls by these; the first of them for what is its own."""
    said = [plain(word) for word in words]
    return next((name for name, others in ABILITIES.items() if set(said) & {*others}), said[0])


def read(text: str, known: Iterable[Sequence[str]] = ()) -> Need:
    """``known``: what else machines can do, each by all the words for it.

    Never raises: any text is some need.
    """
    rest = plain(text[:LONGEST])
    level, rest = _level(rest)
    (least, most), rest = _volume(rest)
    abilities, rest = _named(_with(known), rest)
    kinds, rest = _named(KINDS, rest)
    return Need(least, most, level, abilities, kinds, tuple(_left(rest)))


def _with(known: Iterable[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """All abilities, with a plant's own names for them."""
    names = dict(ABILITIES)
    for words in known:
        name = ability(*words)
        names[name] = (*names.get(name, ()), *map(plain, words))
    return names


def judge(need: Need, offer: Offer) -> Fit:
    """What of the need the machine meets, and what it lacks."""
    parts = dict(_parts(need, offer))
    met = tuple(name for name, is_met in parts.items() if is_met)
    missing = tuple(name for name, is_met in parts.items() if not is_met)
    return Fit(offer.key, met, missing, _distance(need, offer))


def ranked(need: Need, offers: Sequence[Offer]) -> list[Fit]:
    """Those that meet something, the best first; all of them, in their order, for no need."""
    fits = [judge(need, offer) for offer in offers]
    if need.is_empty:
        return fits
    able = [fit for fit in fits if fit.met]
    return sorted(able, key=lambda fit: (len(fit.missing), fit.distance))


def _parts(need: Need, offer: Offer) -> Iterator[tuple[str, bool]]:
    if need.has_volume:
        yield "volume", _holds(need, offer.total)
    for name in sorted(need.kinds):
        yield name, name == offer.kind
    for name in sorted(need.abilities):
        yield name, name in offer.abilities
    if need.containment is not None:
        yield "containment", offer.containment >= need.containment
    for word in need.words:
        yield word, word in offer.names


def _holds(need: Need, total: Decimal | None) -> bool:
    """Whether some volume of the need is one that the vessel can be filled to."""
    if total is None:
        return False
    lowest = total * LOWEST_FILL
    return (need.least is None or need.least <= total) and (
        need.most is None or need.most >= lowest
    )


def _distance(need: Need, offer: Offer) -> Decimal:
    """How many times too large or too small the vessel is; 1 is what was asked for."""
    asked = need.most if need.least is None else need.least
    if not asked or not offer.total:
        return Decimal(0)
    return max(asked / offer.total, offer.total / asked)


def _level(text: str) -> tuple[int | None, str]:
    found = _LEVEL.search(text)
    if found is None:
        return None, text
    said = next(group for group in found.groups() if group)
    return _CHINESE.get(said) or int(said), text.replace(found[0], " ", 1)


def _volume(text: str) -> tuple[tuple[Decimal | None, Decimal | None], str]:
    """The first number with a unit of volume."""
    for found in _VOLUME.finditer(text):
        first, own, second, unit = found.group(3, 4, 5, 6)
        if own or unit:
            low: Decimal | None = _litres(first, own or unit)
            high: Decimal | None = _litres(second, unit or own) if second else low
            if found["least"] or found["above"]:
                high = None
            if found["most"] or found["below"]:
                low = None
            return _ordered(low, high), text.replace(found[0], " ", 1)
    return (None, None), text


def _ordered(low: Decimal | None, high: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    return (high, low) if low is not None and high is not None and high < low else (low, high)


def _litres(number: str, unit: str) -> Decimal:
    return Decimal(number.replace(",", "")) * _LITRES[unit]


def _named(names: Mapping[str, Sequence[str]], text: str) -> tuple[frozenset[str], str]:
    """Which are spoken of, and the text without their words; longer words before shorter ones."""
    found = set()
    words = [(word, name) for name, others in names.items() for word in others]
    for word, name in sorted(words, key=lambda pair: -len(pair[0])):
        pattern = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else word
        text, times = re.subn(pattern, " ", text)
        if times:
            found.add(name)
    return frozenset(found), text


def _left(text: str) -> Iterator[str]:
    for token in re.split(r"[\s,;/、，；。+&()（）\"']+", text):
        word = _EDGES.sub("", token.strip(".:：!?！？-"))
        if word and word not in _IDLE:
            yield word
