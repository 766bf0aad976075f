"""What WebAuthn asks of a browser, and the check of what it brings back.

A passkey counts as two factors: something one has, opened by a finger, a face or a PIN. An answer
without that (user verification) is refused.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sakimawari.guard.accounts import passkey_store
from sakimawari.guard.accounts.passkey_store import Passkey

CHALLENGE = "passkey_challenge"
CHALLENGE_SECONDS = 300
_MOST_CHARACTERS = 20_000
# A browser sends whatever it likes; whatever cannot be read proves nothing.
_NO_ANSWER = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Whom a passkey is made for: the host's name, and scheme with host and port."""

    id: str
    origin: str


def site_of(request: HttpRequest) -> Site:
    """The site as the browser calls it; the host was checked against ALLOWED_HOSTS."""
    host = request.get_host()
    return Site(id=host.rpartition(":")[0] or host, origin=f"{request.scheme}://{host}")


def ask_to_make(
    session: SessionBase, site: Site, *, account: str, name: str, city: str, held: Iterable[Passkey]
) -> str:
    """What the browser is to make a passkey from, as JSON."""
    options = generate_registration_options(
        rp_id=site.id,
        rp_name=city,
        user_name=name,
        user_display_name=name,
        user_id=account.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(held),
    )
    _keep(session, options.challenge)
    return options_to_json(options)


def make(session: SessionBase, site: Site, answer: str, *, account: str, label: str) -> bool:
    """Keep the passkey a browser made; False if the answer does not hold."""
    challenge = _take(session)
    if challenge is None or len(answer) > _MOST_CHARACTERS:
        return False
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _NO_ANSWER:
        return False
    return passkey_store.add(
        account,
        bytes_to_base64url(made.credential_id),
        made.credential_public_key,
        count=made.sign_count,
        label=label,
    )


def ask_to_prove(session: SessionBase, site: Site, *, held: Iterable[Passkey] = ()) -> str:
    """What the browser is to sign, as JSON; with one of these passkeys, or with any of this site."""
    options = generate_authentication_options(
        rp_id=site.id,
        allow_credentials=_described(held),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep(session, options.challenge)
    return options_to_json(options)


def proven_by(session: SessionBase, site: Site, answer: str) -> str | None:
    """The account whose passkey signed; None if the answer does not hold."""
    challenge = _take(session)
    if challenge is None or len(answer) > _MOST_CHARACTERS:
        return None
    try:
        given = parse_authentication_credential_json(answer)
        held = passkey_store.passkey(bytes_to_base64url(given.raw_id))
        if held is None:
            return None
        proof = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=held.public_key,
            credential_current_sign_count=held.count,
            require_user_verification=True,
        )
    except _NO_ANSWER:
        return None
    passkey_store.note_use(held.credential, count=proof.new_sign_count)
    return held.account


def _keep(session: SessionBase, challenge: bytes) -> None:
    session[CHALLENGE] = {"bytes": bytes_to_base64url(challenge), "at": int(time.time())}


def _take(session: SessionBase) -> bytes | None:
    """The challenge that was asked, once."""
    kept = session.pop(CHALLENGE, None)
    if kept is None or not 0 <= time.time() - kept["at"] < CHALLENGE_SECONDS:
        return None
    return base64url_to_bytes(kept["bytes"])


def _described(held: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in held]
