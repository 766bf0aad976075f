"""A batch that was published before its worker died is asked for again, whoever was stopped meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimawari.reach.channels.portal.writer import FOLDER, PortalWriter
from sakimawari.reach.channels.setup.values import Portal
from sakimawari.reach.medium import Medium
from sakimawari.reach.sending.gates import Verdict
from sakimawari.reach.sending.reading_store import counts
from sakimawari.reach.sending.store import record
from sakimawari.reach.sending.values import State
from sakimawari.reach.sending.worker import one_round
from tests.reach.channels.test_batches import PERSON, book
from tests.reach.sending.room import Clock, OpenGates, outgoing, post

STAYS, STOPPED = PERSON, "d" * 16


class Killed(BaseException):
    """The worker's end."""


@pytest.mark.django_db(transaction=True)
def test_a_portal_file_whose_member_is_stopped_since_still_counts_for_the_others(
    tmp_path: Path,
) -> None:
    clock, gates = Clock(), OpenGates()
    portal = PortalWriter(portal=Portal(organisation="市"), home=tmp_path, book=book())
    record(
        [
            outgoing(f"step-{person[0]}", person=person, household=person, media=[Medium.PORTAL])
            for person in (STAYS, STOPPED)
        ],
        at=clock(),
    )

    def dies(place: str) -> None:
        if place == "written":
            raise Killed

    with pytest.raises(Killed):
        one_round(post(clock, writers=[portal], gates=gates, checkpoint=dies))  # type: ignore[list-item]
    (published,) = (tmp_path / FOLDER).glob("[!.]*/notices.csv")
    before = published.read_bytes()

    gates.verdicts[f"step-{STOPPED[0]}"] = Verdict(stop="protected")
    clock.pass_by(hours=1)
    again = post(clock, writers=[portal], gates=gates, worker="next")  # type: ignore[list-item]
    one_round(again)
    assert again.troubles == []
    assert published.read_bytes() == before
    assert list((tmp_path / FOLDER).glob("[!.]*/")) == [published.parent]
    assert {each.state: each.count for each in counts(None)}[State.SENT] == 1
