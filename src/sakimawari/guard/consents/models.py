"""Tables of consents. Written by `store.py` alone; rows are added, never changed."""

from __future__ import annotations

from django.db import models


class GivenRow(models.Model):
    """When a word was given, by whom and how."""

    at = models.DateTimeField()
    by_kind = models.CharField(max_length=16)
    by = models.CharField(max_length=64)
    how = models.CharField(max_length=16)

    class Meta:
        abstract = True


class ConsentRow(GivenRow):
    """A yes or no to one purpose."""

    person = models.CharField(max_length=32)
    to = models.CharField(max_length=16)
    agrees = models.BooleanField()
    until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["person", "at"], name="consents_by_person"),)


class WishesRow(GivenRow):
    """How somebody wants to be told, whole; `channels` joined with commas in the order wished."""

    person = models.CharField(max_length=32)
    channels = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    large_text = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["person", "at"], name="wishes_by_person"),)


class DelegationRow(GivenRow):
    """That somebody may act for somebody; `services` joined with commas, empty for all."""

    person = models.CharField(max_length=32, db_index=True)
    proxy = models.CharField(max_length=32, db_index=True)
    kind = models.CharField(max_length=16)
    services = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)


class RevocationRow(GivenRow):
    """That a delegation ended, on which day."""

    delegation = models.ForeignKey(DelegationRow, on_delete=models.PROTECT)
    on = models.DateField()


class InvitationRow(models.Model):
    """A delegation offered by code: it begins when the proxy, signed in, types the code.

    Only the digest of the code is kept. `used` is the delegation made from it.
    """

    person = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16)
    services = models.TextField()
    until = models.DateField(null=True)
    at = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.ForeignKey(DelegationRow, null=True, on_delete=models.PROTECT)
    withdrawn = models.BooleanField(default=False)
