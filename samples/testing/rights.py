"""Who may do what with a method, and who may not do two things to one result."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from pilotbase.accounts.actor import Actor
from pilotbase.core import clock
from pilotbase.core.errors import NotAllowed
from samples.choices import Meaning
from samples.models import MethodAuthorisation, Result, TestMethod


class NotAuthorised(NotAllowed):
    code = "not_authorised"


class SamePerson(NotAllowed):
    code = "same_person"


def require_authorised(actor: Actor, methods: Iterable[TestMethod], meaning: Meaning) -> None:
    """A method that names people for ``meaning`` is for them alone, within their days.

    One that names nobody is open to whoever has the permission. Raises NotAuthorised.
    """
    asked = {method.pk: method for method in methods}
    if not asked:
        return
    today = next(iter(asked.values())).facility.local(clock.now()).date()
    named = MethodAuthorisation.objects.filter(method__in=asked, meaning=meaning)
    hers = named.filter(Q(until=None) | Q(until__gt=today), user=actor.user, since__lte=today)
    open_to_her = set(hers.values_list("method", flat=True))
    for pk in sorted(set(named.values_list("method", flat=True)) - open_to_her):
        raise NotAuthorised(
            _("You are not authorised for method %(method)s today: %(meaning)s.")
            % {"method": asked[pk].code, "meaning": meaning.label}
        )


def refuse_own_entry(actor: Actor, result: Result) -> None:
    """Raises SamePerson: another person than the one who entered a result reviews it."""
    if result.entered_by_id == actor.person_id:
        raise SamePerson(
            _("You entered %(analyte)s of %(sample)s yourself: another person reviews it.")
            % {"analyte": result.analyte.code, "sample": result.request.sample.number}
        )


def refuse_third_role(actor: Actor, results: Iterable[Result]) -> None:
    """Raises SamePerson: who enters, who reviews and who approves are three people."""
    for result in results:
        if actor.person_id in (result.entered_by_id, result.reviewed_by_id):
            done = _("entered") if result.entered_by_id == actor.person_id else _("reviewed")
            raise SamePerson(
                _("You %(done)s %(analyte)s of %(sample)s: the report is signed by a third person.")
                % {
                    "done": done,
                    "analyte": result.analyte.code,
                    "sample": result.request.sample.number,
                }
            )
