"""What was done, by whom, and what was signed. Rows are added and never changed."""

from django.conf import settings
from django.db import models

from pilotbase.core.constraints import AppendOnly


class AuditEntry(models.Model):
    """One entry for each verb that changed something, written in the verb's transaction."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    acting_as = models.CharField(max_length=80)  # role or gateway or job
    door = models.CharField(max_length=16)
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    target = models.CharField(max_length=120)  # as people name it
    organisation_id = models.BigIntegerField(null=True)
    facility_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "audit entry"
        constraints = [AppendOnly(name="audit_append_only", key=["id"])]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_by_target")]


class Signature(models.Model):
    """Who signed what content, when, and with which meaning (21 CFR 11.50, 11.70)."""

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    name_zh = models.CharField(max_length=120)  # as printed
    name_en = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    meaning = models.CharField(max_length=40)
    at = models.DateTimeField()
    target_type = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    content_digest = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)  # of all the above

    class Meta:
        verbose_name = "signature"
        constraints = [AppendOnly(name="signature_append_only", key=["id"])]
        indexes = [models.Index(fields=["target_type", "target_id"], name="signature_by_target")]


class Seal(models.Model):
    """A run of audit entries, hashed together and chained to the seal before."""

    seq = models.PositiveBigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    entries_hash = models.CharField(max_length=80)
    prev_hash = models.CharField(max_length=80)
    hash = models.CharField(max_length=80)

    class Meta:
        constraints = [AppendOnly(name="seal_append_only", key=["seq"])]


class Sealed(models.Model):
    """Which seal an entry is in."""

    entry = models.OneToOneField(
        AuditEntry, primary_key=True, on_delete=models.PROTECT, related_name="sealed"
    )
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="members")

    class Meta:
        constraints = [AppendOnly(name="sealed_append_only", key=["entry"])]
