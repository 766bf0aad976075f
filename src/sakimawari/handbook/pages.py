"""The handbook as HTML: one page a service, an index, the coming changes, what is to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from sakimawari.handbook.contents import Handbook, ServicePage

INDEX, CHANGES, DOUBTS = "index.html", "changes.html", "unconfirmed.html"
STYLE, FILTER = "handbook.css", "filter.js"
_STATIC = (STYLE, FILTER)
_FOLD = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


def pages_of(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Each file of the site with its text, paths relative to its folder."""
    environment = Environment(
        loader=PackageLoader("sakimawari.handbook"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["joined"] = joined
    names = {page.service.slug: page.service.name for page in handbook.pages}
    shared = {"book": handbook, "names": names, "path_of": path_of}
    yield INDEX, environment.get_template("index.html.j2").render(shared, root="")
    yield CHANGES, environment.get_template("changes.html.j2").render(shared, root="")
    yield DOUBTS, environment.get_template("unconfirmed.html.j2").render(shared, root="")
    service = environment.get_template("service.html.j2")
    for chapter in handbook.chapters:
        for page in chapter.pages:
            yield path_of(page), service.render(shared, page=page, chapter=chapter, root="../")
    folder = resources.files("sakimawari.handbook") / "templates"
    for name in _STATIC:
        yield name, (folder / name).read_text(encoding="utf-8")


def path_of(page: ServicePage) -> str:
    """Where the page of a service lies."""
    return f"services/{page.service.slug}.html"


def joined(text: str) -> str:
    """Japanese that was folded over lines, without the blanks the folding left between its words."""
    return _FOLD.sub("", text)
