"""Carries text messages to a provider over HTTPS, by an interface written down here.

    POST  <endpoint>/messages        {"id", "to", "from", "text"}   Idempotency-Key: our id
    GET   <endpoint>/messages/<id>   200 where the provider has it, 404 where it has not
    GET   <endpoint>/account         200 where the token is good

`id` is ours, `to` an E.164 number. Taken: 200 to 202 with {"id": theirs}; taken before: 409. Never
taken: 400, 404, 410, 422 with {"code"}. Providers differ: each gets a thin adapter with this face.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx

from sakimawari.reach.channels.pace import Pace
from sakimawari.reach.channels.seam import Answer, Outcome, Parcel
from sakimawari.reach.channels.setup.values import Sms
from sakimawari.reach.channels.sms.segments import LONGEST, segments_of, units_of
from sakimawari.reach.channels.telephone import mobile_e164
from sakimawari.reach.medium import Medium

_KEPT_FOR = timedelta(hours=72)  # for so long the provider knows our ids
_BUSY_SECONDS, _OURS_SECONDS = 60.0, 600.0
_NEVER = {400, 404, 410, 422}
_OURS = {401, 402, 403}  # what concerns the city's account, not the receiver
_CODES = {"invalid_number", "not_mobile", "blocked", "unknown_number", "text"}


class SmsCarrier:
    """A provider of text messages."""

    medium = Medium.SMS
    repeats_for = _KEPT_FOR

    def __init__(self, sms: Sms, token: str, *, client: httpx.Client | None = None) -> None:
        self._sms, self._pace = sms, Pace(sms.rate)
        self._client = client or httpx.Client(
            timeout=sms.timeout, follow_redirects=False, trust_env=False
        )
        self._headers = {"authorization": f"Bearer {token}", "accept": "application/json"}

    @property
    def name(self) -> str:
        """The name in the settings."""
        return self._sms.name

    def send(self, parcel: Parcel) -> Answer:
        """Hand a message over; UNSURE where the line broke once the provider may have read it."""
        if mobile_e164(parcel.to) != parcel.to:
            return Answer(outcome=Outcome.REFUSED, why="not-mobile")
        if units_of(parcel.text) > LONGEST or segments_of(parcel.text) > self._sms.segments:
            return Answer(outcome=Outcome.REFUSED, why="too-long")
        body = {
            "id": parcel.id,
            "to": parcel.to,
            "from": self._sms.sender,
            "text": parcel.text,
        }
        self._pace.wait()
        try:
            answer = self._client.post(
                f"{self._sms.endpoint}/messages",
                content=json.dumps(body, ensure_ascii=False).encode(),
                headers={
                    **self._headers,
                    "content-type": "application/json; charset=utf-8",
                    "idempotency-key": parcel.id,
                },
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Answer(outcome=Outcome.BUSY, why="no-line", wait_seconds=_BUSY_SECONDS)
        except httpx.HTTPError:
            return Answer(outcome=Outcome.UNSURE, why="line-broken")
        return _told(answer)

    def has(self, id: str) -> bool | None:
        """Ask the provider whether it took a message with our id."""
        try:
            answer = self._client.get(f"{self._sms.endpoint}/messages/{id}", headers=self._headers)
        except httpx.HTTPError:
            return None
        return {200: True, 404: False}.get(answer.status_code)

    def check(self) -> str:
        """Ask whether the token is good, without sending anything; a word on how it went."""
        try:
            answer = self._client.get(f"{self._sms.endpoint}/account", headers=self._headers)
        except httpx.HTTPError:
            return "no line to the provider"
        return "ok" if answer.status_code == 200 else f"refused: {answer.status_code}"

    def close(self) -> None:
        """End the lines to the provider."""
        self._client.close()


def _told(answer: httpx.Response) -> Answer:
    code = answer.status_code
    said = _said(answer)
    if code in (200, 201, 202):
        return Answer(outcome=Outcome.ACCEPTED, theirs=str(said.get("id", ""))[:120])
    if code == 409:
        return Answer(outcome=Outcome.ACCEPTED, theirs=str(said.get("id", ""))[:120], why="before")
    if code in _NEVER:
        named = said.get("code")
        return Answer(outcome=Outcome.REFUSED, why=named if named in _CODES else f"refused-{code}")
    if code in _OURS:
        return Answer(outcome=Outcome.BUSY, why=f"account-{code}", wait_seconds=_OURS_SECONDS)
    if code == 504:  # a gateway that waited in vain: what lies behind it may have heard
        return Answer(outcome=Outcome.UNSURE, why="gateway")
    return Answer(outcome=Outcome.BUSY, why=f"busy-{code}", wait_seconds=_wait(answer))


def _said(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _wait(answer: httpx.Response) -> float:
    told = answer.headers.get("retry-after", "")
    return min(float(told), 3600.0) if told.isdigit() else _BUSY_SECONDS
