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
