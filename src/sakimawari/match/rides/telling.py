"""Rides in words: when the vehicle comes; why none does, and when one could."""

from __future__ import annotations

from sakimawari.match.reading.cells import hour
from sakimawari.match.rides.calling import Answer, Offer
from sakimawari.match.rides.values import Because, Refused, Ride


def asked_hour(ride: Ride) -> tuple[str, str, str]:
    """What was asked for, in Japanese, easy Japanese and English."""
    if ride.pick_up is not None:
        told = hour(ride.pick_up.earliest)
        return f"{told}の乗車", f"{told}に のる", f"boarding at {told}"
    if ride.drop_off is not None:
        told = hour(ride.drop_off.latest)
        return f"{told}までの到着", f"{told}までに つく", f"arriving by {told}"
    return "乗車", "のる", "a ride"


def why_japanese(left: Refused, ride: Ride) -> tuple[str, ...]:
    """Why a ride is not given, in sentences for who answers the telephone."""
    told = {
        Because.NOBODY: _places(ride) + "を乗せられる車両が運行していません。",
        Because.EXCLUDED: "指定された車両には、必要な席がありません。",
        Because.LONG: "まっすぐ行っても、乗車時間の上限を超えます。",
        Because.WINDOW: "ほかの予約がなくても、希望の時刻には間に合いません。",
        Because.FULL: f"{_cars(left)}{_until(left)}満席です。",
        Because.BUSY: f"{_cars(left)}ほかの予約で{_until(left)}回れません。",
        Because.TOLD: "ほかの方にお伝えした時刻を変えないと入りません。",
        Because.WORTH: "回れますが、走る時間が見合いません。",
    }[left.because]
    return (told, *_others_japanese(left))


def _places(ride: Ride) -> str:
    chairs = f"車椅子{ride.wheelchairs}台" if ride.wheelchairs else ""
    seats = f"{ride.seats}人" if ride.seats else ""
    return "・".join(each for each in (chairs, seats) if each)


def _cars(left: Refused) -> str:
    return "車両は" if left.vehicles == 1 else f"{left.vehicles}台とも、"


def _until(left: Refused) -> str:
    return "" if left.free_from is None else f"{hour(left.free_from)}まで"


def _others_japanese(left: Refused) -> tuple[str, ...]:
    found = []
    if left.free_until is not None:
        found.append(f"早めるなら{hour(left.free_until)}に乗れます。")
    if left.free_from is not None:
        found.append(f"遅らせるなら{hour(left.free_from)}に乗れます。")
    return tuple(found)


def why_easy(left: Refused) -> tuple[str, ...]:
    """For the caller, in やさしい日本語."""
    hours = [hour(each) for each in (left.free_until, left.free_from) if each is not None]
    if hours:
        return ("その じかんは のれません。", f"{'か、'.join(hours)}なら のれます。")
    if left.because in (Because.NOBODY, Because.EXCLUDED):
        return ("のることが できる くるまが ありません。",)
    return ("きょうは のれる くるまが ありません。",)


def why_english(left: Refused, ride: Ride) -> tuple[str, ...]:
    """The same in English."""
    those = {1: "The vehicle is", 2: "Both vehicles are"}.get(
        left.vehicles, f"All {left.vehicles} vehicles are"
    )
    until = "" if left.free_from is None else f" until {hour(left.free_from)}"
    told = {
        Because.NOBODY: "No vehicle on duty has the places needed.",
        Because.EXCLUDED: "The vehicles asked for do not have the places needed.",
        Because.LONG: "Even the direct way takes longer than anybody may be on board.",
        Because.WINDOW: "It could not be done at that hour, were it the only ride.",
        Because.FULL: f"{those} full{until}.",
        Because.BUSY: f"{those} taken up by other rides{until}.",
        Because.TOLD: "Others would have to be fetched at another hour than they were told.",
        Because.WORTH: "It could be done, at more driving than it is worth.",
    }[left.because]
    if left.free_until is not None:
        told += f" Earlier: {hour(left.free_until)}."
    return (told,)


def offered(offer: Offer) -> str:
    """An offer in a sentence."""
    return f"{hour(offer.boards)}に{offer.vehicle}が迎えに行き、{hour(offer.alights)}に着きます。"


def answer_japanese(answer: Answer, ride: Ride) -> tuple[str, ...]:
    """What is said on the telephone."""
    if answer.offer is not None:
        return (offered(answer.offer),)
    asked = asked_hour(ride)[0]
    lines = [f"{asked}は取れません。"]
    if answer.refused is not None:
        lines.append(why_japanese(answer.refused, ride)[0])
    if answer.alternatives:
        hours = "、".join(hour(each.boards) for each in answer.alternatives)
        lines.append(f"代わりに乗れる時刻: {hours}")
    return tuple(lines)


def answer_english(answer: Answer, ride: Ride) -> tuple[str, ...]:
    """The same in English: "10:20 instead of 10:00"."""
    if answer.offer is not None:
        offer = answer.offer
        return (
            f"{offer.vehicle} fetches you at {hour(offer.boards)}, "
            f"you arrive at {hour(offer.alights)}.",
        )
    lines = [] if answer.refused is None else list(why_english(answer.refused, ride)[:1])
    if answer.alternatives:
        hours = ", ".join(hour(each.boards) for each in answer.alternatives)
        lines.append(f"{hours} instead of {asked_hour(ride)[2]}.")
    return tuple(lines)
