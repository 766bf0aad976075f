"""One SVG element: attributes and text escaped, numbers short."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_numbers = count(1)


def element(name: str, *inside: str, **attributes: object) -> SafeString:
    """An element; `class_` is class, `data_x` is data-x, None leaves an attribute out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(each if isinstance(each, SafeString) else escape(each) for each in inside)
    return mark_safe(f"<{name}{told}>{body}</{name}>")


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)


def text(x: float, y: float, words: str, *, class_: str = "", anchor: str = "start") -> SafeString:
    """A line of text; `anchor` start, middle or end."""
    return element("text", words, x=x, y=y, class_=class_ or None, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, *, class_: str) -> SafeString:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def picture(
    title: str, description: str, width: int, height: int, parts: Iterable[str], *, class_: str
) -> SafeString:
    """A whole picture that is read aloud as its title and description."""
    number = next(_numbers)
    return _svg(title, description, (width, height), parts, number, class_=class_, role="img")


def linked_picture(
    title: str, description: str, width: int, height: int, parts: Iterable[str], *, class_: str
) -> SafeString:
    """A picture whose parts can be reached and followed one by one."""
    number = next(_numbers)
    return _svg(title, description, (width, height), parts, number, class_=class_, role="group")


def _svg(
    title: str,
    description: str,
    size: tuple[int, int],
    parts: Iterable[str],
    number: int,
    *,
    class_: str,
    role: str,
) -> SafeString:
    return element(
        "svg",
        element("title", title, id=f"picture-{number}-title"),
        element("desc", description, id=f"picture-{number}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size[0]} {size[1]}",
        class_=class_,
        role=role,
        aria_labelledby=f"picture-{number}-title",
        aria_describedby=f"picture-{number}-desc",
    )
