"""The XML of a DMN file: read without document types or entities, and the decision asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sakimawari.packs.document import LARGEST_FILE
from sakimawari.packs.tabular.wording import Notebook, Said
from sakimawari.problems import Place

_SPACE = re.compile(r"\{https?://www\.omg\.org/spec/DMN/\d+/(?:MODEL/|dmn\.xsd)\}decisionTable")


def root_of(path: Path, name: str, notebook: Notebook) -> Element | None:
    """The root of the document; None with a problem noted."""
    place = Place(file=name)
    content = path.read_bytes()
    if len(content) > LARGEST_FILE:
        notebook.problem("PACK065", place, why=f"more than {LARGEST_FILE:,} bytes")
        return None
    try:
        root: Element = fromstring(content, forbid_dtd=True)
        return root
    except DefusedXmlException:
        why = Said("a document type or an entity", "文書型宣言または実体がある")
    except (ParseError, ValueError) as error:
        line = getattr(error, "position", (None,))[0]
        place = Place(file=name, line=line)
        why = Said("the XML is broken", "XMLが壊れている")
    notebook.problem("PACK065", place, why=why)
    return None


def decision_of(
    root: Element, name: str, notebook: Notebook, wanted: str | None
) -> tuple[Element, Element] | None:
    """A decision and its table."""
    tables: list[tuple[Element, Element]] = []
    for decision in root.iter():
        if tag_of(decision) == "decision":
            tables += [(decision, inner) for inner in decision if _SPACE.fullmatch(inner.tag)]
    if wanted is not None:
        tables = [each for each in tables if wanted in (each[0].get("id"), each[0].get("name"))]
    if len(tables) == 1:
        return tables[0]
    if not tables:
        why = Said("there is no such decision table", "その決定表がない")
        notebook.problem("PACK065", Place(file=name), why=why)
        return None
    listed = "・".join(each[0].get("name") or each[0].get("id") or "" for each in tables)
    notebook.problem(
        "PACK066",
        Place(file=name),
        why=Said(f"the file holds {len(tables)} decision tables", f"決定表が{len(tables)}つある"),
        instead=Said(
            f"name one with --decision: {listed}", f"--decision で1つ選んでください: {listed}"
        ),
    )
    return None


def tag_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, tag: str) -> Iterator[Element]:
    """The children of one name, whatever version of DMN they are of."""
    return (inner for inner in element if tag_of(inner) == tag)


def child(element: Element, tag: str) -> Element | None:
    """The first child of a name."""
    return next(children(element, tag), None)


def text_in(element: Element | None) -> str:
    """The text of an element's <text>."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else (inner.text or "").strip()
