"""`{% icon "search" %}`: a small drawing beside words; it never stands for them.

Drawn on a field of 24 × 24 with lines of 2, in the colour of the text around it.
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DRAWINGS = {
    # ways
    "arrow-right": "M5 12h14M13 6l6 6-6 6",
    "arrow-left": "M19 12H5M11 6l-6 6 6 6",
    "chevron-right": "M9 5l7 7-7 7",
    "external": "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
    "close": "M6 6l12 12M18 6L6 18",
    "plus": "M12 5v14M5 12h14",
    "minus": "M5 12h14",
    "check": "M4 12.5l5.5 5.5L20 7",
    "download": "M12 4v11M7 10l5 5 5-5M4 20h16",
    "upload": "M12 20V9M7 14l5-5 5 5M4 4h16",
    "undo": "M8 5L4 9l4 4M4 9h10a5 5 0 010 10h-4",
    # signs
    "yes": "M12 3a9 9 0 100 18 9 9 0 000-18zM8 12.5l3 3 5.5-6",
    "no": "M12 3a9 9 0 100 18 9 9 0 000-18zM8.5 8.5l7 7M15.5 8.5l-7 7",
    "unknown": "M12 3a9 9 0 100 18 9 9 0 000-18zM9.5 9.5a2.5 2.5 0 113.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.5h.01",
    "info": "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5.5M12 7.5h.01",
    "warning": "M12 4L2.5 20h19zM12 10v4.5M12 17.2h.01",
    "lock": "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 017 0V11",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z",
    "clock": "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.5 2",
    "bell": "M6 16V11a6 6 0 0112 0v5l1.5 2h-15zM10 21h4",
    # rooms
    "home": "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
    "search": "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21",
    "list": "M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.01M4 12h.01M4 18h.01",
    "case": "M3 7h7l2 2.5h9V19H3z",
    "yen": "M12 3a9 9 0 100 18 9 9 0 000-18zM8.5 7l3.5 5 3.5-5M12 12v5.5M9 12.5h6M9 15h6",
    "book": "M5 4h12.5v16H7a2 2 0 01-2-2zM5 18a2 2 0 012-2h10.5M9 8h5",
    "pencil": "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5L17.5 10",
    "chart": "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
    "map": "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8 3.5v4M16 3.5v4",
    "settings": "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h16",
    "person": "M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20.5c.6-4.2 3.7-6 7.5-6s6.9 1.8 7.5 6z",
    "people": "M9 5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM2.5 19.5c.5-3.6 3-5.5 6.5-5.5s6 1.9 6.5 5.5zM16 5.5a3.2 3.2 0 010 6.2M18 14.3c2 .8 3.2 2.5 3.5 5.2",
    "phone": "M6 3h4l1.5 5L9 10c1 2.5 2.5 4 5 5l2-2.5 5 1.5v4c0 1.5-1 2.5-2.5 2.5C10.5 20 4 13.5 3.5 5.5 3.5 4 4.5 3 6 3z",
    "send": "M3.5 4.5L21 12 3.5 19.5 6 12zM6 12h8",
    "chat": "M4 5h16v11H11l-5 4v-4H4z",
    "paper": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "language": "M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
    "text": "M3 18L8 6l5 12M5 14h6M14.5 18l3-7 3 7M15.7 15.5h3.6",
    "leave": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "enter": "M14 4h5v16h-5M9 8l4 4-4 4M13 12H4",
    "desk": "M3 11h18M5 11v9M19 11v9M9 11V7h6v4",
    "shield": "M12 3l8 3v6c0 5-3.5 7.8-8 9-4.5-1.2-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
    # moments of life
    "baby": "M12 4a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM6 20v-2a6 6 0 0112 0v2zM10.5 7.5h.01M13.5 7.5h.01",
    "moving": "M2.5 6h11v11h-11zM13.5 10H18l3.5 3.5V17h-8zM6.5 15.5a2 2 0 100 4 2 2 0 000-4zM17.5 15.5a2 2 0 100 4 2 2 0 000-4z",
    "flower": "M12 21v-9M12 12a4 4 0 01-4-4V4l4 2 4-2v4a4 4 0 01-4 4zM12 18c-3 0-5-1-6-3.5M12 18c3 0 5-1 6-3.5",
    "care": "M12 20S4 15.5 4 9.5A4.2 4.2 0 0112 7.5a4.2 4.2 0 018 2c0 6-8 10.5-8 10.5z",
    "work": "M3 8h18v11H3zM9 8V5h6v3M3 13h18",
    "school": "M2 9l10-4.5L22 9l-10 4.5zM6 11.5V16c3 3 9 3 12 0v-4.5M22 9v6",
    "health": "M9 4h6v5h5v6h-5v5H9v-5H4V9h5z",
    "matched": "M4 6h5l6 12h5M4 18h5l2-4M13.5 9L15 6h5M17.5 3.5L20 6l-2.5 2.5M17.5 15.5L20 18l-2.5 2.5",
    "ring": "M12 9a6 6 0 100 12 6 6 0 000-12zM9.5 4h5l1.5 2.5L12 9 8 6.5z",
    "heart-broken": "M12 20S4 15.5 4 9.5A4.2 4.2 0 0112 7.5a4.2 4.2 0 018 2c0 6-8 10.5-8 10.5zM12 7.5L10 11l3.5 2L12 16",
    "storm": "M4 12L12 5l8 7M6.5 10v9h11v-9M10.5 12l-1 3h3l-1.5 4",
    "shop": "M4 9l1.5-5h13L20 9M4 9v11h16V9M4 9a2.7 2.7 0 005.3 0 2.7 2.7 0 005.4 0A2.7 2.7 0 0020 9M9.5 20v-6h5v6",
    "old": "M9 3.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5zM6 21l1.5-6-1-5 3-1.5 2.5 3h3M10.5 14l1.5 7M17 12v9M17 12a1.5 1.5 0 013 0",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing as SVG, hidden from readers of screens: the words beside it say the same."""
    return mark_safe(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f'<path d="{DRAWINGS[name]}"/></svg>'
    )
