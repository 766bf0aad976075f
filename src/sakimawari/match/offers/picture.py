"""How often each offer is shown, as a picture that stands alone (SVG)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sakimawari.drawing.elements import element, line, text

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 300, 56, 48, 44
_STYLE = (
    "text{font:13px sans-serif;fill:#333}"
    ".title{font-size:15px;font-weight:600}.bar{fill:#2f6f9f}.none{fill:#c0562f}"
    ".axis{stroke:#999}.count{font-size:12px}"
)


def exposure_picture(exposure: Sequence[Mapping[str, str]]) -> str:
    """Bars: in how many lists (across) so many offers (up) stand; offers nobody was matched to are left out."""
    counts = Counter(int(row["掲載"]) for row in exposure if int(row["候補のニーズ"]) > 0)
    most = max(counts, default=0)
    values = [counts.get(times, 0) for times in range(most + 1)]
    largest = max(values, default=0) or 1
    step = (_WIDTH - _LEFT - 24) / (most + 1)
    height = _HEIGHT - _TOP - _BOTTOM
    inside = [element("style", _STYLE), element("rect", width=_WIDTH, height=_HEIGHT, fill="#fff")]
    inside.append(text(16, 26, "オファーは何件の一覧に載ったか", class_="title"))
    inside.append(line(_LEFT, _HEIGHT - _BOTTOM, _WIDTH - 24, _HEIGHT - _BOTTOM, class_="axis"))
    for times, count in enumerate(values):
        tall = height * count / largest
        x, y = _LEFT + step * times, _HEIGHT - _BOTTOM - tall
        shape = {"x": f"{x + step * 0.12:.1f}", "y": f"{y:.1f}", "width": f"{step * 0.76:.1f}"}
        inside.append(
            element("rect", height=f"{tall:.1f}", class_="bar" if times else "none", **shape)
        )
        middle = x + step / 2
        inside.append(text(middle, _HEIGHT - _BOTTOM + 18, str(times), anchor="middle"))
        if count:
            inside.append(text(middle, y - 5, str(count), class_="count", anchor="middle"))
    inside.append(
        text(_WIDTH / 2, _HEIGHT - 10, "載った一覧の数（0は載らなかったオファー）", anchor="middle")
    )
    svg = element(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
    )
    return str(svg) + "\n"
