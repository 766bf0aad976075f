"""Carries messages to LINE by the official SDK, each under a retry key made of our id.

LINE takes a key once within 24 hours and answers 409 to the second call, so that a call whose end
nobody knows is simply made again (https://developers.line.biz/en/docs/messaging-api/retrying-api-request/).
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import urllib3
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    FlexContainer,
    FlexMessage,
    MessagingApi,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)

from sakimawari.reach.channels.pace import Pace
from sakimawari.reach.channels.seam import Answer, Outcome, Parcel
from sakimawari.reach.channels.setup.values import Line, Style
from sakimawari.reach.medium import Medium

_RETRY_KEY_HOLDS = timedelta(hours=24)
_SPACE = uuid.UUID("5f6a2c1e-7d0b-5c4f-9e6d-0c3b8f4a7d21")  # of our retry keys
_LONGEST, _LONGEST_ALT = 5000, 400  # UTF-16 units
_USER = re.compile(r"U[0-9a-f]{32}")
_LINK = re.compile(r"https://[^\s<>\"'）」』】、。]+")
_BUSY_SECONDS, _OURS_SECONDS, _QUOTA_SECONDS = 60.0, 600.0, 6 * 3600.0
_REPLY_SECONDS = 3.0
_BUTTON = {"ja": "くわしく見る", "easy": "くわしく 見る", "en": "Read more"}


def retry_key(id: str) -> str:
    """The key under which LINE knows a message of ours, as a UUID; always the same for an id."""
    return str(uuid.uuid5(_SPACE, id))


class LineCarrier:
    """An official account of LINE."""

    medium = Medium.LINE
    repeats_for = _RETRY_KEY_HOLDS

    def __init__(self, line: Line, token: str) -> None:
        self._line, self._pace = line, Pace(line.rate)
        configuration = Configuration(host=line.endpoint, access_token=token)
        configuration.retries = urllib3.Retry(0, redirect=False)  # our own retries know the id
        self._client = ApiClient(configuration)
        self._api = MessagingApi(self._client)

    @property
    def name(self) -> str:
        """The name in the settings."""
        return self._line.name

    def has(self, id: str) -> bool | None:
        """LINE cannot be asked; the same call again is answered by 409."""
        return None

    def send(self, parcel: Parcel) -> Answer:
        """Push a message to one user."""
        if _USER.fullmatch(parcel.to) is None:
            return Answer(outcome=Outcome.REFUSED, why="address")
        message = _flex(parcel) if self._line.style is Style.FLEX else _text(parcel)
        if message is None:
            return Answer(outcome=Outcome.REFUSED, why="too-long")
        self._pace.wait()
        try:
            told = self._api.push_message_with_http_info(
                PushMessageRequest(to=parcel.to, messages=[message]),
                x_line_retry_key=retry_key(parcel.id),
                _request_timeout=self._line.timeout,
            )
        except ApiException as error:
            return _told(error)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            return Answer(outcome=Outcome.BUSY, why="no-line", wait_seconds=_BUSY_SECONDS)
        except urllib3.exceptions.MaxRetryError as error:
            return _broken(error)
        except urllib3.exceptions.HTTPError:
            return Answer(outcome=Outcome.UNSURE, why="line-broken")
        headers = told.headers or {}
        return Answer(outcome=Outcome.ACCEPTED, theirs=str(headers.get("x-line-request-id", "")))

    def reply(self, token: str, text: str) -> bool:
        """Answer an event, by its token, within a moment; whether LINE took it. Never charged."""
        try:
            self._api.reply_message(
                ReplyMessageRequest(reply_token=token, messages=[TextMessage(text=text)]),
                _request_timeout=min(self._line.timeout, _REPLY_SECONDS),
            )
        except (ApiException, urllib3.exceptions.HTTPError):
            return False
        return True

    def quota(self) -> tuple[int | None, int]:
        """Messages a month the plan allows (None: no bound), and how many went. May raise."""
        limit = self._api.get_message_quota(_request_timeout=self._line.timeout)
        used = self._api.get_message_quota_consumption(_request_timeout=self._line.timeout)
        return limit.value, int(used.total_usage)

    def check(self) -> str:
        """Ask for the quota, which proves the token, without sending anything."""
        try:
            limit, used = self.quota()
        except ApiException as error:
            return f"refused: {error.status}"
        except urllib3.exceptions.HTTPError:
            return "no line to the provider"
        return f"ok, {used:,} of {'any number' if limit is None else f'{limit:,}'} this month"

    def close(self) -> None:
        """End the lines to LINE."""
        self._client.rest_client.pool_manager.clear()


def _told(error: ApiException) -> Answer:
    code = error.status
    if code == 409:
        accepted = (error.headers or {}).get("x-line-accepted-request-id", "")
        return Answer(outcome=Outcome.ACCEPTED, theirs=str(accepted), why="before")
    if code in (400, 404):
        return Answer(outcome=Outcome.REFUSED, why=f"refused-{code}")
    if code == 429:
        if "monthly limit" in _words(error):
            return Answer(outcome=Outcome.BUSY, why="quota", wait_seconds=_QUOTA_SECONDS)
        return Answer(outcome=Outcome.BUSY, why="too-fast", wait_seconds=_BUSY_SECONDS)
    if code in (401, 403):
        return Answer(outcome=Outcome.BUSY, why=f"account-{code}", wait_seconds=_OURS_SECONDS)
    if not code:
        return Answer(outcome=Outcome.BUSY, why="tls", wait_seconds=_BUSY_SECONDS)
    return Answer(outcome=Outcome.BUSY, why=f"busy-{code}", wait_seconds=_BUSY_SECONDS)


def _words(error: ApiException) -> str:
    try:
        told = json.loads(error.body or "")
    except ValueError:
        return ""
    return str(told.get("message", "")) if isinstance(told, dict) else ""


def _broken(error: urllib3.exceptions.MaxRetryError) -> Answer:
    before = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    if isinstance(error.reason, before):
        return Answer(outcome=Outcome.BUSY, why="no-line", wait_seconds=_BUSY_SECONDS)
    if isinstance(error.reason, urllib3.exceptions.SSLError):
        return Answer(outcome=Outcome.BUSY, why="tls", wait_seconds=_BUSY_SECONDS)
    return Answer(outcome=Outcome.UNSURE, why="line-broken")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _text(parcel: Parcel) -> Any:
    return TextMessage(text=parcel.text) if _units(parcel.text) <= _LONGEST else None


def _flex(parcel: Parcel) -> Any:
    """A card: heading, text, a button for the first link. The alternative text is what stands on a
    locked screen: the heading alone.
    """
    if _units(parcel.text) > _LONGEST // 2:
        return _text(parcel)
    found = _LINK.search(parcel.text)
    plain = _LINK.sub("", parcel.text).strip() if found else parcel.text
    body = {
        "type": "box",
        "layout": "vertical",
        "spacing": "md",
        "contents": [
            {"type": "text", "text": parcel.subject or " ", "weight": "bold", "wrap": True},
            {"type": "text", "text": plain or " ", "wrap": True, "size": "sm"},
        ],
    }
    bubble: dict[str, Any] = {"type": "bubble", "body": body}
    if found:
        label = _BUTTON.get(parcel.language, _BUTTON["en"])
        action = {"type": "uri", "label": label, "uri": found.group()}
        button = {"type": "button", "style": "primary", "action": action}
        bubble["footer"] = {"type": "box", "layout": "vertical", "contents": [button]}
    alternative = (parcel.subject or plain)[: _LONGEST_ALT // 2]
    return FlexMessage(alt_text=alternative, contents=FlexContainer.from_dict(bubble))
