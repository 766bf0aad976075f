"""Two facts that settle a service only together are asked before one that settles it seldom."""

from __future__ import annotations

from sakimawari.fit.asking.usual import rests_on
from tests.fit.asking.small import alone, questionnaire, seen, service

TOGETHER = "級 == '1級' or 認定 == '要介護'"


def test_a_service_that_closes_with_two_usual_answers_rests_on_these_two() -> None:
    given = questionnaire(service("aid", TOGETHER, "not 甲"), registered=False)
    view = given.view(alone())
    reader = given.readers(family_known=True)["aid"]
    keys = sorted(reader.read(view, 0).missing, key=str)
    found = rests_on(given, reader, view, 0, keys)
    assert found is not None
    assert {name for name, _, _ in found[0]} in ({"級", "認定"}, {"甲"})
    assert 0 < found[1] <= 1


def test_where_the_usual_answers_leave_it_open_nothing_is_preferred() -> None:
    given = questionnaire(service("aid", "甲", "端数 < 50 or 端数 >= 50"), registered=False)
    view = given.view(alone(甲=1))
    reader = given.readers(family_known=True)["aid"]
    assert rests_on(given, reader, view, 0, [("端数", 0, None)]) is None


def test_a_rare_exception_is_asked_after_what_usually_settles_the_service() -> None:
    given = questionnaire(
        service("aid", TOGETHER, "所得[2026] < 1000000 or 級 != 'なし'"), registered=False
    )
    assert seen(given, {}).candidates[0].key[0] in {"級", "認定"}
