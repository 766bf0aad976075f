"""`{% asset "console/css/base.css" %}`: the address of a static file, new when the file is."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
@cache
def asset(name: str) -> str:
    """The address with a digest of the content, so that browsers may keep the file for long."""
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    digest = hashlib.blake2b(Path(str(found)).read_bytes(), digest_size=5).hexdigest()
    return f"{static(name)}?v={digest}"
