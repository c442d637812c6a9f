"""Take a qualification back, with the reason."""

from django.utils.translation import gettext as _

from equipment.errors import RevokedAlready
from equipment.events import QualificationRevoked
from equipment.models import EquipmentQualification
from equipment.schemas.training import Revoking
from pilotbase.accounts.actor import Actor
from pilotbase.accounts.permissions import Permission
from pilotbase.audit.log import record
from pilotbase.core import clock
from pilotbase.core.access import find
from pilotbase.core.events import emit
from pilotbase.core.locks import lock
from pilotbase.core.verbs import verb
from pilotbase.core.versions import raise_version


@verb
def revoke_qualification(
    actor: Actor, qualification_id: int, version: int | None, command: Revoking
) -> EquipmentQualification:
    """From today on it holds no longer; that it held before is still so.

    Raises Missing, NotAllowed, Unconditional, Stale, RevokedAlready.
    """
    seen = find(EquipmentQualification.objects.visible_to(actor), pk=qualification_id)
    actor.require(Permission.TRAIN)
    rows = EquipmentQualification.objects.select_related("equipment_class", "user")
    row = lock(rows, [seen.pk])[seen.pk]
    raise_version(row, version)
    if row.revoked_on is not None:
        raise RevokedAlready(_("It was revoked on %(day)s.") % {"day": row.revoked_on.isoformat()})
    row.revoked_on, row.revoked_by = clock.today(), actor.person()
    row.revoked_reason = command.reason
    row.save(update_fields=["revoked_on", "revoked_by", "revoked_reason"])
    record(actor, "equipmentqualification.revoked", row, reason=command.reason)
    emit(QualificationRevoked(row.pk))
    return row
