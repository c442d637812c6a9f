"""Tickets that let a program open a socket."""

from django.db import models

from pilotbase.accounts.models import ApiToken, Membership, User


class SocketTicket(models.Model):
    """Good once, until it expires. Kept as a hash, like every token."""

    hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.CASCADE, related_name="+"
    )
    token = models.ForeignKey(ApiToken, null=True, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
