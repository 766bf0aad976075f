"""Reads the texts of the console once, checks their form, and says one of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from sakimawari.problems import Place, Problem, Problems, fault

LANGUAGES = ("ja", "easy", "en")  # 日本語, やさしい日本語, English
FOLDER = Path(__file__).parent

_log = logging.getLogger(__name__)

Text = Mapping[str, str]  # language to text


def say(key: str, language: str, **values: object) -> str:
    """The text of a key in a language, with its values put in.

    A text that lacks the language is said in Japanese. WORD002 for a key that no file has where
    `WORDS_STRICT` is set, as in tests; a city's visitors see the key itself instead of no page.
    """
    text = all_texts().get(key)
    if text is None:
        if getattr(settings, "WORDS_STRICT", False):
            raise fault(
                "WORD002",
                f"no file of words has the key `{key}`",
                "add it to the file of its room in console/words, or correct the key",
            )
        _log.error("no words for %s", key)
        return key
    said = text.get(language) or text["ja"]
    return said.format(**values) if "{" in said else said


@cache
def all_texts() -> Mapping[str, Text]:
    """Every key with its text in each language, from all files; read once in a process."""
    found: dict[str, Text] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for key, text in texts_in(path).items():
            if key in found:
                raise _misfit(path, None, f"the key `{key}` stands in another file too")
            found[key] = text
    return found


def texts_in(path: Path) -> Mapping[str, Text]:
    """The texts of one file, keys joined with dots. WORD001 where its form is not that of texts."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _misfit(path, mark.line + 1 if mark else None, "the file is no YAML") from None
    if root is None:
        return {}
    return dict(_leaves(path, root, ""))


def _leaves(path: Path, node: yaml.Node, key: str) -> Iterator[tuple[str, Text]]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise _misfit(path, line, f"`{key}` has a value where {{ja: …, easy: …, en: …}} should be")
    names = [name.value for name, value in node.value if not _is_rest(name, value)]
    if len(set(names)) < len(names):
        raise _misfit(path, line, f"a name stands twice below `{key}`")
    if any(name.value == "ja" and isinstance(value, yaml.ScalarNode) for name, value in node.value):
        yield key, _text(path, node, key)
        return
    for name, inner in node.value:
        yield from _leaves(path, inner, f"{key}.{name.value}" if key else name.value)


def _text(path: Path, node: yaml.MappingNode, key: str) -> Text:
    found: dict[str, str] = {}
    language = ""
    for name, value in node.value:
        line = value.start_mark.line + 1
        if language and _is_rest(name, value):
            found[language] += f", {name.value}"
            continue
        language = name.value
        if language not in LANGUAGES:
            raise _misfit(path, line, f"`{key}` has the language `{language}`, which is none")
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise _misfit(path, line, f"`{key}` has no text in `{language}`")
        found[language] = value.value.strip()
    return found


def _is_rest(name: yaml.Node, value: yaml.Node) -> bool:
    """Whether YAML took the rest of a text for a new name: {en: Sign out, then close the page}."""
    is_empty = value.start_mark.index == value.end_mark.index
    return is_empty and name.value not in LANGUAGES


def _misfit(path: Path, line: int | None, what: str) -> Problems:
    return Problems(
        [
            Problem(
                id="WORD001",
                what=what,
                do="write each text once as `key: {ja: …, easy: …, en: …}`; one with a colon "
                "or a brace in it stands in quotes",
                where=Place(file=f"console/words/{path.name}", line=line),
            )
        ]
    )
