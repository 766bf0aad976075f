"""Several services in one submission, each field with its source; sent once however often it comes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sakimawari.cases import run as cases
from sakimawari.cases.values import CaseFile, State, Wish
from sakimawari.console.city import city
from sakimawari.guard import clearance
from sakimawari.guard.actor import Actor
from tests.cases.office import moment
from tests.console.residents.town import (
    applying,
    carer,
    cases_of,
    child_of,
    key_in,
    only_case,
    resident,
    sent,
    stranger_to,
    text_of,
    token,
)
from tests.console.town import Hall

Enter = Callable[[Actor], Client]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "00000301010018dd8db00000000049454e44ae426082"
)
OTHER = {
    "account": "other", "bank": "０１７８", "bank_name": "キタキュウシュウ", "branch": "101",
    "branch_name": "コクラ", "kind": "普通", "number": "1234567", "holder": "フクダ ヒトミ",
}  # fmt: skip


@pytest.fixture
def parent(hall: Hall) -> str:
    return carer("child-allowance")


def file_of(number: str, person: str) -> CaseFile:
    with clearance.watched():
        clearance.clear(person)
        return cases.case_file(moment(), number, actor=resident(person))


def test_the_form_is_filled_in_and_says_where_from(client_of: Enter, parent: str) -> None:
    client = client_of(resident(parent))
    name = client.get("/my/record/file.json?who=me").json()["identity"]["name"]
    page = text_of(client.get(applying("child-allowance")))
    assert " ".join(name.split()) in page
    assert "公務員であるか いいえ" in page
    assert "（令和8年10月1日に取り込み）" in page
    assert "市が確認します。出していただかなくて結構です" in page


def test_what_is_sent_as_it_stands_becomes_a_case_with_a_receipt(
    client_of: Enter, parent: str
) -> None:
    client = client_of(resident(parent))
    answer = sent(client, "child-allowance")
    assert answer.status_code == 302
    page = text_of(client.get(answer.headers["Location"]))
    assert only_case(parent).receipt in page
    assert "ごろまでに決まる見込みです" in page  # 標準処理期間
    assert only_case(parent).state is State.SUBMITTED


def test_a_form_that_comes_twice_is_one_application(client_of: Enter, parent: str) -> None:
    client, address = client_of(resident(parent)), applying("child-allowance")
    form = {"key": key_in(client.get(address)), "step": "send", "declared": "yes", **OTHER}
    first, second = client.post(address, form), client.post(address, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(cases_of(parent)) == 1


def test_nothing_is_sent_before_it_is_declared(client_of: Enter, parent: str) -> None:
    client, address = client_of(resident(parent)), applying("child-allowance")
    form = {"key": key_in(client.get(address)), "step": "send", "account": "public"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "確認の欄に印をつけてください" in text_of(answer)
    assert cases_of(parent) == ()


@pytest.mark.parametrize("wrong", [{"bank": "12"}, {"number": "x"}, {"holder": "福田 瞳"}])
def test_an_account_that_cannot_be_is_shown_where_it_is_wrong(
    client_of: Enter, parent: str, wrong: dict[str, str]
) -> None:
    [part] = wrong
    answer = sent(client_of(resident(parent)), "child-allowance", **{**OTHER, **wrong})
    assert answer.status_code == 422
    assert f'id="{part}-error"' in answer.content.decode()
    assert cases_of(parent) == ()


def test_money_needs_an_account(client_of: Enter, parent: str) -> None:
    answer = sent(client_of(resident(parent)), "child-allowance", account="")
    assert answer.status_code == 422
    assert "振込先を確かめてください" in text_of(answer)


def test_a_correction_stands_beside_the_citys_value_and_changes_no_register(
    client_of: Enter, parent: str
) -> None:
    client = client_of(resident(parent))
    page = client.get(applying("child-allowance")).content.decode()
    [name] = re.findall(
        r'<label for="field-\w+">公務員であるか</label>\s*<select id="[^"]+" name="([^"]+)"', page
    )
    assert sent(client, "child-allowance", **{name: "はい"}).status_code == 302
    [filled] = [
        one
        for one in file_of(only_case(parent).number, parent).filled
        if one.field.label == "公務員であるか"
    ]
    assert (filled.field.value, filled.given, filled.corrected) == ("いいえ", "はい", True)
    facts = client.get("/my/record/file.json?who=me").json()["facts"]
    [held] = [fact for fact in facts if fact["name"] == "公務員"]
    assert held["values"] == [{"when": "", "value": "いいえ"}]


def test_what_the_residents_register_says_is_not_corrected_here(
    client_of: Enter, parent: str
) -> None:
    client = client_of(resident(parent))
    page = client.get(applying("child-allowance")).content.decode()
    assert "ここでは直せません" in page
    sealed = file_fields(client, parent)
    assert sent(client, "child-allowance", **{f"field:{sealed}": "別の名"}).status_code == 302
    [name] = [
        one for one in file_of(only_case(parent).number, parent).filled if one.field.key == sealed
    ]
    assert name.given is None


def file_fields(client: Client, parent: str) -> str:
    """The key of the field that holds the applicant's name."""
    at = moment()
    form = cases.prefill(
        at,
        applicant=parent,
        wishes=[Wish(service="child-allowance", subject=parent)],
        identities={parent: {"氏名": "name"}},
    )
    return next(field.key for field in form.fields if field.value == "name")


def test_several_services_go_in_one_submission(client_of: Enter, parent: str) -> None:
    """A parent's own right, and one more of theirs, under one receipt."""
    services = ("child-allowance", "child-rearing-allowance")
    answer = sent(client_of(resident(parent)), *services)
    assert answer.status_code == 302
    rows = cases_of(parent)
    assert {row.service for row in rows} == set(services)
    assert len({row.receipt for row in rows}) == 1


def test_a_parent_applies_for_a_child_in_their_own_name(client_of: Enter, parent: str) -> None:
    who = token(parent, child_of(parent))
    assert sent(client_of(resident(parent)), "child-medical", who=who).status_code == 302
    row = only_case(parent)
    assert (row.subject, row.applicant) == (child_of(parent), parent)
    proxy = file_of(row.number, parent).proxy
    assert proxy is not None
    assert (proxy.person, proxy.basis) == (parent, "親権者")


def test_what_is_only_told_of_is_not_applied_for(client_of: Enter, parent: str) -> None:
    client = client_of(resident(parent))
    told = [s.slug for s in city().catalogue.services.values() if s.rung.value == "inform"]
    for slug in (*told[:1], "no-such-service"):
        assert client.get(applying(slug)).status_code == 404


def test_a_second_application_for_the_same_asks_first(client_of: Enter, parent: str) -> None:
    client = client_of(resident(parent))
    sent(client, "child-allowance")
    again = sent(client, "child-allowance")
    assert again.status_code == 422
    assert "すでに受け付けています" in text_of(again)
    assert sent(client, "child-allowance", again="yes").status_code == 302
    assert len(cases_of(parent)) == 2


def test_a_paper_is_kept_and_goes_along_and_a_program_is_refused(
    client_of: Enter, parent: str
) -> None:
    client, address = client_of(resident(parent)), applying("child-allowance")
    key = key_in(client.get(address))
    upload = {
        "key": key, "step": "papers",
        "paper:0": SimpleUploadedFile("a.png", PNG, "image/png"),
        "paper:1": SimpleUploadedFile("b.png", b"MZ\x90", "image/png"),
    }  # fmt: skip
    answer = client.post(address, upload)
    assert "PDF・JPEG・PNGのどれか" in text_of(answer)
    kept = re.findall(r'name="kept" value="(\w+)"', answer.content.decode())
    assert len(kept) == 1
    form = {"key": key, "step": "send", "declared": "yes", "account": "public", "kept": kept}
    assert client.post(address, form).status_code == 302
    number = only_case(parent).number
    paper = client.get(f"/my/cases/{number}/papers/{kept[0]}/")
    assert paper.headers["Content-Type"] == "image/png"
    other = client_of(resident(stranger_to(parent)))
    assert other.get(f"/my/cases/{number}/papers/{kept[0]}/").status_code == 404


def test_a_draft_is_gone_on_with_by_whoever_wrote_it_and_nobody_else(
    client_of: Enter, parent: str
) -> None:
    client, address = client_of(resident(parent)), applying("child-allowance")
    key = key_in(client.get(address))
    client.post(address, {"key": key, "step": "draft", "remark": "途中です", **OTHER})
    assert "途中のもの" in text_of(client.get("/my/cases/"))
    again = client.get(f"{address}&draft={key}").content.decode()
    assert "途中です" in again
    assert 'value="1234567"' in again
    other = client_of(resident(stranger_to(parent)))
    assert other.get(f"{address}&draft={key}").status_code == 404
    client.post("/my/cases/drop/", {"key": key})
    assert "途中のもの" not in text_of(client.get("/my/cases/"))
