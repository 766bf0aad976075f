"""References of letters and ids of pages in addresses."""

from __future__ import annotations


class Reference:
    """A reference of a letter: 27 characters of Crockford's base 32."""

    regex = r"[0-9A-HJKMNP-TV-Z]{27}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PageId(Reference):
    """The id of a page that came in."""

    regex = r"[0-9a-f]{32}"
