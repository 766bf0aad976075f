"""Programs, tokens, counts and kept answers, read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from sakimawari.console.api.models import Answer, Minute, Program, Token
from sakimawari.console.api.scopes import SCOPES, unknown_scopes
from sakimawari.console.api.tokens import (
    Credentials,
    digest_of,
    ends,
    is_secret,
    new_credentials,
    new_token,
)
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.problems import fault

_ABANDONED = timedelta(seconds=90)  # a request that began so long ago ended with its process
_KEPT = timedelta(days=2)  # how long an answer is kept for a request that comes again
_COUNTED_MINUTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A program as requests meet it."""

    id: int
    client_id: str
    name: str
    scopes: frozenset[str]
    departments: frozenset[str]
    wards: frozenset[str]
    services: frozenset[str]
    hosts: frozenset[str]
    live: bool
    a_minute: int
    made_by: str
    made_at: datetime
    ended_at: datetime | None

    @property
    def actor(self) -> Actor:
        """As the policies see it."""
        return Actor(
            kind=ActorKind.PROGRAM,
            id=self.client_id,
            name=self.name,
            scopes=self.scopes,
            departments=self.departments,
            wards=self.wards,
            services=self.services,
            live=self.live,
        )


def _known(row: Program, scopes: Iterable[str] | None = None) -> Known:
    return Known(
        id=row.pk,
        client_id=row.client_id,
        name=row.name,
        scopes=frozenset(row.scopes if scopes is None else scopes),
        departments=frozenset(row.departments),
        wards=frozenset(row.wards),
        services=frozenset(row.services),
        hosts=frozenset(row.hosts),
        live=row.live,
        a_minute=row.a_minute,
        made_by=row.made_by,
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


# ---------------------------------------------------------------- programs


def add_program(
    name: str,
    *,
    scopes: Iterable[str],
    live: bool,
    by: str,
    at: datetime,
    departments: Iterable[str] = ("*",),
    wards: Iterable[str] = ("*",),
    services: Iterable[str] = ("*",),
    hosts: Iterable[str] = (),
    a_minute: int = 600,
) -> Credentials:
    """Register a program; its secret is told here and never again. API020 for an unknown scope."""
    asked = sorted(set(scopes))
    unknown = unknown_scopes(asked)
    if unknown or not asked:
        raise fault(
            "API020",
            f"no scope is called {'・'.join(unknown)}"
            if unknown
            else "a key without scopes opens nothing",
            f"choose from: {', '.join(SCOPES)}",
        )
    made = new_credentials(live=live)
    Program.objects.create(
        client_id=made.client_id,
        name=name,
        secret_digest=digest_of(made.secret),
        scopes=asked,
        departments=sorted(departments),
        wards=sorted(wards),
        services=sorted(services),
        hosts=sorted(hosts),
        live=live,
        a_minute=a_minute,
        made_by=by,
        made_at=at,
    )
    return made


def programs() -> tuple[Known, ...]:
    """Every program, the newest first, ended ones too."""
    return tuple(_known(row) for row in Program.objects.order_by("-made_at", "-pk"))


def program(client_id: str) -> Known | None:
    """One program, ended or not."""
    row = Program.objects.filter(client_id=client_id).first()
    return None if row is None else _known(row)


def new_secret(client_id: str) -> str | None:
    """Replace a program's secret; its tokens end at once. None where there is no such program."""
    made = new_credentials(live=client_id.startswith("sk_live_")).secret
    with transaction.atomic():
        changed = Program.objects.filter(client_id=client_id, ended_at=None).update(
            secret_digest=digest_of(made)
        )
        Token.objects.filter(program__client_id=client_id).delete()
    return made if changed else None


def end_program(client_id: str, *, at: datetime) -> bool:
    """End a program and its tokens; whether there was one."""
    with transaction.atomic():
        Token.objects.filter(program__client_id=client_id).delete()
        ended = Program.objects.filter(client_id=client_id, ended_at=None).update(ended_at=at)
    return bool(ended)


# ---------------------------------------------------------------- tokens


def grant_token(
    client_id: str, secret: str, *, scopes: Iterable[str] | None, at: datetime
) -> tuple[str, tuple[str, ...], datetime] | None:
    """A token for the right credentials, with the scopes asked for, or all of the key's.

    None for wrong credentials, or a scope the key does not have.
    """
    row = Program.objects.filter(client_id=client_id, ended_at=None).first()
    # A digest is compared for an unknown program too, so that the time tells nothing.
    if (
        not is_secret(secret, row.secret_digest if row is not None else digest_of(""))
        or row is None
    ):
        return None
    granted = tuple(row.scopes) if scopes is None else tuple(sorted(set(scopes)))
    if not set(granted) <= set(row.scopes):
        return None
    token, until = new_token(), ends(at)
    Token.objects.filter(program=row, until__lt=at).delete()
    Token.objects.create(digest=digest_of(token), program=row, scopes=list(granted), until=until)
    return token, granted, until


def holder_of(token: str, *, at: datetime) -> Known | None:
    """The program a token was given to, with the token's scopes; None if it is none, or ended."""
    row = (
        Token.objects.select_related("program")
        .filter(digest=digest_of(token), until__gt=at, program__ended_at=None)
        .first()
    )
    return None if row is None else _known(row.program, row.scopes)


def end_token(token: str, *, program_id: int) -> None:
    """Revoke a token of a program's own; of another's, or of nobody's, nothing happens (RFC 7009)."""
    Token.objects.filter(digest=digest_of(token), program_id=program_id).delete()


# ---------------------------------------------------------------- how often


def count_request(program_id: int, *, at: datetime) -> int:
    """Count one request; how many this minute has seen, this one included."""
    minute = int(at.timestamp()) // 60
    changed = Minute.objects.filter(program_id=program_id, minute=minute)
    if not changed.update(asked=F("asked") + 1):
        try:
            with transaction.atomic():
                Minute.objects.create(program_id=program_id, minute=minute, asked=1)
                Minute.objects.filter(
                    program_id=program_id, minute__lt=minute - _COUNTED_MINUTES
                ).delete()
        except IntegrityError:  # another process began the minute
            changed.update(asked=F("asked") + 1)
    return Minute.objects.values_list("asked", flat=True).get(program_id=program_id, minute=minute)


# ---------------------------------------------------------------- answers kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of a request with an Idempotency-Key: `status` 0 while it is worked on."""

    request_digest: str
    status: int
    sealed: bytes


def begin_answer(program_id: int, key: str, digest: str, *, at: datetime) -> Kept | None:
    """Claim a key for a request; None where it is ours to answer, else what is known of it."""
    Answer.objects.filter(program_id=program_id, at__lt=at - _KEPT).delete()
    try:
        with transaction.atomic():
            Answer.objects.create(program_id=program_id, key=key, request_digest=digest, at=at)
    except IntegrityError:
        row = Answer.objects.get(program_id=program_id, key=key)
        abandoned = Answer.objects.filter(
            pk=row.pk, status=0, request_digest=digest, at__lt=at - _ABANDONED
        )
        if abandoned.update(at=at):
            return None
        return Kept(request_digest=row.request_digest, status=row.status, sealed=bytes(row.sealed))
    return None


def keep_answer(program_id: int, key: str, *, status: int, sealed: bytes) -> None:
    """Keep the answer to a request for when it comes again."""
    Answer.objects.filter(program_id=program_id, key=key).update(status=status, sealed=sealed)


def drop_answer(program_id: int, key: str) -> None:
    """Let a request be tried anew: nothing was done."""
    Answer.objects.filter(program_id=program_id, key=key).delete()
