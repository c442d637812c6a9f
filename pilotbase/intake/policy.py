"""What a declared strain asks of the plant: the least containment, what stops an approval. Pure.

Levels are those of the NIH Guidelines, appendix K. What is here is the house's caution, not the
law: the biosafety officer decides, and may go above.
"""

from collections.abc import Iterator, Mapping

from pilotbase.accounts.choices import Containment
from pilotbase.intake.choices import Question, Reply

_LEAST = {
    Question.PATHOGEN: Containment.BL2_LS,
    Question.ANIMAL_PLANT: Containment.BL2_LS,
    Question.TOXIN: Containment.BL1_LS,
}
_MUST_BE_KNOWN = (Question.PATHOGEN, Question.ANIMAL_PLANT, Question.TOXIN, Question.KILL)


def least_containment(answers: Mapping[str, str], *, gmo: bool) -> Containment:
    """The lowest level that may be approved for these answers."""
    asked = [level for question, level in _LEAST.items() if answers.get(question) == Reply.YES]
    if gmo and answers.get(Question.RESISTANCE) != Reply.NO:
        asked.append(Containment.BL1_LS)
    return max(asked, default=Containment.GLSP)


def obstacles(answers: Mapping[str, str]) -> Iterator[Question]:
    """The questions whose answers stand in the way of any approval, in their order."""
    for question in Question:
        said = answers.get(question, Reply.UNKNOWN)
        unknown = question in _MUST_BE_KNOWN and said == Reply.UNKNOWN
        wrong = question in (Question.KILL, Question.ORIGIN) and said == Reply.NO
        if unknown or wrong:
            yield question
