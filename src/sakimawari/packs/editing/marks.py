"""Where a value stands in the text of a YAML file, so that one value can be written anew in place."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sakimawari.packs.cells import number_text
from sakimawari.packs.items import normal
from sakimawari.packs.values import date_of, number_of

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "child", "entries", "quoted",
           "root_of", "scalar", "spliced", "text_end"]  # fmt: skip


def root_of(text: str) -> Node | None:
    """The whole document, its nodes with their places in the text."""
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    return node


def child(node: Node | None, *names: str) -> Node | None:
    """What stands under a path of keys; None where there is no such thing."""
    for name in names:
        if not isinstance(node, MappingNode):
            return None
        node = next((value for key, value in node.value if normal(key.value) == name), None)
    return node


def entries(node: Node | None) -> Iterator[MappingNode]:
    """The mappings of a list."""
    if isinstance(node, SequenceNode):
        yield from (each for each in node.value if isinstance(each, MappingNode))


def text_end(text: str, node: Node) -> int:
    """Where the text of a node ends, the empty lines and comments behind it left out."""
    lines = text[node.start_mark.index : node.end_mark.index].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return int(node.start_mark.index) + len("".join(lines).rstrip())


def spliced(text: str, parts: list[tuple[int, int, str]]) -> str:
    """A text with parts of it (from, to) written anew."""
    for first, last, new in sorted(parts, reverse=True):
        text = text[:first] + new + text[last:]
    return text


def quoted(value: str) -> str:
    """A text as YAML reads it back whole, on one line."""
    return json.dumps(" ".join(value.split()), ensure_ascii=False)


def scalar(value: str) -> str:
    """A typed value as YAML: a number or a date bare, anything else between quotes."""
    plain = normal(value)
    if number_of(plain) is not None:
        return number_text(plain)
    return plain if date_of(plain) is not None else quoted(plain)
