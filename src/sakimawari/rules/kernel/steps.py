"""Steps of computing that a generated text calls by name: compiled once, for all services.

Each is one line in a text instead of several, so texts stay short and compile sooner. They know
plain integers, truths and arrays only, as the functions of dates do.
"""


# A tuple of the four columns would be slower in compiled code than four arguments are.
def entry(starts, since, until, values, row, on, default):  # type: ignore[no-untyped-def] # noqa: PLR0917
    """The value of a row's entry that holds on a day, or a default where none does."""
    value = default
    for at in range(starts[row], starts[row + 1]):
        if since[at] <= on <= until[at]:
            value = values[at]
    return value


def half_up(numerator, denominator):  # type: ignore[no-untyped-def]
    """numerator / denominator rounded half away from zero; the denominator is positive."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def low_of(surely, possibly, then, otherwise):  # type: ignore[no-untyped-def]
    """The low end of a choice between two values."""
    if surely:
        return then
    return min(then, otherwise) if possibly else otherwise


def high_of(surely, possibly, then, otherwise):  # type: ignore[no-untyped-def]
    """The high end of a choice between two values."""
    if surely:
        return then
    return max(then, otherwise) if possibly else otherwise


def least_product(a, b, c, d):  # type: ignore[no-untyped-def]
    """The least product of one of a and b with one of c and d."""
    return min(a * c, a * d, b * c, b * d)


def most_product(a, b, c, d):  # type: ignore[no-untyped-def]
    """The greatest product of one of a and b with one of c and d."""
    return max(a * c, a * d, b * c, b * d)


# ---------------------------------------------------------------- until when something holds


def entry_turns(starts, since, until, row, on):  # type: ignore[no-untyped-def]
    """The next day on which an entry of a row begins, or one has ended; far off if none does."""
    soon = 2**62
    for at in range(starts[row], starts[row + 1]):
        if since[at] > on:
            soon = min(soon, int(since[at]))
        elif until[at] >= on:
            soon = min(soon, int(until[at]) + 1)
    return soon


def passing_day(c, later, straight, stride, slot, day, days, value):  # type: ignore[no-untyped-def] # noqa: PLR0917
    """The next day (a place in the rows of `c`) on which a constant may pass a value.

    A constant that never falls passes it once, found by halving; its last row is known to be
    above. Of another constant all that is said is when it changes at all.
    """
    if straight[slot] == 0:
        return int(later[day * stride + slot])
    before, after = day, days - 1
    while after - before > 1:
        middle = (before + after) // 2
        if c[middle * stride + slot] > value:
            after = middle
        else:
            before = middle
    return after
