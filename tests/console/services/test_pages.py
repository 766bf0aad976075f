"""Policy officers and clerks read services and figures, never a person; few people are never told."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from sakimawari.console.services.figures import MEASURES, service_figures
from sakimawari.console.services.sheets import COLUMNS
from sakimawari.fit.compare.suppression import FEWEST
from sakimawari.fit.served.figures import COUNTS, TURNS
from sakimawari.fit.served.figures import Place as TownOfWard
from sakimawari.fit.served.run import figures_of
from sakimawari.guard.actor import Actor, ActorKind, Role
from sakimawari.night.run import current_run
from sakimawari.registry.outlines import FOLDER
from tests.console.conftest import Enter
from tests.console.town import ON, Hall
from tests.edition import thirteen_services

BASE = "/staff/services/"
SERVICE = "child-allowance"


def actor(role: Role, **bounds: frozenset[str]) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        id=role.value,
        name=role.value,
        roles=frozenset({role}),
        second_factor=True,
        **{"departments": frozenset({"*"}), "wards": frozenset({"*"}),
           "services": frozenset({"*"}), **bounds},
    )  # fmt: skip


@pytest.fixture
def policy(client_of: Enter) -> Client:
    return client_of(actor(Role.POLICY))


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


PAGES = (
    "",
    "services.csv",
    "figures/",
    "figures/figures.csv",
    f"{SERVICE}/",
    f"{SERVICE}/examples/",
    f"{SERVICE}/figures/",
    f"{SERVICE}/figures/figures.csv",
    f"{SERVICE}/figures/areas.geojson",
    f"{SERVICE}/trends/",
    f"{SERVICE}/trends/trends.csv",
    "changes/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_policy_officer_reads_every_page(policy: Client, path: str) -> None:
    assert policy.get(BASE + path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_and_a_resident_read_none(client_of: Enter, hall: Hall, path: str) -> None:
    assert Client(SERVER_NAME="localhost").get(BASE + path).status_code in {302, 403}
    assert client_of("resident").get(BASE + path).status_code in {302, 403}


def test_no_page_holds_a_residents_key(policy: Client, hall: Hall) -> None:
    run = current_run(hall.home)
    keys = {row["person"] for row in run.ask("SELECT person FROM people").to_pylist()}
    for path in PAGES:
        words = set(re.findall(rb"[A-Za-z0-9_-]{12,}", policy.get(BASE + path).content))
        assert not {word.decode() for word in words} & keys


def test_what_is_looked_for_is_found_by_word_and_by_life_event(policy: Client) -> None:
    def found(query: str) -> set[str]:
        page = policy.get(f"{BASE}?{query}").content.decode()
        return set(re.findall(r'href="/staff/services/([a-z0-9-]+)/"', page)) - {
            "figures",
            "changes",
        }

    assert SERVICE in found("q=児童手当")
    assert SERVICE in found("q=ジドウテアテ法") | found("event=出生")
    assert found("q=そんな制度はない") == set()
    assert found("pack=pension") == {"pension-exemption"}
    assert len(found("")) == 13


def test_the_file_of_the_catalogue_is_narrowed_as_the_page(policy: Client) -> None:
    rows = rows_of(policy.get(f"{BASE}services.csv?pack=children").content)
    assert {row["分野"] for row in rows} == {"子ども・子育て（国の制度）"}
    assert {row["時点"] for row in rows} == {ON.isoformat()}


def test_a_service_tells_its_conditions_in_the_order_of_the_law(policy: Client) -> None:
    page = policy.get(f"{BASE}{SERVICE}/").content.decode()
    clauses = thirteen_services().services[SERVICE].rule.clauses
    places = [page.index(clause.text) for clause in clauses]
    assert places == sorted(places)
    assert all(clause.article in page and (clause.english or "") in page for clause in clauses)


def test_examples_are_reckoned_anew_and_hold(policy: Client) -> None:
    page = policy.get(f"{BASE}{SERVICE}/examples/").content.decode()
    assert "期待どおりの結果になりました" in page
    assert "不一致" not in page


def test_a_service_nobody_knows_is_not_found(policy: Client) -> None:
    for path in ("no-such/", "no-such/figures/", f"{SERVICE}/figures/?ward=よその区"):
        assert policy.get(BASE + path).status_code == 404


# ---------------------------------------------------------------- few people


def test_no_file_of_figures_holds_one_to_four(policy: Client) -> None:
    few = {str(number) for number in range(1, FEWEST)}
    counted = [COLUMNS[name] for name in MEASURES if name not in {"take_up", "yen"}]
    for path in ("figures/figures.csv", "services.csv", f"{SERVICE}/figures/figures.csv"):
        for row in rows_of(policy.get(BASE + path).content):
            assert not few & {row[name] for name in counted}
            assert row["注記"] or not any(row[name] == "" for name in ("対象", "可能性あり"))


def test_towns_and_wards_never_leave_a_few_people_by_subtraction(policy: Client) -> None:
    for service in thirteen_services().services:
        rows = rows_of(policy.get(f"{BASE}{service}/figures/figures.csv").content)
        for name in ("対象", "可能性あり", "受給中", "未申請"):
            groups = [
                ("全市", [row for row in rows if row["町"] == "" and row["行政区"] != "全市"])
            ]
            for ward in {row["行政区"] for row in rows} - {"全市"}:
                inside = [r for r in rows if r["行政区"] == ward and r["町"]]
                groups.append((ward, inside))
            for ward, inside in groups:
                [whole] = [r for r in rows if r["行政区"] == ward and r["町"] == ""]
                hidden = [r for r in inside if r[name] == ""]
                if whole[name] == "" or not hidden:
                    continue
                rest = int(whole[name]) - sum(int(r[name]) for r in inside if r[name] != "")
                assert rest == 0 or rest >= FEWEST, (service, ward, name)
                assert rest == 0 or len(hidden) > 1, (service, ward, name)


def test_whom_the_city_has_not_reached_is_hidden_where_few_were_reached(hall: Hall) -> None:
    towns = [TownOfWard(ward=w, town=t, people=99, households=9) for w in ("東区", "西区")
             for t in ("一丁目", "二丁目")]  # fmt: skip
    counted = (
        {"entitled": 30, "unclaimed": 28, "receiving": 2},
        {"entitled": 40, "unclaimed": 20, "receiving": 20},
        {"entitled": 50, "unclaimed": 20, "receiving": 30},
        {"entitled": 60, "unclaimed": 30, "receiving": 30},
    )
    counts = np.array([[each.get(name, 0) for name in COUNTS] for each in counted], np.int64)
    empty = np.zeros((0, 3), np.int32)
    held = replace(
        figures_of(current_run(hall.home)),
        services={SERVICE: "児童手当"},
        wards=("東区", "西区"),
        places=tuple(towns),
        cells=np.array([[0, at] for at in range(4)], np.int32),
        counts=counts,
        turns=empty,
        turned=np.zeros((0, len(TURNS)), np.int32),
    )
    service = thirteen_services().services[SERVICE]
    figures = service_figures(held, service, in_yen=True)
    town = figures.towns["東区", "一丁目"]
    assert (town.entitled, town.unclaimed, town.receiving) == (30, None, None)
    assert figures.towns["東区", "二丁目"].unclaimed is None  # else the ward would tell
    assert figures.wards["東区"].unclaimed == 48
    assert figures.towns["西区", "一丁目"].unclaimed == 20


def test_a_service_without_a_register_tells_nothing_of_who_receives_it(hall: Hall) -> None:
    service = replace(thirteen_services().services[SERVICE], received_as=None)
    total = service_figures(figures_of(current_run(hall.home)), service, in_yen=True).total
    assert total.entitled
    assert (total.receiving, total.take_up, total.unclaimed, total.yen) == (None,) * 4


# ---------------------------------------------------------------- maps


def test_wards_stand_as_tiles_until_the_city_brings_its_boundaries(
    policy: Client, hall: Hall
) -> None:
    page = policy.get(f"{BASE}{SERVICE}/figures/").content.decode()
    assert "map-tiles" in page
    wards = sorted(set(re.findall(r'aria-label="(\S+区) ', page)))
    ring = [[130, 33], [131, 33], [131, 34], [130, 34], [130, 33]]
    features = [
        {"type": "Feature", "properties": {"ward": ward},
         "geometry": {"type": "Polygon", "coordinates": [[[x + at, y] for x, y in ring]]}}
        for at, ward in enumerate(wards)
    ]  # fmt: skip
    folder: Path = hall.home / FOLDER
    folder.mkdir()
    try:
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / "wards.geojson").write_text(text, encoding="utf-8")
        page = policy.get(f"{BASE}{SERVICE}/figures/").content.decode()
        assert "map-tiles" not in page
        assert page.count('class="map-shape"') >= len(wards)
        areas = json.loads(policy.get(f"{BASE}{SERVICE}/figures/areas.geojson").content)
        assert {each["properties"]["ward"] for each in areas["features"]} == set(wards)
        assert all(each["geometry"] for each in areas["features"])
    finally:
        (folder / "wards.geojson").unlink(missing_ok=True)
        folder.rmdir()


def test_a_ward_leads_to_its_towns_and_a_town_to_its_row(policy: Client) -> None:
    page = policy.get(f"{BASE}{SERVICE}/figures/?measure=entitled").content.decode()
    ward = re.findall(r'href="([^"]+ward=[^"]+)"', page)[0].replace("&amp;", "&")
    towns = policy.get(ward).content.decode()
    town = re.findall(r'href="([^"]+town=[^"#]+)#chosen"', towns)[0].replace("&amp;", "&")
    assert 'id="chosen"' in policy.get(town).content.decode()
