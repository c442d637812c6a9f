"""How long runs of an organism are, and when they are fed and induced.

Hours from inoculation. The ranges are those that plants of this kind report for fed-batch runs.
"""

from typing import Final, NamedTuple


class Course(NamedTuple):
    """``shortest`` and ``longest`` are the run in h; ``feed`` and ``induce`` when that begins."""

    shortest: int
    longest: int
    feed: tuple[float, float] | None = None
    induce: tuple[float, float] | None = None


COURSES: Final[dict[str, Course]] = {
    "Escherichia coli": Course(32, 72, (8, 12), (18, 26)),
    "Bacillus subtilis": Course(36, 72, (9, 14)),
    "Saccharomyces cerevisiae": Course(48, 96, (14, 22)),
    "Komagataella phaffii": Course(96, 144, (20, 26), (30, 40)),
    "Corynebacterium glutamicum": Course(40, 72, (10, 16)),
    "Cupriavidus necator": Course(48, 84, (14, 20)),
    "Pseudomonas putida": Course(40, 60, (10, 14), (16, 22)),
    "Streptococcus zooepidemicus": Course(24, 48),
}
