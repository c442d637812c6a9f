"""A paragraph in a story: split between its lines, with at least two on either side."""

from reportlab.platypus import Flowable

from pilotbase.pdf.lines import Line, break_lines, draw_block
from pilotbase.pdf.styles import Style
from pilotbase.pdf.words import Content


class Text(Flowable):
    """Plain or bilingual text. ``keep`` holds it with what follows."""

    def __init__(
        self,
        content: Content,
        style: Style,
        *,
        before: float = 0,
        after: float = 0,
        keep: bool = False,
    ) -> None:
        super().__init__()
        self.content: Content | None = content
        self.style = style
        self.keepWithNext = int(keep)
        self.spaceBefore = before
        self.spaceAfter = after
        self.lines: list[Line] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        if self.content is not None:
            self.lines = break_lines(self.content, self.style, width)
        self.height = len(self.lines) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        n = min(int(height // self.style.leading), len(self.lines) - 2)
        if n < 2:
            return []
        first = self._part(self.lines[:n], before=self.getSpaceBefore(), after=0)
        return [first, self._part(self.lines[n:], before=0, after=self.getSpaceAfter())]

    def _part(self, lines: list[Line], *, before: float, after: float) -> "Text":
        part = Text("", self.style, before=before, after=after)
        part.content, part.lines = None, lines
        return part

    def draw(self) -> None:
        draw_block(self.canv, self.lines, (0, self.height), self.width, self.style)
