"""One e-mail: plain text, and the same as simple HTML that every reader and screen reader can take.

Headers: our id as Message-ID under the city's domain, Auto-Submitted (RFC 3834) so that nobody's
absence note answers it, and List-Unsubscribe with one click (RFC 8058).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from sakimawari.reach.channels.seam import Parcel
from sakimawari.reach.channels.setup.values import Mail

_LINK = re.compile(r"https?://[^\s<>\"'）」』】、。]+")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # whatever may be read as a new line
_HTML_LANGUAGE = {"easy": "ja"}
_STYLE = (
    "font-family:sans-serif;font-size:16px;line-height:1.7;color:#1a1a1a;background:#ffffff;"
    "max-width:40em;margin:0 auto;padding:16px"
)
_END = {
    "ja": "メールでのお知らせを止める",
    "easy": "メールの お知（し）らせを とめる",
    "en": "Stop these e-mails",
}


def message_id(id: str, domain: str) -> str:
    """Our id as a Message-ID."""
    return f"<{id}@{domain}>"


def return_path(id: str, mail: Mail) -> str:
    """Where servers write back about a message: the id stands in the address itself."""
    local, _, domain = (mail.bounces or mail.sender).rpartition("@")
    return f"{local}+{id}@{domain}" if mail.bounces else f"{local}@{domain}"


def built(parcel: Parcel, mail: Mail, *, at: datetime) -> bytes:
    """The message as it crosses the line. The same parcel at the same moment is the same bytes."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=76))
    message["Message-ID"] = message_id(parcel.id, mail.domain)
    message["Date"] = format_datetime(at)
    message["From"] = Address(_one_line(mail.sender_name), addr_spec=mail.sender)
    message["To"] = parcel.to
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = _one_line(parcel.subject)
    message["Auto-Submitted"] = "auto-generated"
    if parcel.unsubscribe:
        message["List-Unsubscribe"] = f"<{parcel.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_plain(parcel), charset="utf-8", cte="base64")
    message.add_alternative(_html(parcel), subtype="html", charset="utf-8", cte="base64")
    message["Content-Language"] = _language(parcel)  # set before, it would move into a part
    message.set_boundary(f"=_{parcel.id}")
    return message.as_bytes()


def _one_line(text: str) -> str:
    """A text without line breaks: nobody adds a header by a name."""
    return _BREAKS.sub(" ", text).strip()


def _language(parcel: Parcel) -> str:
    return _HTML_LANGUAGE.get(parcel.language, parcel.language)


def _end(parcel: Parcel) -> str:
    return _END.get(parcel.language, _END["en"])


def _plain(parcel: Parcel) -> str:
    text = parcel.text.rstrip() + "\n"
    return f"{text}\n-- \n{_end(parcel)}: {parcel.unsubscribe}\n" if parcel.unsubscribe else text


def _html(parcel: Parcel) -> str:
    """Paragraphs and links alone: no picture, nothing fetched, nothing that tells it was read."""
    body = "\n".join(_paragraphs(parcel.text))
    end = ""
    if parcel.unsubscribe:
        link = f'<a href="{escape(parcel.unsubscribe)}">{escape(_end(parcel))}</a>'
        end = f'\n<p style="margin-top:2em;font-size:14px">{link}</p>'
    return (
        f'<!doctype html>\n<html lang="{escape(_language(parcel))}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(_one_line(parcel.subject))}</title></head>\n"
        f'<body style="{_STYLE}">\n<main>\n{body}{end}\n</main>\n</body>\n</html>\n'
    )


def _paragraphs(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = "<br>\n".join(_linked(line) for line in block.splitlines())
        yield f"<p>{lines}</p>"


def _linked(line: str) -> str:
    made, last = [], 0
    for found in _LINK.finditer(line):
        address = escape(found.group())
        made += [escape(line[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join([*made, escape(line[last:])])
