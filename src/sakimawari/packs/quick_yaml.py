"""The quick reading of a sound YAML file: libyaml's events, ten times as fast as the careful reader.

It takes only what both readers take alike, and leaves everything else (faults, anchors, tags, what
YAML 1.1 and 1.2 read differently) to the careful one in `document`, whose messages name the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from sakimawari.packs.items import DEEPEST, NULLS, Item, Listing, Mapping, Text, normal
from sakimawari.problems import Place

Event = Any  # its attributes depend on its kind, which the stubs do not follow

# libyaml reads YAML 1.1, in which these break a line.
_BREAKS = frozenset("\x85\u2028\u2029")


class _NotForUs(Exception):
    """Something the careful reader is to look at."""


def quick_item(text: str, name: str) -> Item | None:
    """A whole file as `Item`, or None where the careful reader must look."""
    if _BREAKS & set(text):
        return None
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        item = _document(events, name)
        if not isinstance(next(events), yaml.StreamEndEvent):
            return None
    except (yaml.YAMLError, _NotForUs, StopIteration):
        return None
    return item


def _document(events: Iterator[Event], name: str) -> Item:
    _expect(events, yaml.StreamStartEvent)
    start = _expect(events, yaml.DocumentStartEvent)
    if start.explicit and (start.version or start.tags):
        raise _NotForUs
    item = _item(events, next(events), name, 0)
    _expect(events, yaml.DocumentEndEvent)
    return item


def _expect(events: Iterator[Event], kind: type[Event]) -> Event:
    event = next(events)
    if not isinstance(event, kind):
        raise _NotForUs
    return event


def _item(events: Iterator[Event], event: Event, name: str, depth: int) -> Item:
    if depth > DEEPEST or isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
        raise _NotForUs
    line = event.start_mark.line + 1
    if isinstance(event, yaml.ScalarEvent):
        block = event.style in {"|", ">"}
        plain = not event.style and event.value in NULLS
        return Text(event.value, Place(file=name, line=line + 1 if block else line), plain)
    place = Place(file=name, line=line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Listing(tuple(_until_end(events, yaml.SequenceEndEvent, name, depth)), place)
    if isinstance(event, yaml.MappingStartEvent):
        held = list(_until_end(events, yaml.MappingEndEvent, name, depth))
        return Mapping(tuple(zip(map(_key, held[::2]), held[1::2], strict=True)), place)
    raise _NotForUs


def _until_end(events: Iterator[Event], end: type[Event], name: str, depth: int) -> Iterator[Item]:
    for event in events:
        if isinstance(event, end):
            return
        yield _item(events, event, name, depth + 1)


def _key(item: Item) -> Text:
    if not isinstance(item, Text):
        raise _NotForUs
    return Text(normal(item.value), item.place)
