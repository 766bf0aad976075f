"""The least of a browser: cookies, forms, one connection a request, and how long each answer took."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

_TAG = re.compile(r"<(input|select|textarea|option|button)\b([^>]*)>", re.S)
_ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_LONGEST_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status (0: none came), where it leads, its text, and the seconds until all of it was there."""

    status: int
    seconds: float
    text: str = ""
    location: str = ""


@dataclass(slots=True, kw_only=True)
class Browser:
    """Somebody signed in at the server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""  # against forged requests, as the forms of this browser hold it

    async def get(self, path: str) -> Answer:
        """Read a page."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, form: Mapping[str, str] | list[tuple[str, str]]) -> Answer:
        """Send a form."""
        return await self._ask("POST", path, urlencode(form).encode())

    async def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        started = time.perf_counter()
        try:
            head, text = await asyncio.wait_for(
                self._exchange(method, path, body), _LONGEST_SECONDS
            )
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError, IndexError):
            return Answer(status=0, seconds=time.perf_counter() - started)
        seconds = time.perf_counter() - started
        lines = head.decode("latin-1").split("\r\n")
        location = ""
        for line in lines[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _, kept = value.strip().partition(";")[0].partition("=")
                self.cookies[key] = kept
            elif name.lower() == "location":
                location = value.strip()
        status = int(lines[0].split(" ")[1])
        return Answer(status=status, seconds=seconds, text=text, location=location)

    async def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[bytes, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines = [
                f"{method} {path} HTTP/1.1",
                f"Host: 127.0.0.1:{self.port}",
                "Connection: close",
                "Accept-Language: ja",
                f"Cookie: {cookies}",
            ]
            if body is not None:
                lines += [
                    "Content-Type: application/x-www-form-urlencoded",
                    f"Content-Length: {len(body)}",
                    f"Origin: http://127.0.0.1:{self.port}",
                ]
            writer.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
            length = _LENGTH.search(head)
            content = await (
                reader.read() if length is None else reader.readexactly(int(length[1]))
            )
        finally:
            writer.close()
        if b"transfer-encoding: chunked" in head.lower():
            content = _joined(content)
        return head, content.decode("utf-8", "replace")


def _joined(content: bytes) -> bytes:
    """The chunks of an answer as one."""
    parts = []
    while content:
        size, _, rest = content.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            break
        parts.append(rest[:length])
        content = rest[length + 2 :]
    return b"".join(parts)


def fields_of(page: str, *, last_form: bool = True) -> dict[str, str]:
    """The fields of a page's last form as a browser would send them; radios that are not chosen stay."""
    form = page[page.rindex("<form") :] if last_form and "<form" in page else page
    found: dict[str, str] = {}
    select = ""
    for tag, inside in _TAG.findall(form):
        told = {name: unescape(value) for name, value in _ATTRIBUTE.findall(inside)}
        name, kind = told.get("name", ""), told.get("type", "")
        if tag == "option":
            if select and (select not in found or "selected" in told):
                found[select] = told.get("value", "")
            continue
        select = name if tag == "select" else ""
        if tag in {"select", "button"} or not name or kind == "file":
            continue
        if kind in {"radio", "checkbox"} and "checked" not in told:
            continue
        found[name] = told.get("value", "")
    return found
