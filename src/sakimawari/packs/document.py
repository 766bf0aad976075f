"""A YAML file as text with places: every value keeps the file and line it stands on.

Only the plain core of YAML 1.2 is taken: mappings, lists and scalars. Scalars stay the text that
was written, so `no` is never false and `2026-04-01` never a timestamp; each reader decides what a
text means. Anchors, aliases, tags and huge or deep files are refused.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sakimawari.packs.findings import Findings
from sakimawari.packs.items import DEEPEST, NULLS, Item, Listing, Mapping, Text, normal
from sakimawari.packs.quick_yaml import quick_item
from sakimawari.problems import Place

LARGEST_FILE = 4_000_000  # bytes; a table or a list of cases is far smaller
_CORE = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp", "merge", "value")
)

__all__ = ["Item", "Listing", "Mapping", "Text", "normal", "read_document", "read_text"]


def read_text(path: Path, name: str, findings: Findings) -> str | None:
    """The UTF-8 text of a file, or None with a problem noted."""
    try:
        content = path.read_bytes()
    except OSError as error:
        findings.problem(
            "PACK002",
            f"the file cannot be opened ({error.strerror})",
            "check that it is a file and that you may read it",
            where=Place(file=name),
        )
        return None
    if len(content) > LARGEST_FILE:
        findings.problem(
            "PACK004",
            f"the file has {len(content):,} bytes; a pack's file may have {LARGEST_FILE:,}",
            "split it into several files",
            where=Place(file=name),
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.problem(
            "PACK002",
            "the file is not UTF-8 text",
            "save it as UTF-8 (a pack's YAML files are not Shift_JIS, nor packed or truncated)",
            where=Place(file=name, line=content.count(b"\n", 0, error.start) + 1),
        )
        return None


def read_document(path: Path, name: str, findings: Findings) -> Item | None:
    """A YAML file, or None with the problem noted; an empty file is a problem too."""
    text = read_text(path, name, findings)
    return None if text is None else parse_document(text, name, findings)


def parse_document(text: str, name: str, findings: Findings) -> Item | None:
    """YAML text as `Item`; `name` is the file named in places."""
    place = Place(file=name)
    try:
        item = _composed(text, name)
        if item is None:
            findings.problem("PACK005", "the file is empty", "write it or remove it", where=place)
        return item
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file=name, line=None if mark is None else mark.line + 1)
        what = f"the YAML cannot be read here: {error.problem or error.context}"
        findings.problem("PACK003", what, _YAML_ADVICE, where=place)
    except YAMLError as error:
        what = f"the YAML cannot be read: {str(error).splitlines()[0]}"
        findings.problem("PACK003", what, _YAML_ADVICE, where=place)
    except Refused as error:
        place = Place(file=name, line=error.line)
        findings.problem("PACK004", error.what, "write the values out plainly", where=place)
    except RecursionError:
        findings.problem("PACK004", _TOO_DEEP, "write the values out plainly", where=place)
    return None


# Reading YAML is nearly all of the time of loading packs, and one process often reads a pack twice
# (for itself and with a city's pack over it).
@lru_cache(maxsize=512)
def _composed(text: str, name: str) -> Item | None:
    quick = quick_item(text, name)
    return careful_item(text, name) if quick is None else quick


def careful_item(text: str, name: str) -> Item | None:
    """A file by the reader that knows every fault's line. Raises what it finds."""
    node = YAML(typ="safe", pure=True).compose(text)
    return None if node is None else _Builder(name).item(node, 0)


_YAML_ADVICE = "check indentation (spaces, no tabs), a space after each colon, and closed quotes"
_TOO_DEEP = "the file is nested too deep"


class Refused(Exception):
    """A feature of YAML that packs do not use."""

    def __init__(self, what: str, line: int) -> None:
        self.what, self.line = what, line
        super().__init__(what)


class _Builder:
    """Turns composed nodes into items, once each."""

    def __init__(self, name: str) -> None:
        self.name = name

    def item(self, node: Node, depth: int) -> Item:
        line = node.start_mark.line + 1
        self.admit(node, line, depth)
        place = Place(file=self.name, line=line)
        match node:
            case ScalarNode():
                return self.text(node, place)
            case SequenceNode():
                return Listing(tuple(self.item(child, depth + 1) for child in node.value), place)
            case MappingNode():
                pairs = tuple(
                    (self.key(key, depth + 1), self.item(value, depth + 1))
                    for key, value in node.value
                )
                return Mapping(pairs, place)
        raise Refused("this form of YAML is not used in packs", line)

    def admit(self, node: Node, line: int, depth: int) -> None:
        if node.anchor is not None:
            raise Refused("anchors (&) and references (*) are not used in packs", line)
        if depth > DEEPEST:
            raise Refused(_TOO_DEEP, line)
        if str(node.tag) not in _CORE:
            raise Refused(f"the tag {node.tag} is not used in packs", line)

    def key(self, node: Node, depth: int) -> Text:
        key = self.item(node, depth)
        if not isinstance(key, Text):
            raise Refused("a key must be a plain name", node.start_mark.line + 1)
        return Text(normal(key.value), key.place)

    def text(self, node: ScalarNode, place: Place) -> Text:
        plain = node.style in {None, ""}
        if node.style in {"|", ">"} and place.line is not None:
            place = Place(file=place.file, line=place.line + 1)  # the text begins below the mark
        return Text(node.value, place, plain and node.value in NULLS)
