"""An explanation names the other services a result rests on, with their own decisive clauses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sakimawari.fit.desk import open_desk
from sakimawari.fit.explain import Explanation, explain_at, explain_situation
from sakimawari.fit.explaining.evidence import Evidence
from sakimawari.fit.explaining.record import record_of, replay
from sakimawari.fit.explaining.telling import tell
from sakimawari.fit.language import Language
from sakimawari.fit.words import lines_of
from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from sakimawari.rules.situation import Person, Situation, Sourced, Span
from tests.fit.compare.town import Member, found_city
from tests.fit.evidence import interacting
from tests.packs.test_interactions import entry, pack, written

ON = date(2026, 6, 1)
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=50, deadline=None, suppress_health_check=CHECKS)
@given(evidence=interacting())
def test_services_that_read_each_other_replay_from_the_record_alone(evidence: Evidence) -> None:
    explanation = tell(evidence)
    record = record_of(explanation)
    again = replay(json.dumps(record, ensure_ascii=False))
    assert record_of(again) == record
    for language in Language:
        told = list(lines_of(explanation, language=language))
        assert list(lines_of(again, language=language)) == told


# ---------------------------------------------------------------- in words


def explained(
    catalogue: Catalogue, slug: str, *, receiving: tuple[str, ...] = (), **facts: int
) -> Explanation:
    held = {name: Sourced(held=value, source="x.csv 1行") for name, value in facts.items()}
    held |= {f"受給中_{name}": Sourced(held=(Span(value=1),)) for name in receiving}
    unit = Situation(people=(Person(id="本人", facts=held),))
    return explain_situation(
        unit, catalogue.services[slug], catalogue, subject=0, relations=("世帯主",), on=ON
    )


def lines(explanation: Explanation, language: Language = Language.JA) -> list[str]:
    return list(lines_of(explanation, language=language))


def beneath(told: list[str], line: str) -> list[str]:
    """The lines that stand deeper directly below a line."""
    at = told.index(line)
    depth = len(line) - len(line.lstrip())
    found = []
    for below in told[at + 1 :]:
        if len(below) - len(below.lstrip()) <= depth:
            break
        found.append(below.strip())
    return found


@pytest.fixture
def chain(tmp_path: Path) -> Catalogue:
    """The third is not paid beside the second, which is not paid beside the first."""
    declared = {
        "first": written("first"),
        "second": written("second", interactions=entry("beside-first", not_with="first")),
        "third": written("third", interactions=entry("beside-second", not_with="second")),
    }
    declared["first"] = declared["first"].replace(
        "    article: 見本法第1条\n",
        "    article: 見本法第1条\n    plain: 甲の ことが あてはまる\n    english: first holds\n",
    )
    return load_packs([pack(tmp_path, "benefits", declared)])


def test_each_service_stands_by_name_over_the_clauses_that_made_it_so(chain: Catalogue) -> None:
    told = lines(explained(chain, "third", 甲の要件=1, 乙の要件=1, 丙の要件=1))
    assert beneath(told, "    乙手当: 該当しない") == [
        "× ほかの手当との調整（例外）［見本法第9条］",
        "甲手当: 該当する",
        "○ 甲手当の要件に当たる［見本法第1条］",
    ]
    told = lines(explained(chain, "third", 甲の要件=0, 乙の要件=1, 丙の要件=1))
    assert beneath(told, "    乙手当: 該当する") == [
        "○ 乙手当の要件に当たる［見本法第1条］",
        "○ ほかの手当との調整（例外）［見本法第9条］",
        "甲手当: 該当しない",
        "× 甲手当の要件に当たる［見本法第1条］",
    ]


def test_what_is_open_there_is_open_here(chain: Catalogue) -> None:
    told = lines(explained(chain, "third", 乙の要件=1, 丙の要件=1))
    assert beneath(told, "    乙手当: 該当するか不明") == [
        "？ ほかの手当との調整（例外）［見本法第9条］",
        "甲手当: 該当するか不明",
        "？ 甲手当の要件に当たる［見本法第1条］",
    ]


def test_a_resident_reads_the_other_service_in_plain_words(chain: Catalogue) -> None:
    explanation = explained(chain, "second", 甲の要件=1, 乙の要件=1)
    easy, english = (lines(explanation, each) for each in (Language.EASY, Language.EN))
    assert beneath(easy, "      甲手当: あてはまります") == ["○ はい  甲の ことが あてはまる"]
    assert beneath(english, "      甲手当: applies") == ["[met]  first holds"]


def test_a_program_reads_the_same_nesting(chain: Catalogue) -> None:
    record = record_of(explained(chain, "third", 甲の要件=1, 乙の要件=1, 丙の要件=1))
    (second,) = record["clauses"][1]["services"]
    assert (second["service"], second["aspect"], second["outcome"]) == ("second", "entitled", "no")
    (clause,) = second["clauses"]
    assert (clause["article"], clause["outcome"]) == ("見本法第9条", "no")
    (first,) = clause["services"]
    assert (first["name"], first["outcome"], first["repeated"]) == ("甲手当", "yes", False)


def test_the_smallest_change_says_which_service_looks_at_the_fact(chain: Catalogue) -> None:
    explanation = explained(chain, "second", 甲の要件=1, 乙の要件=1)
    (change,) = record_of(explanation)["changes"]["found"]
    assert [(fact["name"], fact["services"]) for fact in change["facts"]] == [
        ("甲の要件", ["甲手当"])
    ]
    assert any("甲の要件〔甲手当の判定〕が いいえ" in line for line in lines(explanation))
    own = explained(chain, "second", 甲の要件=0, 乙の要件=0)
    (change,) = record_of(own)["changes"]["found"]
    assert change["facts"][0]["services"] == []


def test_an_adjusted_amount_names_the_article_and_the_amount_taken_off(tmp_path: Path) -> None:
    less = entry("less", reduced_by="first", text="甲手当の額を差し引く")
    declared = {"first": written("first"), "second": written("second", interactions=less)}
    catalogue = load_packs([pack(tmp_path, "benefits", declared)])
    explanation = explained(catalogue, "second", 甲の要件=1, 乙の要件=1, 甲の基準額=10_000)
    told = lines(explanation)
    assert "    調整: 甲手当の額を差し引く［見本法第9条］" in told
    assert beneath(told, "    甲手当の額: 月額 10,000円") == [
        "○ 甲手当の要件に当たる［見本法第1条］"
    ]
    english = lines(explanation, Language.EN)
    assert "    amount of 甲手当: 10,000 yen a month" in english
    record = record_of(explanation)
    assert [one["article"] for one in record["adjustments"]] == ["見本法第9条"]
    assert record["award_services"][0]["value"] == "月額 10,000円"


def test_a_note_is_told_with_what_it_rests_on_and_with_facts_only_it_reads(tmp_path: Path) -> None:
    first = entry("first-of-all", after="first", text="先に甲手当を使う")
    declared = {"first": written("first"), "second": written("second", interactions=first)}
    catalogue = load_packs([pack(tmp_path, "benefits", declared)])
    explanation = explained(catalogue, "second", 甲の要件=1, 乙の要件=1)
    told = lines(explanation)
    assert "※ 先に甲手当を使う［見本法第9条］" in told
    assert explanation.notes[0].outcome == "yes"
    for near_miss in (
        explained(catalogue, "second", 甲の要件=0, 乙の要件=1),
        explained(catalogue, "second", receiving=("甲手当",), 甲の要件=1, 乙の要件=1),
    ):
        assert not any("※" in line for line in lines(near_miss))
    record = record_of(explanation)
    assert record["notes"][0]["services"][0]["name"] == "甲手当"
    assert record_of(replay(json.dumps(record))) == record


def test_a_service_reached_along_two_ways_is_told_in_full_once(tmp_path: Path) -> None:
    both = "丙の要件 and (該当('first') or 該当('second')) and 該当('first')"
    declared = {
        "first": written("first"),
        "second": written("second", when="乙の要件 and 該当('first')"),
        "third": written("third", when=both),
    }
    catalogue = load_packs([pack(tmp_path, "benefits", declared)])
    told = lines(explained(catalogue, "third", 甲の要件=1, 乙の要件=1, 丙の要件=1))
    assert sum("甲手当の要件に当たる" in line for line in told) == 1
    assert any("甲手当: 該当する（上のとおり）" in line for line in told)


# ---------------------------------------------------------------- the register of recipients


def test_who_receives_is_told_with_the_file_and_row_of_the_register(tmp_path: Path) -> None:
    beside = entry("beside", not_with="first", on="receiving")
    declared = {
        "first": written("first").replace("received_as: 甲手当", "received_as: 手当"),
        "second": written("second", when="世帯.人数() >= 1", interactions=beside, amount=False),
    }
    catalogue = load_packs([pack(tmp_path, "benefits", declared)])
    city = found_city(tmp_path / "city", [[Member(receives=True)], [Member()]])
    desk = open_desk(city)

    def of(key: str) -> Explanation:
        return explain_at(desk, catalogue, subject=key, service="second", on=ON)

    received, not_received = of("p0"), of("p1")
    assert received.status == "no"
    (fact,) = received.clauses[1].facts
    assert (fact.name, fact.source) == ("受給中_手当", "手当.csv 0行")
    assert any("手当の受給 = はい（手当.csv 0行" in line for line in lines(received))
    assert not_received.status == "yes"
    (fact,) = not_received.clauses[1].facts
    assert fact.assumed
    nobody = open_desk(found_city(tmp_path / "other", [[Member()]]))
    unknown = explain_at(nobody, catalogue, subject="p0", service="second", on=ON)
    assert unknown.status == "unknown"
    assert unknown.questions[0].register == "受給者台帳"
    assert unknown.questions[0].ask == "手当を受けていますか"
