"""The ways by which the city reaches somebody, and what sets them apart."""

from __future__ import annotations

from enum import Enum

from sakimawari.guard.consents.values import Channel as Wished


class Medium(Enum):
    """A way to somebody. A resident's wish names `guard`'s four; the city has these seven."""

    EMAIL = "email"
    LINE = "line"
    SMS = "sms"
    PORTAL = "portal"  # マイナポータルのお知らせ
    LETTER = "letter"
    CALL = "call"  # a member of staff telephones
    VISIT = "visit"  # a member of staff comes to the door

    @property
    def rings(self) -> bool:
        """Whether it may wake or disturb somebody, so that quiet hours bind it."""
        return self in {Medium.EMAIL, Medium.LINE, Medium.SMS, Medium.CALL, Medium.VISIT}

    @property
    def is_sent_one_by_one(self) -> bool:
        """Whether a program sends each message alone; the others leave as a batch: files, lists."""
        return self in {Medium.EMAIL, Medium.LINE, Medium.SMS}

    @property
    def takes_staff(self) -> bool:
        """Whether each contact takes a member of staff's time."""
        return self in {Medium.CALL, Medium.VISIT}


# What somebody wishes, as media in the order they are tried. A text message reaches whoever may be
# telephoned; the portal stands in for no wish: it is a copy for those who have it.
OF_WISH = {
    Wished.EMAIL: (Medium.EMAIL,),
    Wished.LINE: (Medium.LINE,),
    Wished.PHONE: (Medium.CALL, Medium.SMS),
    Wished.LETTER: (Medium.LETTER,),
}
# The last resorts, in their order, for everybody: nobody is left out for lack of a device.
LAST_RESORTS = (Medium.LETTER, Medium.VISIT)
