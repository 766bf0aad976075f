"""Worked examples written anew: an expectation put right, or the same people on another day."""

from __future__ import annotations

from sakimawari.packs.editing.edits import MoreExample, OtherResult, Result
from sakimawari.packs.editing.marks import (
    MappingNode,
    Node,
    ScalarNode,
    child,
    entries,
    quoted,
    root_of,
    scalar,
    spliced,
    text_end,
)
from sakimawari.problems import Problems, fault


def with_result(text: str, edit: OtherResult) -> str:
    """The file with the expectation written anew. EDIT005 where there is none."""
    example = _example(text, edit.example)
    node = child(example, "expect", edit.subject, edit.service)
    if node is None:
        raise _missing(edit.example)
    end = text_end(text, node)
    return spliced(text, [(node.start_mark.index, end, written(edit.result))])


def with_example(text: str, edit: MoreExample) -> str:
    """The file with one more example at its end: the same people, another day. EDIT005."""
    example = _example(text, edit.example)
    name, on, expect = (child(example, key) for key in ("name", "on", "expect"))
    if example is None or name is None or on is None or expect is None:
        raise _missing(edit.example)
    start, end = int(example.start_mark.index), text_end(text, example)
    expected = f"{{{quoted(edit.subject)}: {{{quoted(edit.service)}: {written(edit.result)}}}}}"
    parts = [
        (_end_before(name), text_end(text, name), quoted(edit.name)),
        (_end_before(on), text_end(text, on), edit.on.isoformat()),
        (_end_before(expect), text_end(text, expect), expected),
    ]
    source = child(example, "source")
    if source is not None:
        parts.append((_end_before(source), text_end(text, source), quoted(edit.source)))
    else:
        indent = " " * example.start_mark.column
        parts.append((end, end, f"\n{indent}source: {quoted(edit.source)}"))
    inside = [(first - start, last - start, new) for first, last, new in parts]
    copy = spliced(text[start:end], inside)
    dash = " " * max(example.start_mark.column - 2, 0)
    whole = text if text.endswith("\n") else f"{text}\n"
    return f"{whole}{dash}- {copy}\n"


def _end_before(node: Node) -> int:
    return int(node.start_mark.index)


def written(result: Result) -> str:
    """A result as packs write it."""
    parts = [f"status: {result.status.name.lower()}"]
    if result.amount:
        amounts = [scalar(each) for each in dict.fromkeys(result.amount)]
        one = len(amounts) == 1
        parts.append(f"amount: {amounts[0]}" if one else f"amount: [{', '.join(amounts)}]")
    if result.because is not None:
        parts.append(f"because: {quoted(result.because)}")
    return "{" + ", ".join(parts) + "}"


def _example(text: str, name: str) -> MappingNode | None:
    for example in entries(root_of(text)):
        held = child(example, "name")
        if isinstance(held, ScalarNode) and held.value.strip() == name:
            return example
    return None


def _missing(name: str) -> Problems:
    return fault(
        "EDIT005",
        f"there is no example “{name}” that expects this",
        "choose the example again; another draft may have renamed it",
    )
