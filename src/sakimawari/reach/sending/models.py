"""Tables of sending: pseudonyms, states, moments and short codes, and under seal what was said.

`due_at` of a message is the one thing a worker looks for: the moment at which something is to be done
about it (send it, look after a worker that died, try the next medium); null where nothing is.
The constraints hold what must never happen, whatever fails between: a message and a medium have one
id of ours, and of the providers that bear it at most one may have it. Used by the stores alone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sakimawari.reach.sending.values import LIVE

_KEY, _ID, _WORD, _NAME = 32, 32, 16, 80
_LIVE = [state.value for state in LIVE]


class MessageRow(models.Model):
    """One step of an approved plan. `services` is JSON: slug, whose right it is, why."""

    id = models.CharField(max_length=_ID, primary_key=True)
    plan = models.CharField(max_length=_NAME)
    person = models.CharField(max_length=_KEY)
    household = models.CharField(max_length=_KEY)
    ward = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    services = models.TextField()
    media = models.CharField(max_length=_NAME)  # with blanks between, in the order they are tried
    position = models.SmallIntegerField(default=0)
    medium = models.CharField(max_length=8)  # the one at `position`
    state = models.CharField(max_length=_WORD)
    why = models.CharField(max_length=40, default="")
    send_on = models.DateField()
    useful_until = models.DateField(null=True)
    variant = models.CharField(max_length=_WORD)
    due_at = models.DateTimeField(null=True)
    claim = models.CharField(max_length=_NAME, default="")
    tries = models.SmallIntegerField(default=0)  # in a row without being taken, by this medium
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # first taken by a provider, or handed over
    replied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["state", "medium", "due_at"],
                name="sending_due",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(fields=["plan", "medium", "state"], name="sending_of_plan"),
            models.Index(fields=["person", "recorded_at"], name="sending_of_person"),
            models.Index(fields=["household"], name="sending_of_household"),
        )


class AttemptRow(models.Model):
    """One message by one medium at one provider. `ours` is the same at every provider.

    `counted_at`: the moment from which it counts as a contact. `called_at`: the first call under
    this id at this provider. `maybe`: a call ended so that it may have been taken. `theirs` is the
    provider's own id.
    """

    ours = models.CharField(max_length=_ID)
    message = models.ForeignKey(MessageRow, on_delete=models.PROTECT, related_name="attempts")
    person = models.CharField(max_length=_KEY)
    household = models.CharField(max_length=_KEY)
    medium = models.CharField(max_length=8)
    provider = models.CharField(max_length=40)
    state = models.CharField(max_length=_WORD)
    why = models.CharField(max_length=40, default="")
    theirs = models.CharField(max_length=120, default="")
    batch = models.CharField(max_length=_ID, default="")
    claimed_by = models.CharField(max_length=_NAME)
    claimed_until = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    maybe = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "counted_at"], name="sending_person_contacts"),
            models.Index(fields=["household", "counted_at"], name="sending_home_contacts"),
            models.Index(
                fields=["provider", "theirs"], name="sending_theirs", condition=~Q(theirs="")
            ),
            models.Index(fields=["batch"], name="sending_in_batch", condition=~Q(batch="")),
            models.Index(
                fields=["medium", "provider", "why"], name="sending_why", condition=~Q(why="")
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["ours", "provider"], name="sending_once_a_provider"),
            models.UniqueConstraint(
                fields=["ours"], name="sending_one_may_have_it", condition=Q(state__in=_LIVE)
            ),
        )


class SaidRow(models.Model):
    """What was said in one message by one medium; `content` is sealed for the person."""

    ours = models.CharField(max_length=_ID, primary_key=True)
    message = models.ForeignKey(MessageRow, on_delete=models.PROTECT, related_name="said")
    person = models.CharField(max_length=_KEY)
    content = models.BinaryField()


class ReportRow(models.Model):
    """A report as it came. `key` is the same for the same report, however often it comes."""

    key = models.CharField(max_length=64, unique=True)
    provider = models.CharField(max_length=40)
    ours = models.CharField(max_length=_ID, default="")
    theirs = models.CharField(max_length=120, default="")
    said = models.CharField(max_length=_WORD)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # when it is read (again); null: done with
    found = models.BooleanField(default=False)  # whether it belonged to anything

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at"], name="sending_reports_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["received_at"], name="sending_reports_came"),
        )


class OptOutRow(models.Model):
    """Somebody who wants nothing by a medium; `ended_at` once they want it again."""

    person = models.CharField(max_length=_KEY)
    medium = models.CharField(max_length=8)
    at = models.DateTimeField()
    source = models.CharField(max_length=_WORD)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "medium"],
                name="sending_one_opt_out",
                condition=Q(ended_at__isnull=True),
            ),
        )


class BatchRow(models.Model):
    """What leaves together by one medium on one day."""

    id = models.CharField(max_length=_ID, primary_key=True)
    medium = models.CharField(max_length=8)
    on = models.DateField()
    state = models.CharField(max_length=_WORD)
    claim = models.CharField(max_length=_NAME)
    made_at = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField(null=True)
    count = models.IntegerField(default=0)


class ProviderRow(models.Model):
    """How a provider did lately, shared by all workers. `health` is JSON (see `health.py`)."""

    name = models.CharField(max_length=40, primary_key=True)
    medium = models.CharField(max_length=8)
    health = models.TextField()
    tokens = models.FloatField(default=0.0)
    tokens_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()


class TurnRow(models.Model):
    """What one worker at a time may do, and how far it has read: `claims`, `replies`."""

    name = models.CharField(max_length=_WORD, primary_key=True)
    place = models.BigIntegerField(default=0)
