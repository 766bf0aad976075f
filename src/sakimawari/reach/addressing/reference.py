"""References of letters: opaque, unguessable, and safe to read out or type in.

A reference is 128 random bits in 26 characters of Crockford's base 32 (no I, L, O, U) and one
check character of the same alphabet, by the hybrid scheme of ISO/IEC 7064 with modulus 33 and 32:
every single wrong character is noticed, and nearly every swap of two neighbours. It is drawn, not
computed from anything, so it says nothing about a household.
"""

from __future__ import annotations

from collections.abc import Callable

from sakimawari.problems import fault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 16
LENGTH = 27
_CHARACTERS = 26
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": "", "　": ""})


def check_character(characters: str) -> str:
    """The character that makes a reference whole."""
    remainder = 32
    for character in characters:
        remainder = (remainder + ALPHABET.index(character)) % 32 or 32
        remainder = remainder * 2 % 33
    return ALPHABET[(33 - remainder) % 32]


def new_reference(draw: Callable[[int], bytes]) -> str:
    """A fresh reference from `draw`, a source of random bytes fit for secrets."""
    number = int.from_bytes(draw(RANDOM_BYTES), "big")
    characters = "".join(
        ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_CHARACTERS))
    )
    return characters + check_character(characters)


def grouped(reference: str) -> str:
    """A reference as people read it: groups of five."""
    return "-".join(reference[at : at + 5] for at in range(0, len(reference), 5))


def read_reference(text: str) -> str:
    """The reference a person typed or a scanner read; refuses what cannot be one (REACH001)."""
    plain = text.upper().translate(_READ_AS)
    known = len(plain) == LENGTH and all(character in ALPHABET for character in plain)
    if not known or check_character(plain[:-1]) != plain[-1]:
        raise fault(
            "REACH001",
            "this is not a reference of a letter: a character is missing or misread",
            f"read the {LENGTH} characters under the code on the letter again",
        )
    return plain
