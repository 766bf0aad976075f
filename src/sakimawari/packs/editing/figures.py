"""A dated value written into a file of parameters, in the order of the dates."""

from __future__ import annotations

from sakimawari.packs.editing.edits import Grounds, NewValue
from sakimawari.packs.editing.marks import (
    MappingNode,
    ScalarNode,
    SequenceNode,
    child,
    entries,
    quoted,
    root_of,
    scalar,
    spliced,
    text_end,
)
from sakimawari.packs.values import date_of
from sakimawari.problems import fault


def with_value(text: str, edit: NewValue) -> str:
    """The file with the value in its place; one of the same day is put right instead.

    EDIT001 where the file holds no such parameter in a form that can be added to.
    """
    values = child(root_of(text), edit.parameter, "values")
    if not isinstance(values, SequenceNode) or values.flow_style or not values.value:
        raise fault(
            "EDIT001",
            f"the figure {edit.parameter} is not in this pack, or its values are not a plain list",
            "choose a figure of the pack; write its values one under another, each after a dash",
        )
    written = flow_of(edit)
    earlier = None
    for entry in entries(values):
        since = child(entry, "from")
        day = date_of(since.value) if isinstance(since, ScalarNode) else None
        if day == edit.grounds.since:
            return spliced(text, [(entry.start_mark.index, text_end(text, entry), written)])
        if day is not None and day < edit.grounds.since:
            earlier = entry
    line = f"{' ' * values.start_mark.column}- {written}\n"
    return _added(text, line, after=earlier, before=values.value[0])


def _added(text: str, line: str, *, after: MappingNode | None, before: MappingNode) -> str:
    """A line added below an entry, or above the first one."""
    if after is None:
        at = text.rfind("\n", 0, before.start_mark.index) + 1
        return spliced(text, [(at, at, line)])
    end = text_end(text, after)
    newline = text.find("\n", end)
    if newline < 0:
        return f"{text}\n{line}"
    return spliced(text, [(newline + 1, newline + 1, line)])


def flow_of(edit: NewValue) -> str:
    """A value as packs write it, on one line."""
    value = "null" if edit.value is None else scalar(edit.value)
    parts = [f"from: {edit.grounds.since}", f"value: {value}", *provenance_of(edit.grounds)]
    return "{" + ", ".join(parts) + "}"


def provenance_of(grounds: Grounds) -> list[str]:
    """Article, source and dates of checking as packs write them."""
    told = [
        f"article: {quoted(grounds.article)}",
        f"source: {quoted(grounds.source)}",
        f"checked: {grounds.checked}",
        f"check_by: {grounds.check_by}",
    ]
    return told if grounds.certain else [*told, "certainty: check"]
