"""Every text of the console exists, is used, and stands in the languages its readers need."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from django.template import Context, Template
from pytest_django.fixtures import Settings

from sakimawari.console.words import say, texts
from sakimawari.problems import Problems

CONSOLE = Path(texts.__file__).parents[1]
FOR_RESIDENTS = {
    "front",
    "residents",
    "signin",
    "layout",
    "errors",
    "guide",
    "check",
    "pages",
    "story",
    "channels",
    "notices",
}
FILES = sorted(texts.FOLDER.glob("*.yaml"))
A_KEY = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# ------------------------------------------------------------------ what the files hold


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_room_has_every_text_in_the_languages_of_its_readers(path: Path) -> None:
    assert {
        key: sorted(lacking)
        for key, text in texts.texts_in(path).items()
        if (lacking := needed_in(path, key) - set(text))
    } == {}


def needed_in(path: Path, key: str) -> set[str]:
    for_staff = path.stem not in FOR_RESIDENTS or key.startswith("layout.staff.")
    return {"ja", "en"} if for_staff else {"ja", "easy", "en"}


def test_the_values_of_a_text_are_the_same_in_every_language() -> None:
    uneven = {
        key
        for key, text in texts.all_texts().items()
        if len({frozenset(fields_of(said)) for said in text.values()}) > 1
    }
    assert uneven == set()


def test_texts_hold_no_markup() -> None:
    assert {
        key
        for key, text in texts.all_texts().items()
        for said in text.values()
        if re.search(r"</?[a-z]+[ />]|&[a-z]+;", said)
    } == set()


# ------------------------------------------------------------------ what pages and code ask for


def asked_in_templates() -> Iterator[tuple[str, bool]]:
    """Keys, and beginnings of keys (True) that a page completes with a value."""
    for path in (CONSOLE / "templates").rglob("*.*"):
        for tag in re.findall(r"\{%.*?%\}", path.read_text(encoding="utf-8"), flags=re.DOTALL):
            for said, added in re.findall(r"""["']([a-z][^"' ]*\.[^"' ]*)["'](\|add:)?""", tag):
                yield said, bool(added)


def asked_in_code() -> Iterator[tuple[str, bool, bool]]:
    """Likewise, and whether it is said there and then, so that it must exist."""
    for path in CONSOLE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {
            id(node.args[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and node.args
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "say"
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield str(node.values[0].value), True, id(node) in said
            elif isinstance(node, ast.Constant) and A_KEY.fullmatch(str(node.value)):
                yield str(node.value), False, id(node) in said


def test_every_text_a_template_says_exists() -> None:
    missing = set()
    for path in (CONSOLE / "templates").rglob("*.*"):
        for tag in re.findall(r"\{% ?say .*?%\}", path.read_text(encoding="utf-8"), re.DOTALL):
            found = re.match(r"""\{% ?say ["']([^"']+)["'](\|add:)?""", tag)
            if found and not exists(found[1], begins=bool(found[2])):
                missing.add(f"{path.relative_to(CONSOLE)}: {found[1]}")
    assert missing == set()


def test_every_text_the_code_says_exists() -> None:
    assert {
        key for key, begins, said in asked_in_code() if said and not exists(key, begins=begins)
    } == set()


def exists(key: str, *, begins: bool) -> bool:
    keys = texts.all_texts()
    return any(each.startswith(key) for each in keys) if begins else key in keys


def test_every_text_is_used() -> None:
    asked = [*asked_in_templates(), *((key, begins) for key, begins, _ in asked_in_code())]
    whole = {key for key, begins in asked if not begins}
    beginnings = (
        *{key for key, begins in asked if begins and "." in key},
        *{f"{key}." for key in whole},  # a part named whole, completed by a value
    )
    unused = {
        key for key in texts.all_texts() if key not in whole and not key.startswith(beginnings)
    }
    assert unused == set()


# ------------------------------------------------------------------ how a text is said


def test_a_text_is_said_in_the_language_of_the_page_and_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    greeting = {"ja": "{name}さん、こんにちは", "en": "Hello, {name}"}
    monkeypatch.setattr(texts, "all_texts", lambda: {"my.greeting": greeting})
    page = Template("{% load words %}{% say 'my.greeting' name=name %}")
    assert page.render(Context({"name": "<b>", "language": "en"})) == "Hello, &lt;b&gt;"
    assert say("my.greeting", "en", name="A") == "Hello, A"


def test_a_text_without_a_translation_is_said_in_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "all_texts", lambda: {"queue.title": {"ja": "案件"}})
    assert say("queue.title", "en") == "案件"


def test_an_unknown_key_is_an_error_in_tests_and_shown_as_it_is_to_visitors(
    settings: Settings,
) -> None:
    settings.WORDS_STRICT = True
    with pytest.raises(Problems, match="WORD002"):
        say("no.such.key", "ja")
    settings.WORDS_STRICT = False
    assert say("no.such.key", "ja") == "no.such.key"


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("a: {en: only English}", "has a value where"),
        ("a: {ja: 一, fr: un}", "`fr`, which is none"),
        ("a: {ja: 一}\na: {ja: 二}", "stands twice"),
        ("a: {ja: ''}", "has no text"),
        ("a: {ja: 一", "is no YAML"),
    ],
)
def test_a_file_that_is_not_in_the_form_of_texts_is_refused(
    tmp_path: Path, written: str, complaint: str
) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(Problems, match="WORD001") as refused:
        texts.texts_in(path)
    assert complaint in str(refused.value)


def test_a_comma_in_a_text_needs_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("a: {ja: 一, en: First, then second, then third}", encoding="utf-8")
    assert texts.texts_in(path)["a"]["en"] == "First, then second, then third"


def test_names_of_languages_may_be_keys_too(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("tongue:\n  ja: {ja: 日本語}\n  en: {ja: 英語}\n", encoding="utf-8")
    assert set(texts.texts_in(path)) == {"tongue.ja", "tongue.en"}


def test_words_that_other_formats_read_as_yes_and_no_are_plain_keys(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("answer:\n  yes: {ja: はい}\n  no: {ja: いいえ}\n", encoding="utf-8")
    assert set(texts.texts_in(path)) == {"answer.yes", "answer.no"}
