"""Tables of rounds. Used by the stores alone; what is known of a person's visit is sealed for them."""

from __future__ import annotations

from django.db import models


class DayRow(models.Model):
    """A day that was planned, or is being planned: how far, and how good the rounds are."""

    on = models.DateField(primary_key=True)
    state = models.CharField(max_length=16)  # planning, ready, failed
    share = models.FloatField(default=0.0)
    version = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)
    faults = models.JSONField(default=list)  # ids of problems
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class WalkRow(models.Model):
    """One worker's round of a day; seconds of the day. The place is an office, not a resident's."""

    on = models.DateField()
    worker = models.CharField(max_length=64)
    leave = models.IntegerField()
    back = models.IntegerField()
    travel = models.IntegerField()
    pause_from = models.IntegerField(null=True)
    pause_until = models.IntegerField(null=True)
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["on", "worker"], name="rounds_one_walk_a_day"),
        )


class VisitRow(models.Model):
    """One visit of a day: an entry of a list. `worker` is empty while nobody goes.

    Two rows where two go. `content` holds where the door is and what is known of the visit.
    """

    on = models.DateField(db_index=True)
    entry = models.CharField(max_length=64, db_index=True)
    person = models.CharField(max_length=32, db_index=True)
    household = models.CharField(max_length=32)
    ward = models.CharField(max_length=40)
    worker = models.CharField(max_length=64, default="")
    order = models.IntegerField(default=0)
    arrive = models.IntegerField(default=0)
    begin = models.IntegerField(default=0)
    end = models.IntegerField(default=0)
    leads = models.BooleanField(default=True)
    locked = models.BooleanField(default=False)
    because = models.CharField(max_length=16, default="")
    content = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["on", "worker", "order"], name="rounds_visits_of_walk"),)


class DetailRow(models.Model):
    """What staff know of a visit before it is planned, by the entry of its list."""

    entry = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=32)
    content = models.BinaryField()
    at = models.DateTimeField()


class DutyRow(models.Model):
    """A day on which somebody's duty differs from their week: away, or other hours."""

    on = models.DateField()
    worker = models.CharField(max_length=64)
    away = models.BooleanField(default=False)
    begin = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["on", "worker"], name="rounds_one_change_a_day"),
        )


class OutcomeRow(models.Model):
    """What was told of a visit. `token` was drawn on the telephone: told twice, it is one outcome.

    Two different ones for one visit are both kept; the later by its own clock stands.
    """

    token = models.CharField(max_length=64, primary_key=True)
    on = models.DateField(db_index=True)
    entry = models.CharField(max_length=64, db_index=True)
    person = models.CharField(max_length=32)
    kind = models.CharField(max_length=16)
    note = models.BinaryField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    passed_on = models.BooleanField(default=False)  # to the list, which tells whoever sent it
    settled_at = models.DateTimeField(null=True)  # what it asks of the office is done
    settled_by = models.CharField(max_length=64, default="")
