"""`sakimawari reach channels`, `reach bounces`: what is set up, whether it answers, what came back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.table import Table

from sakimawari.cli.store import opened
from sakimawari.cli.terminal import (
    DirOption,
    Exit,
    JsonOption,
    out,
    print_json,
    problems_in_words,
)
from sakimawari.office import Office, office
from sakimawari.problems import Problems, fault
from sakimawari.reach.channels.mail.bounces import reports_in
from sakimawari.reach.channels.mail.mailbox import Emptied, empty
from sakimawari.reach.channels.seam import Parcel, Report
from sakimawari.reach.channels.setup.credentials import has_secret, secret_of
from sakimawari.reach.channels.setup.providers import Carrier, open_providers
from sakimawari.reach.channels.setup.reading import read_setup
from sakimawari.reach.channels.setup.values import FILE, BoxKind, Setup
from sakimawari.reach.medium import Medium

_TEST_SUBJECT = "接続の確認"
_TEST_TEXT = "これは市の配信システムの接続を確かめるための送信です。返信はいりません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One provider or writer of the city, as the command shows it."""

    medium: str
    name: str
    goes_to: str
    secret: str
    reports_at: str = ""
    answer: str = ""


def add_to(reach: typer.Typer) -> None:
    """Add the commands to the group `reach`."""
    reach.command("channels")(channels)
    reach.command("bounces")(bounces)


def channels(
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Ask each provider whether it would take messages; none goes."
        ),
    ] = False,
    send_test: Annotated[
        str,
        typer.Option(
            "--send-test",
            metavar="ADDRESS",
            help="Send one fixed test message to an address of your own; needs --provider.",
        ),
    ] = "",
    provider: Annotated[
        str, typer.Option("--provider", metavar="NAME", help="By which provider it goes.")
    ] = "",
    folder: DirOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show by which channels the city can reach people, and whether they answer."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        setup = read_setup(place.home)
        if send_test:
            _send_test(place, setup, provider, send_test)
            return
        shown = [*_providers(place, setup, check=check), *_writers(setup)]
        if as_json:
            print_json({"channels": [asdict(each) for each in shown]})
        else:
            _tell(shown, asked=check)
        if any(each.answer and not each.answer.startswith("ok") for each in shown):
            raise typer.Exit(Exit.WITH_REMARKS)


def _providers(place: Office, setup: Setup, *, check: bool) -> Iterator[Shown]:
    if setup.rehearsal:
        opened_now = open_providers(setup, home=place.home, keys_folder=place.keys_folder)
        for way, carriers in opened_now.items():
            for each in carriers:
                told = Shown(
                    medium=way.value,
                    name=each.name,
                    goes_to="nobody: rehearsal",
                    secret="not needed",
                    answer=each.check() if check else "",
                )
                yield told
        return
    goes_to = {one.name: f"{one.host}:{one.port}" for one in setup.mail}
    needs = {one.name: bool(one.user) for one in setup.mail}
    hooks: dict[str, str] = {}
    for medium, listed in (("line", setup.line), ("sms", setup.sms)):
        for one in listed:
            goes_to[one.name] = urlsplit(one.endpoint).netloc
            needs[one.name] = True
            hooks[one.name] = f"{setup.address}/hooks/{medium}/{one.name}/"
    media = {one.name: Medium.EMAIL for one in setup.mail}
    media |= {one.name: Medium.LINE for one in setup.line}
    media |= {one.name: Medium.SMS for one in setup.sms}
    for name in setup.names:
        secret = _secret(place, name, needs=needs[name], hook=name in hooks)
        yield Shown(
            medium=media[name].value,
            name=name,
            goes_to=goes_to[name],
            secret=secret,
            reports_at=hooks.get(name, ""),
            answer=_answer(place, setup, name) if check else "",
        )


def _secret(place: Office, name: str, *, needs: bool, hook: bool) -> str:
    lacking = []
    if needs and not has_secret(place.keys_folder, name):
        lacking.append(f"channel-{name}.secret")
    if hook and not has_secret(place.keys_folder, name, hook=True):
        lacking.append(f"channel-{name}-hook.secret")
    return f"missing: {', '.join(lacking)}" if lacking else "there" if needs else "not needed"


def _answer(place: Office, setup: Setup, name: str) -> str:
    try:
        carrier = _carrier(place, setup, name)
    except Problems as problems:
        return f"not opened: {problems.found[0].id}"
    with closing(carrier):
        return carrier.check()


def _carrier(place: Office, setup: Setup, name: str) -> Carrier:
    alone = replace(
        setup,
        mail=tuple(one for one in setup.mail if one.name == name),
        line=tuple(one for one in setup.line if one.name == name),
        sms=tuple(one for one in setup.sms if one.name == name),
    )
    found = open_providers(alone, home=place.home, keys_folder=place.keys_folder)
    for carriers in found.values():
        return carriers[0]
    raise fault(
        "REACH078",
        "no provider has this name",
        f"choose one of {', '.join(setup.names) or 'none: nothing is set up'} (--provider)",
    )


def _writers(setup: Setup) -> Iterator[Shown]:
    where = {
        Medium.PORTAL: ("portal", "files in portal/"),
        Medium.LETTER: ("letters", "files in letters/"),
        Medium.CALL: ("calls", "lists at the desk"),
        Medium.VISIT: ("visits", "rounds of the staff"),
    }
    for medium, (name, goes_to) in where.items():
        if medium in setup.media:
            yield Shown(medium=medium.value, name=name, goes_to=goes_to, secret="not needed")


def _tell(shown: list[Shown], *, asked: bool) -> None:
    if not shown:
        out.print(
            f"nothing is set up: there is no {FILE} in the city's folder, or it names nothing"
        )
        return
    table = Table()
    for title in ("medium", "name", "goes to", "secret", *(["answer"] if asked else [])):
        table.add_column(title)
    for each in shown:
        row = [each.medium, each.name, each.goes_to, each.secret]
        table.add_row(*row, *([each.answer or "—"] if asked else []))
    out.print(table)
    for each in shown:
        if each.reports_at:
            out.print(f"{each.name} calls back at {each.reports_at}")


def _send_test(place: Office, setup: Setup, name: str, address: str) -> None:
    carrier = _carrier(place, setup, name)
    parcel = Parcel(id=token_hex(16), to=address, subject=_TEST_SUBJECT, text=_TEST_TEXT)
    with closing(carrier):
        answer = carrier.send(parcel)
    out.print(f"{name}: {answer.outcome.value} {answer.why}".rstrip())
    if answer.outcome.value != "accepted":
        raise typer.Exit(Exit.WITH_REMARKS)


def bounces(folder: DirOption = None, as_json: JsonOption = False) -> None:
    """Read the mailbox for what comes back: reports are kept for the worker, letters stay."""
    with problems_in_words(as_json=as_json):
        place = office(folder)
        setup = read_setup(place.home)
        if setup.box is None or not setup.mail:
            raise fault(
                "REACH079",
                "no mailbox is set up for what comes back",
                f"name it as `mailbox:` in {FILE} (docs/how-to/connect-e-mail.md)",
            )
        opened(place)
        needs = setup.box.kind is BoxKind.IMAP
        password = secret_of(place.keys_folder, "mailbox") if needs else None
        done = received(setup, place.home, password=password)
        if as_json:
            print_json(asdict(done))
        else:
            out.print(f"{done.reports:,} reports taken, {done.letters:,} letters left for people")


def received(setup: Setup, home: Path, *, password: str | None) -> Emptied:
    """Empty the mailbox of a city; the store must be open."""
    from sakimawari.reach.sending import report_store

    def take(mail: bytes) -> bool:
        now = datetime.now(UTC)
        found = list(_reports(setup, mail, now))
        report_store.receive(found, at=now)
        return bool(found)

    if setup.box is None:
        return Emptied(reports=0, letters=0)
    return empty(setup.box, home, take, password=password)


def _reports(setup: Setup, mail: bytes, at: datetime) -> Iterator[Report]:
    """The reports of one mail, under every provider that may have sent what it speaks of."""
    for one in setup.mail:
        yield from reports_in(
            mail, provider=one.name, domain=one.domain, box=one.bounces or one.sender, at=at
        )
