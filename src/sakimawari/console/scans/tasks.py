"""Files handed in at the console, read beside the pages by the worker."""

from __future__ import annotations

from django_tasks import task

from sakimawari.cases.values import Doing
from sakimawari.console.city import city
from sakimawari.console.moment import moment_of
from sakimawari.guard.actor import Actor, ActorKind
from sakimawari.reach.returned import upload_store
from sakimawari.reach.returned.crew import Reader
from sakimawari.reach.returned.run import Desk, take_in
from sakimawari.reach.sending.store import replied


@task()
def read_upload(id: str) -> None:
    """Read a file to its end and do what follows; taken up again, it goes on where it was."""
    if not upload_store.begin(id):
        return
    there = city()
    moment = moment_of(there)
    actor = Actor(kind=ActorKind.STAFF, id=upload_store.author_of(id))
    desk = Desk(
        moment=moment,
        city=there.office.city,
        doing=Doing(actor=actor, at=moment.now),
        replied=replied,
    )
    content, name = upload_store.content(moment, id), upload_store.name_of(moment, id)
    with Reader(there.office.home) as reader:
        take_in(desk, reader, name, content, progress=lambda told: upload_store.tell(id, told))
    upload_store.finish(moment, id)
