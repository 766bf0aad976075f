"""E-mail addresses of residents: what a server would take, and nothing that could steer it."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 254  # octets, RFC 5321 section 4.5.3.1.3 less the brackets
_LONGEST_LOCAL = 64
# Dots in a row and before the @ break RFC 5321, and Japanese carriers handed such addresses out for
# years: they are let through, as servers here take them.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")


def mail_address(text: str) -> str | None:
    """An address as the register holds it, ready to be written to; None for what is none.

    Full-width letters are read as what they mean; a domain in Japanese is put into its ASCII form.
    """
    local, at, domain = unicodedata.normalize("NFKC", text).strip().rpartition("@")
    if not at or len(local) > _LONGEST_LOCAL or _LOCAL.fullmatch(local) is None:
        return None
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if _DOMAIN.fullmatch(domain) is None or len(local) + 1 + len(domain) > _LONGEST:
        return None
    return f"{local}@{domain.lower()}"
