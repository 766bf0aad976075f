"""Tables of channels: whose LINE account is whose, calls that came before, what came of contacts.

Nothing in them names anybody; the id of a LINE user lies under the seal of its resident, and is
found by a keyed hash.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LineLinkRow(models.Model):
    """That a LINE user is a resident. `digest` finds the row from the user; one user is one person.

    `paused_at`: the account is blocked, or asked for an end; nothing is sent to it meanwhile.
    """

    person = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=32, unique=True)
    user = models.BinaryField()  # sealed for the person
    linked_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)


class LineCodeRow(models.Model):
    """A code shown on my page, to be written to the city's account. Kept is a keyed hash alone."""

    person = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=32, unique=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class HeardRow(models.Model):
    """A call of a provider that was heard: the same one again changes nothing."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)


class ListRow(models.Model):
    """A batch staff work through: whom to telephone, or at whose door to ring."""

    id = models.CharField(max_length=64, primary_key=True)
    medium = models.CharField(max_length=8)
    on = models.DateField()
    made_at = models.DateTimeField()


class EntryRow(models.Model):
    """One person of a list. `id` is our own id of the message; `content` is sealed for the person:
    what is to be said, and whose rights it is about. `closed_at` null: still to be done.
    """

    id = models.CharField(max_length=64, primary_key=True)
    list = models.ForeignKey(ListRow, on_delete=models.PROTECT, related_name="entries")
    place = models.IntegerField()  # in the list
    person = models.CharField(max_length=32, db_index=True)
    household = models.CharField(max_length=32)
    ward = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    services = models.TextField()  # slugs, with commas between
    useful_until = models.DateField(null=True)
    content = models.BinaryField()
    outcome = models.CharField(max_length=16, default="")
    again_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["ward", "again_at"],
                name="channels_entries_open",
                condition=Q(closed_at__isnull=True),
            ),
        )


class ContactRow(models.Model):
    """What came of one call or visit; a later one is a row of its own. `note` is sealed.

    `token` is drawn by the page that told it: a form sent twice, or a telephone that syncs again,
    is one contact.
    """

    entry = models.ForeignKey(EntryRow, on_delete=models.PROTECT, related_name="contacts")
    person = models.CharField(max_length=32)
    outcome = models.CharField(max_length=16)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=64)
    again_at = models.DateTimeField(null=True)
    note = models.BinaryField(null=True)
    token = models.CharField(max_length=64, unique=True)
