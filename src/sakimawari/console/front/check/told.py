"""What a visitor has told so far: kept in their own browser, signed, until they close it.

Answers are kept as they were given and read anew by the rules each time, so that to go back is to
leave out the last ones, and packs that changed meanwhile cannot be misread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "check"
ADDRESS = "/check/"  # the cookie goes to no other page
LASTS_SECONDS = 2 * 3600
_SALT = "sakimawari.check"
_MOST_BYTES = 3_600  # a browser keeps 4,096 of a cookie, name and all
FIRST_QUESTIONS = 4

Answers = tuple[tuple[str, str], ...]  # question, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the check is about, and each screen's answers in order.

    A moment of life, or one service; all services where neither is named. `target` is the number of screens after which the results are shown unasked.
    """

    moment: str = ""
    service: str = ""
    screens: tuple[Answers, ...] = ()
    target: int = FIRST_QUESTIONS

    def with_screen(self, answers: Answers) -> Told:
        """One screen more; answers to a question answered before replace it."""
        again = {question for question, _ in answers}
        kept = tuple(
            screen
            for screen in self.screens
            if again.isdisjoint(question for question, _ in screen)
        )
        return replace(self, screens=(*kept, answers))

    def without_last(self) -> Told:
        """As before the last screen."""
        return replace(self, screens=self.screens[:-1])

    def with_more(self) -> Told:
        """As many questions more as there were at first."""
        return replace(self, target=len(self.screens) + FIRST_QUESTIONS)

    @property
    def answers(self) -> Answers:
        """All answers in the order given."""
        return tuple(answer for screen in self.screens for answer in screen)


def written(told: Told) -> str:
    """As the cookie holds it."""
    value = [
        told.moment,
        told.service,
        told.target,
        [[list(one) for one in screen] for screen in told.screens],
    ]
    return signing.dumps(value, salt=_SALT, compress=True)


def read(cookie: str) -> Told | None:
    """What a cookie holds; None for one that is not ours, or too old."""
    try:
        moment, service, target, screens = signing.loads(cookie, salt=_SALT, max_age=LASTS_SECONDS)
        return Told(
            moment=str(moment),
            service=str(service),
            target=int(target),
            screens=tuple(
                tuple((str(question), str(answer)) for question, answer in screen)
                for screen in screens
            ),
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None


def told_in(request: HttpRequest) -> Told | None:
    """What this visitor told; None before they began."""
    cookie = request.COOKIES.get(COOKIE)
    return None if cookie is None else read(cookie)


def fits(told: Told) -> bool:
    """Whether a browser can keep it; past that the check ends with what it has."""
    return len(written(told)) <= _MOST_BYTES


def keep(response: HttpResponse, told: Told, *, secure: bool) -> HttpResponse:
    """Hand it to the browser, for this visit."""
    response.set_cookie(
        COOKIE, written(told), path=ADDRESS, httponly=True, samesite="Lax", secure=secure
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Have the browser forget it."""
    response.delete_cookie(COOKIE, path=ADDRESS)
    return response
