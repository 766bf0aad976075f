"""Accounts, passkeys, sessions, links by letter, and counted attempts, as tables."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

RESIDENT, STAFF = "resident", "staff"


def new_id() -> str:
    """An id that says nothing: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def new_stamp() -> str:
    return secrets.token_hex(16)


class Account(AbstractBaseUser):
    """Somebody who may sign in. No password is kept: there is none to steal.

    A resident's account holds the opaque person key and no name. `stamp` is part of every session:
    a new one ends them all. `name` is sealed for the account's id.
    """

    password: Any = None  # the base class would add the column
    id = models.CharField(primary_key=True, max_length=32, default=new_id)
    kind = models.CharField(max_length=10)
    person = models.CharField(max_length=32, unique=True, null=True)
    name = models.BinaryField(default=b"")
    roles = models.JSONField(default=list)
    departments = models.JSONField(default=list)
    wards = models.JSONField(default=list)
    services = models.JSONField(default=list)
    named = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    issuer = models.CharField(max_length=255, null=True)
    subject = models.CharField(max_length=255, null=True)
    persona = models.CharField(max_length=32, default="")
    stamp = models.CharField(max_length=32, default=new_stamp)
    made = models.DateTimeField(auto_now_add=True)
    vouched = models.DateTimeField(null=True)  # when the identity provider last vouched for them

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_a_subject"),
        ]

    def get_session_auth_hash(self) -> str:
        """What a session must still agree with; the base class derives it from a password."""
        return hashlib.sha256(f"session {self.id} {self.stamp}".encode()).hexdigest()


class Session(AbstractBaseSession):
    """A session; `session_key` is the hash of what the browser holds, so a copy opens nothing."""

    account = models.CharField(max_length=32, default="", db_index=True)
    began = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)
    browser = models.CharField(max_length=60, default="")
    method = models.CharField(max_length=20, default="")


class Passkey(models.Model):
    """A passkey (WebAuthn credential) of an account: only what is public of it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    credential = models.CharField(max_length=500, unique=True)
    public_key = models.BinaryField()
    count = models.BigIntegerField(default=0)
    label = models.CharField(max_length=60, default="")
    made = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)


class LinkCode(models.Model):
    """A code on paper: it links an account at a provider with a resident, or lets staff begin.

    `person` is the opaque key of the resident, or the id of the account of a member of staff.
    """

    person = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used = models.DateTimeField(null=True)


class Attempts(models.Model):
    """How often something was tried in a span of time; `bucket` is a keyed hash of who tried what."""

    bucket = models.CharField(primary_key=True, max_length=64)
    count = models.IntegerField(default=0)
    until = models.DateTimeField(db_index=True)
