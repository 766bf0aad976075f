"""topics.yaml: what staff have to say beside services, in their own words and three languages.

    heat-check:
      name: {ja: 猛暑の見守り, easy: 暑い 日の みまもり, en: Heat check}
      text: {ja: …, easy: …, en: …}         # the whole of what is said, in one or two sentences
      department: 福祉課
      lock_screen: name                      # neutral (as it is by itself) or name
      lock_screen_basis: 誰にでも送るお知らせで、健康や福祉のことは分からない

It is checked as the words of a pack are: no decision is claimed, nobody's name can stand in it, it
fits every medium whole, and others see it only where somebody says why they may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sakimawari.packs.document import read_document
from sakimawari.packs.findings import Findings
from sakimawari.packs.messages import DECIDED_WORDS
from sakimawari.packs.section import PARAGRAPH, Section, open_section
from sakimawari.problems import Problems
from sakimawari.reach.telling.offer import Wording
from sakimawari.reach.telling.staff_topic import TOPIC, StaffTopic
from sakimawari.reach.wording.measure import ems, segments_of

_NAME_EMS = 20  # of a subject's 30
_MOST_TEXT = 300  # characters, where it is read behind a door
_SEGMENTS = 2
# What stands around it in a text message at the longest: who writes, and where to read on.
_AROUND = {
    "ja": "【三十三間堂前市】くわしく " + "h" * 60,
    "easy": "【三十三間堂前市】 ここを 読んで ください " + "h" * 60,
    "en": "[City of Sanjusangendomae] More: " + "h" * 60,
}
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
_PLACEHOLDER = re.compile(r"[{}]")


def staff_topics_of(path: Path) -> dict[str, StaffTopic]:
    """The topics of a file, by slug with `topic:` before it.

    Raises Problems (REACH097) with every fault of the file.
    """
    findings = Findings()
    file = open_section(read_document(path, path.name, findings), findings, path.name)
    topics = {} if file is None else dict(_topics(file))
    if findings.problems:
        raise Problems(replace(problem, id="REACH097") for problem in findings.problems)
    return topics


def _topics(file: Section) -> Iterator[tuple[str, StaffTopic]]:
    for slug in file.places:
        section = file.section(slug, f"the topic {slug}")
        if section is None:
            continue
        if not _SLUG.fullmatch(slug):
            _fault(section, f"`{slug}` is no topic", "name it in small ASCII letters: heat-check")
        yield TOPIC + slug, _topic(TOPIC + slug, section)
        section.close()


def _topic(slug: str, section: Section) -> StaffTopic:
    name, text = _three(section, "name"), _three(section, "text")
    shows = section.choice("lock_screen", ("neutral", "name"), default="neutral") == "name"
    basis = section.words("lock_screen_basis", most=PARAGRAPH) or ""
    if shows and not basis:
        what = f"{section.what} may show on a locked screen, and does not say why"
        _fault(
            section, what, "add `lock_screen_basis:` with what it gives away, or leave it neutral"
        )
    for tag, said in _by_tag(name):
        if ems(said) > _NAME_EMS:
            _fault(section, f"the name in {tag} is too long", f"keep within {_NAME_EMS} characters")
    for tag, said in _by_tag(text):
        _check_length(section, tag, said, shows=shows)
    for tag, said in (*_by_tag(name), *_by_tag(text)):
        _check_words(section, tag, said)
    department = section.words("department") or ""
    return StaffTopic(
        slug=slug, name=name, text=text, department=department, shows=shows, basis=basis
    )


def _three(section: Section, key: str) -> Wording:
    """A text in all three languages: nobody is told in one they do not read."""
    said = section.section(key, f"the {key} of {section.what}", required=True)
    if said is None:
        return Wording(ja="", easy="", en="")
    found = {
        tag: said.words(tag, required=True, most=PARAGRAPH) or "" for tag in ("ja", "easy", "en")
    }
    said.close()
    return Wording(**{tag: " ".join(text.split()) for tag, text in found.items()})


def _by_tag(words: Wording) -> tuple[tuple[str, str], ...]:
    return (("ja", words.ja), ("easy", words.easy or ""), ("en", words.en or ""))


def _check_length(section: Section, tag: str, said: str, *, shows: bool) -> None:
    if len(said) > _MOST_TEXT:
        _fault(section, f"the text in {tag} is too long", f"keep within {_MOST_TEXT} characters")
    elif shows and segments_of(_AROUND[tag] + said) > _SEGMENTS:
        what = f"the text in {tag} does not fit a text message"
        _fault(section, what, f"shorten it by {_over(tag, said)} characters, or leave it neutral")


def _over(tag: str, said: str) -> int:
    return next(
        less
        for less in range(1, len(said) + 1)
        if segments_of(_AROUND[tag] + said[: len(said) - less]) <= _SEGMENTS
    )


def _check_words(section: Section, tag: str, said: str) -> None:
    if _PLACEHOLDER.search(said):
        what = f"a text in {tag} has a placeholder, which nobody fills"
        _fault(section, what, "write what is the same for everybody, and nobody's name")
    for word in DECIDED_WORDS:
        if word in said:
            what = f"a text in {tag} says 「{word}」, as if a clerk had decided"
            _fault(
                section, what, "say 見込みです or 可能性があります: it goes out before any decision"
            )


def _fault(section: Section, what: str, do: str) -> None:
    section.findings.problem("REACH097", what, do, where=section.place)


def as_json(topics: Mapping[str, StaffTopic]) -> dict[str, Any]:
    """The topics as a plan keeps them."""
    return {slug: _kept(topic) for slug, topic in sorted(topics.items())}


def _kept(topic: StaffTopic) -> dict[str, Any]:
    return {
        "name": dict(_by_tag(topic.name)),
        "text": dict(_by_tag(topic.text)),
        "department": topic.department,
        "shows": topic.shows,
        "basis": topic.basis,
    }


def from_json(kept: Mapping[str, Any]) -> dict[str, StaffTopic]:
    """The topics a plan keeps."""
    return {
        slug: StaffTopic(
            slug=slug,
            name=Wording(**each["name"]),
            text=Wording(**each["text"]),
            department=each["department"],
            shows=each["shows"],
            basis=each["basis"],
        )
        for slug, each in kept.items()
    }
