"""Lists of staff: what is read from them, what is set aside, and what stays in the file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sakimawari.problems import Problems
from sakimawari.reach.medium import Medium
from sakimawari.reach.plans.folder import check_files, topics_of
from sakimawari.reach.plans.occasions.listed import Reader
from sakimawari.reach.plans.values import Why
from sakimawari.reach.telling.offer import Wording
from sakimawari.reach.telling.staff_topic import StaffTopic
from sakimawari.reach.terms.values import Terms
from tests.reach.plans.city import City, family, owed, steps
from tests.reach.town import ON, Around, catalogue, service

READER = Reader(
    services=catalogue(service("aid", "生活支援金")).services,
    opaque=lambda kind, number: f"{kind}-{number}",
    topics={
        "topic:heat-check": StaffTopic(
            slug="topic:heat-check",
            name=Wording(ja="猛暑の見守り", easy="みまもり", en="Heat check"),
            text=Wording(ja="水分をとる", easy="水を 飲む", en="Drink water"),
        )
    },
)


def listed(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_a_list_names_people_by_number_and_services_by_name(tmp_path: Path, encoding: str) -> None:
    path = listed(tmp_path, "宛名番号,制度,理由\n0001,生活支援金,相談\n", encoding)
    (entry,) = READER.read(path).entries
    assert (entry.person, entry.topic) == ("person-0001", "aid")


def test_bad_rows_are_set_aside_each_with_its_reason(tmp_path: Path) -> None:
    rows = [
        "a0,aid,,相談,,",
        ",aid,,相談,,",
        "a1,unknown,,相談,,",
        "a1,,Heat Check,相談,,",
        "a1,aid,,,,",
        "a1,aid,,相談,10月1日,",
        "a1,aid,,相談,,pigeon",
        "a0,aid,,再び,,",
        "a1,,cold-check,寒波,,",
        "a1,,heat-check,猛暑,2026-07-01,visit",
    ]
    text = "person,service,topic,reason,deadline,medium\n" + "\n".join(rows) + "\n"
    found = READER.read(listed(tmp_path, text))
    assert [entry.topic for entry in found.entries] == ["aid", "topic:heat-check"]
    assert [(p.where.line, p.id) for p in found.set_aside if p.where] == [
        (3, "REACH023"), (4, "REACH024"), (5, "REACH024"), (6, "REACH025"), (7, "REACH026"),
        (8, "REACH026"), (9, "REACH027"), (10, "REACH035"),
    ]  # fmt: skip
    assert "a1" not in str(found.set_aside)


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    for text in (
        "",
        "name,address\nx,y\n",
        "person,reason\na0,x\n",
        "person,person,service,reason",
    ):
        with pytest.raises(Problems) as refused:
            READER.read(listed(tmp_path, text))
        assert [each.id for each in refused.value.found] == ["REACH022"]


def test_reasons_that_stand_for_few_are_not_kept(tmp_path: Path) -> None:
    rows = [f"p{n},aid,猛暑の見守り" for n in range(12)] + ["q,aid,田中さんのお隣"]
    path = listed(tmp_path, "person,service,reason\n" + "\n".join(rows) + "\n")
    assert READER.read(path).reasons == {"猛暑の見守り": 12, "": 1}


def test_what_staff_list_comes_first_and_as_they_ask(tmp_path: Path) -> None:
    home = family("a")
    city = City(folder=tmp_path / "city", homes=[home], rows=[owed([home], "a0", "grant")])
    city.terms = Terms(held_out=1.0, media=frozenset(Medium))
    rows = "a0,heat-check,猛暑,visit\nnobody,heat-check,猛暑,visit\n"
    path = listed(tmp_path, f"person,topic,reason,medium\n{rows}")
    made = city.plan(lists=(READER.read(path, Why.ALERT),))
    (row,) = steps(made)
    assert (row["services"], row["why"]) == (["topic:heat-check", "grant"], ["alert", "unclaimed"])
    assert (row["medium"], row["held_out"]) == ("visit", False)
    assert made.plan.manifest["counts"]["not_seen"] == 1
    assert topics_of(made.plan) == dict(READER.topics)
    check_files(made.plan)
    protected = Around(protected={"a0": None})
    city.now = protected
    assert not steps(city.plan(ON + timedelta(days=1), lists=(READER.read(path),)))
