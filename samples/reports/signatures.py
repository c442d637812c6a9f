"""Who answers for a report, on paper: role, name, post, meaning, time with zone, digest."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from pilotbase.pdf.lines import Line, break_lines, draw_block
from pilotbase.pdf.styles import BODY, CELL, GUTTER, NOTE, RULE, STEP, TEAL, TINY, Style
from pilotbase.pdf.words import Content, Edition, soft, strong
from samples.reports.content import ReportContent, Role, Signature
from samples.reports.phrases import ROLES, Label

Block = tuple[list[Line], Style, float]  # lines, how they look, air above
NAME = BODY.sized(11, 14)


class Signatures(Flowable):
    """Three places side by side; one that nobody has signed says so."""

    def __init__(self, content: ReportContent, edition: Edition) -> None:
        super().__init__()
        self.content, self.edition, self.spaceAfter = content, edition, STEP

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.place = (width - (len(Role) - 1) * GUTTER) / len(Role)
        self.places = [self._set(role) for role in Role]
        self.height = max(map(_tall, self.places)) + 3 * mm
        return width, self.height

    def _set(self, role: Role) -> list[Block]:
        signature = self.content.signature(role)
        head = self._block(self.edition.say(ROLES[role], bold=True), CELL, 2)
        if signature is None:
            said = " ".join(filter(None, self.edition.one(Label.UNSIGNED)))
            return [head, self._block(soft(f"（{said}）"), NOTE, 8)]
        return [head, *self._signed(signature)]

    def _signed(self, signature: Signature) -> list[Block]:
        first, other = self.edition.one(signature.name)
        name: Content = [strong(first), *([soft(f"  {other}")] if other else [])]
        at = self.content.local(signature.at)
        zone = f"{at:%z}"
        time = f"{at:%Y-%m-%d %H:%M:%S} {zone[:3]}:{zone[3:]}"
        signed = Label.E_SIGNED if signature.digest else Label.RECORDED
        label = " ".join(filter(None, self.edition.one(signed)))
        proof = " · ".join(filter(None, (label, signature.digest[:19])))
        return [
            self._block(name, NAME, 3),
            self._block(self.edition.say(signature.post), NOTE, 1),
            self._block(self.edition.stack(signature.meaning), NOTE, 0),
            self._block(time, TINY, 1),
            self._block(soft(proof), TINY, 0),
        ]

    def _block(self, content: Content, style: Style, above: float) -> Block:
        return break_lines(content, style, self.place), style, above

    def draw(self) -> None:
        self.canv.setStrokeColor(TEAL)
        self.canv.setLineWidth(RULE)
        for i, place in enumerate(self.places):
            x, y = i * (self.place + GUTTER), self.height
            self.canv.line(x, y, x + self.place, y)
            for lines, style, above in place:
                draw_block(self.canv, lines, (x, y - above), self.place, style)
                y -= above + len(lines) * style.leading


def _tall(place: Sequence[Block]) -> float:
    return sum(above + len(lines) * style.leading for lines, style, above in place)
