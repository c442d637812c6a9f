"""Text in one language or both: Chinese first in ink, English after it, lighter and smaller."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeAlias

from reportlab.lib.colors import Color

from pilotbase.pdf.styles import MUTED

Language = Literal["both", "zh", "en"]
SECOND = 0.88  # the second language is a step smaller


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that differs from its style. Plain text: nothing in it is markup."""

    text: str
    bold: bool | None = None
    color: Color | None = None
    scale: float = 1.0


Content: TypeAlias = str | Run | Sequence[str | Run]


class Bilingual(Protocol):
    """Anything that has words in Chinese and in English."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class Pair(NamedTuple):
    """The same words in both languages; where one is empty the other stands for it."""

    zh: str
    en: str = ""


def strong(text: str) -> Run:
    return Run(text, bold=True)


def soft(text: str) -> Run:
    return Run(text, bold=False, color=MUTED)


def second(text: str) -> Run:
    """English after Chinese, in one line."""
    return Run(text, bold=False, color=MUTED, scale=SECOND)


def runs(content: Content) -> Iterator[Run]:
    for part in [content] if isinstance(content, str | Run) else content:
        yield Run(part) if isinstance(part, str) else part


def plain(content: Content) -> str:
    return "".join(run.text for run in runs(content))


@dataclass(frozen=True, slots=True)
class Edition:
    """Says a pair in the language of the paper."""

    language: Language = "both"

    def one(self, pair: Bilingual) -> tuple[str, str]:
        """The first and the second text; the second is empty where one language is enough."""
        zh, en = pair.zh or pair.en, pair.en or pair.zh
        if self.language == "en":
            return en, ""
        return zh, en if self.language == "both" and en != zh else ""

    def say(self, pair: Bilingual, *, bold: bool = False) -> list[str | Run]:
        """In one line."""
        first, other = self.one(pair)
        run = Run(first, bold=bold or None)
        return [run, second(f" {other}")] if other else [run]

    def stack(self, pair: Bilingual, *, bold: bool = False) -> list[str | Run]:
        """One under the other: for names and sentences."""
        first, other = self.one(pair)
        run = Run(first, bold=bold or None)
        return [run, "\n", soft(other)] if other else [run]

    def prose(self, pair: Bilingual) -> list[str | Run]:
        """Sentences, the second language after the first at full size."""
        first, other = self.one(pair)
        return [first, soft(f" {other}")] if other else [first]
