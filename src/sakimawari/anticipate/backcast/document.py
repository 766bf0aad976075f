"""A target file as plain values, each with the line it stands on: safe YAML, no tags, no anchors."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sakimawari.problems import Place, Problem, Problems, fault

LARGEST = 2_000_000
Path_ = tuple[str | int, ...]


@dataclass(slots=True, kw_only=True)
class Document:
    """What a file says, where each part stands, and the faults found while it is read."""

    label: str
    folder: Path
    said: dict[str, Any]
    lines: dict[Path_, int]
    found: list[Problem] = field(default_factory=list)

    def place(self, path: Path_) -> Place:
        """Where a part stands, or the nearest part above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Place(file=self.label, line=self.lines.get(path, 1))

    def wrong(self, id: str, path: Path_, what: str, do: str, near: str | None = None) -> None:
        """Note a fault; reading goes on, so that one run shows them all."""
        self.found.append(Problem(id=id, what=what, do=do, where=self.place(path), near=near))

    def finish(self) -> None:
        """Raise what was found."""
        if self.found:
            raise Problems(self.found)


def read_document(path: Path) -> Document:
    """Read a file. BACK001 where it cannot be read, BACK002 where it is no YAML of plain values."""
    if not path.is_file():
        raise fault("BACK001", f"there is no file `{path.name}`", "give the path of a target file")
    if path.stat().st_size > LARGEST:
        raise fault(
            "BACK001",
            f"`{path.name}` is larger than {LARGEST // 1_000_000} MB",
            "keep large tables in CSV files beside the target",
        )
    lines: dict[Path_, int] = {}
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        said = _plain(node, (), lines, set())
    except (yaml.YAMLError, UnicodeDecodeError, _Refused) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else getattr(error, "line", None)
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise fault(
            "BACK002",
            f"the file is no plain YAML: {reason}",
            "write it as in the examples: names, figures, lists; no tags, anchors or aliases",
            where=Place(file=path.name, line=line),
        ) from None
    if not isinstance(said, dict):
        raise fault(
            "BACK002",
            "the file holds no names with values",
            "begin with `name:`, `periods:`, `stocks:`, `decisions:` and `rules:`",
            where=Place(file=path.name, line=1),
        )
    return Document(label=path.name, folder=path.parent, said=said, lines=lines)


def known_only(document: Document, path: Path_, said: Mapping[str, Any], known: set[str]) -> None:
    """BACK003 for each name that nothing reads, with the nearest that is read."""
    for name in said:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            document.wrong(
                "BACK003",
                (*path, name),
                f"`{name}` is read by nothing",
                f"use one of {', '.join(sorted(known))}",
                near[0] if near else None,
            )


def words_of(document: Document, said: Any, path: Path_, otherwise: str) -> dict[str, str]:
    """Names by language; one text stands for both."""
    if said is None:
        return {"ja": otherwise, "en": otherwise}
    if isinstance(said, str):
        return {"ja": said, "en": said}
    if isinstance(said, dict) and all(isinstance(one, str) for one in said.values()):
        first = str(next(iter(said.values()), otherwise))
        return {"ja": str(said.get("ja", first)), "en": str(said.get("en", first))}
    document.wrong("BACK003", path, "this is no text", "write a text, or {ja: …, en: …}")
    return {"ja": otherwise, "en": otherwise}


class _Refused(Exception):
    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


_TAGS = {
    "tag:yaml.org,2002:int": "number",
    "tag:yaml.org,2002:float": "number",
    "tag:yaml.org,2002:bool": "flag",
    "tag:yaml.org,2002:null": "nothing",
}


def _plain(node: Any, at: Path_, lines: dict[Path_, int], seen: set[int]) -> Any:
    if node is None:
        return None
    line = node.start_mark.line + 1
    lines[at] = line
    if id(node) in seen:
        raise _Refused(line, "an alias repeats another part")
    seen.add(id(node))
    if not node.tag.startswith("tag:yaml.org,2002:") or "python" in node.tag:
        raise _Refused(line, f"the tag {node.tag.rsplit(':', 1)[-1]} is not read")
    if isinstance(node, yaml.MappingNode):
        out: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused(line, "a name that is no text")
            if key.value in out:
                raise _Refused(key.start_mark.line + 1, f"`{key.value}` stands there twice")
            out[key.value] = _plain(value, (*at, key.value), lines, seen)
            lines[(*at, key.value)] = key.start_mark.line + 1
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*at, k), lines, seen) for k, one in enumerate(node.value)]
    return _scalar(node, line)


def _scalar(node: Any, line: int) -> Any:
    kind = _TAGS.get(node.tag, "text")
    text = str(node.value)
    if kind == "number":
        try:
            return float(text.replace("_", "").replace(",", ""))
        except ValueError:
            return text
    if kind == "flag":
        return text.lower() in ("true", "yes", "on")
    if kind == "nothing":
        return None
    if node.tag not in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"):
        raise _Refused(line, f"the tag {node.tag.rsplit(':', 1)[-1]} is not read")
    return text
