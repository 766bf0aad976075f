"""Programs and what is kept for them. No row holds a resident's name; answers kept are sealed."""

from __future__ import annotations

from django.db import models


class Program(models.Model):
    """A system that may ask: its key, what it may do, how often."""

    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    departments = models.JSONField(default=list)
    wards = models.JSONField(default=list)
    services = models.JSONField(default=list)
    live = models.BooleanField(default=False)
    hosts = models.JSONField(default=list)  # to which it may be told of events
    a_minute = models.PositiveIntegerField(default=600)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Token(models.Model):
    """An access token, kept as a digest alone."""

    digest = models.CharField(max_length=64, unique=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    scopes = models.JSONField(default=list)
    until = models.DateTimeField(db_index=True)


class Minute(models.Model):
    """How often a program asked in one minute."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    minute = models.BigIntegerField()  # minutes since 1970
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "minute"], name="api_minute_once")
        ]


class Answer(models.Model):
    """The answer to a request with an Idempotency-Key; status 0 while it is worked on."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(default=b"")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "key"], name="api_answer_once")]


class Hook(models.Model):
    """An address at which a program is told of events; its secret signs what is sent, sealed."""

    public_id = models.CharField(max_length=40, unique=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    secret = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One event for one hook: sent until it is taken, or given up after the last try."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE)
    event_id = models.CharField(max_length=40)
    event = models.CharField(max_length=40)
    body = models.JSONField()
    state = models.CharField(max_length=10, default="waiting")  # waiting, taken, given_up
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, db_index=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_words = models.CharField(max_length=200, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hook", "event_id"], name="api_delivery_once")
        ]


class Reached(models.Model):
    """How far the history of cases has been told to hooks: one row."""

    history = models.BigIntegerField(default=0)


class Rehearsal(models.Model):
    """A case that a test key opened: it lives here alone, and never reaches a clerk."""

    public_id = models.CharField(max_length=40, unique=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    service = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    client_key = models.CharField(max_length=100)
    opened_on = models.DateField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "client_key", "service"], name="api_rehearsal_once"
            )
        ]
