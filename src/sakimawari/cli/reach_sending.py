"""`sakimawari reach send` and `sent`: carry out what was approved, and see how far it is."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from sakimawari.cli.letters import letter_writer
from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    OnOption,
    day_of,
    err,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.night.run import current_run
from sakimawari.office import Office, office
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.channels.setup.values import FILE, Setup
from sakimawari.reach.telling.offer import Sender, Wording
from sakimawari.registry.store import current_snapshot

if TYPE_CHECKING:  # Django's models exist only once the store is opened
    from sakimawari.reach.sending.post import Post

_JAPAN = ZoneInfo("Asia/Tokyo")
_TELL_EVERY_SECONDS = 10.0
_LAST_CALLS_SECONDS = 30
_WORDS = {
    "accepted": "sent",
    "refused": "refused",
    "busy": "to be tried again",
    "unsure": "unsure",
    "stop": "stopped",
    "onward": "turned to the next medium",
    "wait": "waiting for a better hour",
}


def add_to(group: typer.Typer) -> None:
    """Add the commands."""
    group.command("send")(send)
    group.command("sent")(sent)


def send(
    once: Annotated[
        bool, typer.Option("--once", help="Send what is due now, and end; else work until stopped.")
    ] = False,
    on: OnOption = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send what applied plans say is due, each message once. Several may run at the same time."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        opened(place)
        from sakimawari.reach.sending.worker import send_all

        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        clock = _clock(place, day_of(on) if on else None)
        done: Counter[str] = Counter()
        if once:
            post = post_of(place, clock, stopping, done)
            send_all(post, progress=_telling(quiet=as_json))
        else:
            _work(place, clock, stopping, done, quiet=as_json)
    if as_json:
        print_json({word: done[word] for word in _WORDS})
    else:
        out.print(line_of(done) or "nothing was due", markup=False)
    if done["unsure"]:
        raise typer.Exit(Exit.WITH_REMARKS)


def sent(
    plan: Annotated[
        str | None, typer.Argument(metavar="[PLAN]", help="One plan. Default: all.")
    ] = None,
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """How many messages stand where, which ended without reaching anybody, and how providers do."""
    with problems_in_words(as_json=as_json):
        opened(office(folder))
        from sakimawari.reach.sending.provider_store import providers
        from sakimawari.reach.sending.reading_store import counts, failures

        tallies, failed = counts(plan), failures(plan)
        shown = providers(datetime.now(_JAPAN))
    if as_json:
        print_json(
            {
                "messages": [_plain(each, "plan", "medium", "state", "count") for each in tallies],
                "failures": [
                    _plain(each, "medium", "provider", "state", "why", "count") for each in failed
                ],
                "providers": [
                    _plain(each, "name", "medium", "standing", "since") for each in shown
                ],
            }
        )
        return
    table = Table("plan", "medium", "state", "messages", box=None)
    for tally in tallies:
        table.add_row(tally.plan, tally.medium.value, tally.state.value, f"{tally.count:,}")
    out.print(table)
    for each in failed:
        words = f"{each.medium.value} {each.provider}: {each.state.value} {each.why} {each.count:,}"
        out.print(f"  {words}", markup=False)
    for one in shown:
        out.print(f"  {one.name} ({one.medium.value}) is {one.standing.value}", markup=False)


def _plain(each: object, *names: str) -> dict[str, Any]:
    values = {name: getattr(each, name) for name in names}
    return {name: getattr(value, "value", value) for name, value in values.items()}


# ---------------------------------------------------------------- the post of an office


@contextmanager
def sending_beside(place: Office) -> Iterator[None]:
    """Send in a thread of its own, where the city set up a channel; ends with the block."""
    if not _is_set_up(read_setup(place.home)):
        yield
        return
    stopping = threading.Event()

    def work() -> None:
        with problems_in_words():
            _work(place, _clock(place, None), stopping, Counter(), quiet=True)

    thread = threading.Thread(target=work, name="sending")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(_LAST_CALLS_SECONDS)


def _is_set_up(setup: Setup) -> bool:
    return bool(setup.media)


def _work(
    place: Office,
    clock: Callable[[], datetime],
    stopping: threading.Event,
    done: Counter[str],
    *,
    quiet: bool,
) -> None:
    """Work until stopped; with a new day or new registers everything is opened anew."""
    from sakimawari.reach.sending.worker import keep_sending

    progress = _telling(quiet=quiet)
    while not stopping.is_set():
        began = _state(place, clock)
        post = post_of(place, clock, stopping, done)
        keep_sending(post, progress=progress, is_stale=partial(_has_changed, place, clock, began))


def _has_changed(place: Office, clock: Callable[[], datetime], before: tuple[Any, ...]) -> bool:
    return _state(place, clock) != before


def _state(place: Office, clock: Callable[[], datetime]) -> tuple[Any, ...]:
    """Changes with the day, the registers, the run, and what was set up."""
    files = (place.home / name for name in (FILE, "reach.yaml"))
    times = tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in files)
    run = current_run(place.home).folder
    return (clock().date(), current_snapshot(place.home), run, place.stamp(), *times)


def post_of(
    place: Office, clock: Callable[[], datetime], stopping: threading.Event, done: Counter[str]
) -> Post:
    from dataclasses import replace

    from sakimawari.reach.sending.city_composing import Sources
    from sakimawari.reach.sending.opening import open_post

    sources = Sources(
        home=place.home,
        keys=place.keys(),
        sender=Sender(city=Wording(ja=place.sender()), phone=place.phone),
        pages=read_setup(place.home).address.rstrip("/"),
        run=lambda: current_run(place.home),
        catalogue=place.catalogue,
    )
    post = open_post(
        sources,
        keys_folder=place.keys_folder,
        letters=letter_writer(place),
        clock=clock,
        invented=place.is_demo,
    )
    return replace(post, stopping=stopping, done=done)


def _clock(place: Office, on: date | None) -> Callable[[], datetime]:
    """The time in Japan, on a given day; in the demo, whose city stands still, on that of its run."""
    if on is None and place.is_demo:
        on = date.fromisoformat(current_run(place.home).manifest["on"])

    def now() -> datetime:
        clock = datetime.now(_JAPAN)
        return clock if on is None else datetime.combine(on, clock.timetz())

    return now


def _telling(*, quiet: bool) -> Callable[[Post], None]:
    """Says on standard error now and then how far it is."""
    last = time.monotonic()

    def tell(post: Post) -> None:
        nonlocal last
        if not quiet and time.monotonic() - last > _TELL_EVERY_SECONDS:
            last = time.monotonic()
            err.print(f"  {line_of(post.done)}", markup=False)

    return tell


def line_of(done: Counter[str]) -> str:
    told = (f"{done[word]:,} {said}" for word, said in _WORDS.items() if done[word])
    return " · ".join(told)
