"""Forms filled in beforehand: each field once, with its source; what is missing is asked."""

from __future__ import annotations

import pytest

from sakimawari.cases import run
from sakimawari.cases.values import Answers, Input, Wish
from sakimawari.problems import Problems
from tests.cases.office import ACCOUNT, Applicant, applicant, asked, doing, moment
from tests.console.town import Hall

ALLOWANCE, EXEMPTION = "child-allowance", "pension-exemption"


def field(form, label):  # type: ignore[no-untyped-def]
    return next(one for one in form.fields if one.label == label)


def test_a_fact_stands_with_the_file_and_row_it_was_read_from(hall: Hall) -> None:
    filled = field(applicant(ALLOWANCE).form(moment()), "公務員であるか")
    assert (filled.value, filled.raw, filled.input) == ("いいえ", "いいえ", Input.TRUTH)
    [source] = filled.sources
    assert source.register == "公務員"
    assert source.place.endswith("行")
    assert source.loaded == moment().run.on


def test_the_identity_is_shown_sealed_and_not_editable(hall: Hall) -> None:
    name = field(applicant(ALLOWANCE).form(moment()), "請求者氏名")
    assert (name.value, name.sealed, name.editable) == ("試験 花子", True, False)


def test_a_part_of_the_identity_nobody_opened_is_asked_for(hall: Hall) -> None:
    born = field(applicant(ALLOWANCE).form(moment()), "請求者生年月日")
    assert born.editable
    assert born.question is not None
    assert "請求者生年月日" in born.question.speak("ja")


def test_the_account_is_asked_for_apart_from_the_fields(hall: Hall) -> None:
    form = applicant(ALLOWANCE).form(moment())
    assert form.needs_account
    assert all("口座" not in one.label for one in form.fields)


def test_several_services_ask_for_each_field_once(hall: Hall) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    alone = {one.label for one in person.form(at).fields}
    both = person.form(at, Wish(service=EXEMPTION, subject=person.key))
    keys = [one.key for one in both.fields]
    assert len(keys) == len(set(keys))
    assert alone <= {one.label for one in both.fields}
    shared = [one for one in both.fields if len(one.services) == 2]
    assert {ALLOWANCE, EXEMPTION} == set(shared[0].services)
    assert len(both.wanted) == 2


def test_the_same_wish_twice_is_one_wish(hall: Hall) -> None:
    person = applicant(ALLOWANCE)
    form = person.form(moment(), Wish(service=ALLOWANCE, subject=person.key))
    assert len(form.wanted) == 1


def test_a_missing_fact_that_may_decide_is_a_question_with_its_choices(hall: Hall) -> None:
    form = asked(moment()).form(moment())
    assert form.wanted[0].status == "unknown"
    assert form.asks
    for ask in form.asks:
        assert ask.words.speak("ja")
        assert ask.words.speak("en")
        assert (ask.input is Input.CHOICE) is bool(ask.choices)


def test_papers_the_city_holds_are_marked(hall: Hall) -> None:
    held = {one.name: one.held for one in applicant(ALLOWANCE).form(moment()).papers}
    assert held["住民記録（家族関係）"] is True
    assert held["請求者の健康保険の資格が分かるもの（3歳未満のお子さんがいる場合）"] is False


def test_tax_records_of_others_are_withheld_until_they_agree(hall: Hall) -> None:
    at = moment()
    person = applicant("school-expense-aid")
    withheld = [one for one in person.form(at).fields if one.withheld]
    assert withheld
    assert all(one.value == "" and one.raw == "" for one in withheld)
    wishes = [Wish(service=person.service, subject=person.key)]
    found = at.desk.find(person.key)
    agreed = run.prefill(
        at,
        applicant=person.key,
        wishes=wishes,
        identities={},
        agreed=frozenset(at.desk.keys(found.unit)),
    )
    assert not any(one.withheld for one in agreed.fields)


@pytest.mark.parametrize("service", ["no-such-service", "nursery-fee"])
def test_what_is_not_applied_for_is_refused(hall: Hall, service: str) -> None:
    with pytest.raises(Problems, match="APPL001"):
        Applicant(key=applicant(ALLOWANCE).key, service=service).form(moment())


def test_a_subject_nobody_bears_is_refused_without_naming_it(hall: Hall) -> None:
    with pytest.raises(Problems, match="APPL001") as raised:
        Applicant(key="aaaaaaaaaaaaaaaa", service=ALLOWANCE).form(moment())
    assert "aaaaaaaaaaaaaaaa" not in str(raised.value)


def test_a_case_that_is_open_about_the_same_is_told_beforehand(hall: Hall) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    assert person.form(at).pending == ()
    [number] = person.apply(at).cases
    assert person.form(at).pending == (number,)


def test_a_correction_stands_beside_the_value_of_the_city(hall: Hall) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    form = person.form(at)
    children = field(form, "支給対象となる児童の数")
    answers = Answers(account=ACCOUNT, fields={children.key: "９人"})
    [number] = person.apply(at, answers).cases
    file = run.case_file(at, number, actor=person.actor)
    [sent] = [one for one in file.filled if one.field.key == children.key]
    assert (sent.field.value, sent.given, sent.shown) == (children.value, "9人", "9人")
    assert sent.corrected
    assert sent.given_by == person.key
    [untouched] = [one for one in file.filled if one.field.label == "公務員であるか"]
    assert not untouched.corrected


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("支給対象となる児童の数", "たくさん"),
        ("公務員であるか", "たぶん"),
        ("請求者氏名", "別の 名前"),
    ],
)
def test_an_answer_that_does_not_fit_names_its_field(hall: Hall, label: str, typed: str) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    wrong = field(person.form(at), label)
    with pytest.raises(Problems) as raised:
        person.apply(at, Answers(account=ACCOUNT, fields={wrong.key: typed, "f0": "x"}))
    places = {problem.where.column for problem in raised.value.found if problem.where}
    assert places == {wrong.key, "f0"}
    assert typed not in str(raised.value)


def test_what_was_typed_back_unchanged_is_confirmed_and_not_given(hall: Hall) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    children = field(person.form(at), "支給対象となる児童の数")
    [number] = person.apply(at, Answers(account=ACCOUNT, fields={children.key: children.raw})).cases
    file = run.case_file(at, number, actor=person.actor)
    assert all(one.given is None for one in file.filled)


def test_the_form_says_what_it_was_filled_in_from(hall: Hall) -> None:
    at = moment()
    person = applicant(ALLOWANCE)
    [number] = person.apply(at).cases
    file = run.case_file(at, number, actor=person.actor)
    assert (file.run, file.packs) == (at.run.folder.name, at.catalogue.hash)
    assert doing(person.actor, at).actor.id == file.history[0].by
