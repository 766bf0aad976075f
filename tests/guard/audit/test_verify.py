"""No single tampering with the audit goes unseen, and what is found says where it was done."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given
from hypothesis import strategies as st

from sakimawari.guard.audit.chain import linked
from sakimawari.guard.audit.entries import Draft, Entry
from sakimawari.guard.audit.signing import Checkpoint, Signer, open_signer
from sakimawari.guard.audit.verify import Flaw, Verdict, Witnesses, verify
from tests.guard.audit.chains import MARKED, Chain, chain_of

LONGEST = 14
lengths = st.integers(min_value=2, max_value=LONGEST)


@cache
def signer() -> Signer:
    return open_signer(Path(mkdtemp()))


@cache
def stranger() -> Signer:
    return open_signer(Path(mkdtemp()))


@cache
def chain(length: int) -> Chain:
    return chain_of(length, signer())


def judged(entries: list[Entry], witnesses: Witnesses) -> Verdict:
    return verify(entries, witnesses, signer().verifier, mark_every=MARKED)


def flaws(verdict: Verdict) -> dict[Flaw, tuple[int, int]]:
    return {each.flaw: (each.first, each.last) for each in verdict.findings}


@given(lengths)
def test_an_untouched_chain_is_whole(length: int) -> None:
    verdict = judged(list(chain(length).entries), chain(length).witnesses)
    assert verdict.whole
    assert (verdict.entries, verdict.first, verdict.last) == (length, 1, length)


def other_value(held: object) -> object:
    """Another value of the same kind."""
    match held:
        case bool():
            return not held
        case str():
            return held + "x"
        case tuple():
            return (*held, "x")
        case _:
            return held + timedelta(microseconds=1)  # type: ignore[operator]


@given(lengths, st.data(), st.sampled_from([field.name for field in fields(Draft)]))
def test_any_field_of_any_entry_altered_is_found_at_its_place(
    length: int, data: st.DataObject, name: str
) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = list(chain(length).entries)
    held = getattr(entries[at].draft, name)
    changed = replace(entries[at].draft, **{name: other_value(held)})
    entries[at] = replace(entries[at], draft=changed)
    assert flaws(judged(entries, chain(length).witnesses)) == {Flaw.ALTERED: (at + 1, at + 1)}


@given(lengths, st.data())
def test_an_altered_entry_with_its_digest_made_anew_breaks_at_the_next_or_at_the_signature(
    length: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = list(chain(length).entries)
    changed = replace(entries[at].draft, purpose="case")
    entries[at] = linked(changed, at + 1, entries[at].previous)
    found = flaws(judged(entries, chain(length).witnesses))
    assert found
    assert min(first for first, _ in found.values()) in {at + 1, at + 2}


@given(lengths, st.data())
def test_a_whole_chain_written_anew_from_an_entry_on_is_found_by_what_was_signed(
    length: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = list(chain(length).entries)
    previous = entries[at].previous
    for place in range(at, length):
        fresh = replace(entries[place].draft, reason="written anew")
        entries[place] = linked(fresh, place + 1, previous)
        previous = entries[place].digest
    found = flaws(judged(entries, chain(length).witnesses))
    assert set(found) == {Flaw.REWRITTEN}


@given(lengths, st.data())
def test_a_removed_entry_leaves_a_gap_that_is_named(length: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = [*chain(length).entries[:at], *chain(length).entries[at + 1 :]]
    found = flaws(judged(entries, chain(length).witnesses))
    gone = Flaw.CUT_OFF if at == length - 1 else Flaw.MISSING
    assert found[gone] == (at + 1, at + 1)


@given(lengths, st.data())
def test_a_removed_entry_is_found_also_where_the_later_ones_are_renumbered(
    length: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, length - 1))
    kept = [*chain(length).entries[:at], *chain(length).entries[at + 1 :]]
    entries = [replace(entry, seq=place + 1) for place, entry in enumerate(kept)]
    assert not judged(entries, chain(length).witnesses).whole


@given(lengths, st.data())
def test_two_entries_that_change_places_are_found(length: int, data: st.DataObject) -> None:
    one = data.draw(st.integers(0, length - 2))
    other = data.draw(st.integers(one + 1, length - 1))
    entries = list(chain(length).entries)
    entries[one], entries[other] = entries[other], entries[one]
    assert not judged(entries, chain(length).witnesses).whole
    renumbered = [replace(entry, seq=place + 1) for place, entry in enumerate(entries)]
    assert not judged(renumbered, chain(length).witnesses).whole


@given(lengths, st.data())
def test_a_tail_cut_off_is_found_also_with_its_checkpoints_gone_from_the_store(
    length: int, data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, length - 1))
    entries = list(chain(length).entries[:left])
    whole = chain(length).witnesses
    stored = tuple(each for each in whole.stored if each.seq <= left)
    found = flaws(judged(entries, replace(whole, stored=stored)))
    assert found[Flaw.CUT_OFF] == (left + 1, length)
    # The file of checkpoints shortened too: the head alone still tells.
    assert Flaw.CUT_OFF in flaws(judged(entries, replace(whole, stored=stored, filed=stored)))


@given(lengths, st.data())
def test_an_entry_put_in_between_is_found(length: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = list(chain(length).entries)
    entries.insert(at, linked(entries[at].draft, at + 1, entries[at].previous))
    assert not judged(entries, chain(length).witnesses).whole


@given(st.integers(min_value=MARKED, max_value=LONGEST), st.data())
def test_a_forged_checkpoint_is_found(length: int, data: st.DataObject) -> None:
    whole = chain(length).witnesses
    at = data.draw(st.integers(0, len(whole.stored) - 1))
    real = whole.stored[at]
    forged: Checkpoint = data.draw(
        st.sampled_from(
            [
                replace(real, digest="f" * 64),
                replace(real, seq=real.seq + 1),
                replace(real, kind="cut"),
                replace(real, at=real.at + timedelta(seconds=1)),
                replace(real, signature="AAAA"),
                replace(real, signature="no base64"),
                stranger().sign(real.seq, real.digest, real.at, real.kind),
            ]
        )
    )
    stored = (*whole.stored[:at], forged, *whole.stored[at + 1 :])
    found = flaws(judged(list(chain(length).entries), replace(whole, stored=stored)))
    assert Flaw.FORGED in found


@given(st.integers(min_value=MARKED, max_value=LONGEST))
def test_a_removed_checkpoint_is_found(length: int) -> None:
    whole = chain(length).witnesses
    entries = list(chain(length).entries)
    from_store = replace(whole, stored=whole.stored[1:])
    assert Flaw.UNWITNESSED in flaws(judged(entries, from_store))
    from_both = replace(from_store, filed=whole.stored[1:])
    assert Flaw.UNMARKED in flaws(judged(entries, from_both))


@given(lengths)
def test_a_missing_or_replaced_head_is_found(length: int) -> None:
    whole, entries = chain(length).witnesses, list(chain(length).entries)
    assert Flaw.UNWITNESSED in flaws(judged(entries, replace(whole, head=None)))
    assert Flaw.UNWITNESSED in flaws(judged(entries, replace(whole, filed=None)))
    head = chain(length).head
    for false in (
        stranger().sign(head.seq, head.digest, head.at, "head"),
        signer().sign(head.seq, head.digest, head.at, "mark"),
    ):
        assert Flaw.FORGED in flaws(judged(entries, replace(whole, head=false)))


@given(lengths, st.data())
def test_a_process_killed_before_it_noted_the_head_leaves_a_whole_chain(
    length: int, data: st.DataObject
) -> None:
    noted = chain(length).entries[data.draw(st.integers(0, length - 1))]
    head = signer().sign(noted.seq, noted.digest, noted.draft.at, "head")
    filed = chain(length).checkpoints[:-1]  # nor the file of checkpoints
    witnesses = replace(chain(length).witnesses, head=head, filed=filed)
    assert judged(list(chain(length).entries), witnesses).whole


def test_entries_removed_by_schedule_leave_a_signed_cut_and_a_whole_chain() -> None:
    whole = chain(LONGEST)
    mark = whole.checkpoints[1]
    cut = signer().sign(mark.seq, mark.digest, mark.at, "cut")
    left = [entry for entry in whole.entries if entry.seq > mark.seq]
    signed = replace(
        whole.witnesses,
        stored=(*whole.checkpoints, cut),
        filed=(*whole.checkpoints, cut),
    )
    verdict = judged(left, signed)
    assert verdict.whole
    assert (verdict.first, verdict.last) == (mark.seq + 1, LONGEST)
    assert flaws(judged(left[1:], signed)) == {Flaw.MISSING: (mark.seq + 1, mark.seq + 1)}
    assert Flaw.MISSING in flaws(judged(left, whole.witnesses))  # nobody signed the cut
