"""Functions of dates on day numbers (days since 1970-01-01), in integers alone.

The one source of truth for every member of `tree.Calendar`: the plain interpreter calls these
functions, and the kernel compiles the same ones. So they know plain integers only: no date
objects, no exceptions, floor division throughout. They hold for every day number, before birth
and before 1970 too (an age before birth is negative). Names follow `tree.Calendar`.

Source of law: 年齢計算ニ関スル法律 with 民法143条 (legal age), 学校教育法17条 (school year).
"""

from __future__ import annotations


def civil_of(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day number (proleptic Gregorian calendar)."""
    shifted = day + 719_468  # days since 0000-03-01
    era = shifted // 146_097
    day_of_era = shifted - era * 146_097
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153  # 0 is March
    day_of_month = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month_of_year = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    civil_year = year_of_era + era * 400
    return (civil_year + 1 if month_of_year <= 2 else civil_year), month_of_year, day_of_month


def day_number(civil_year: int, month_of_year: int, day_of_month: int) -> int:
    """The day number of a date; a day beyond the month's end runs into the next month."""
    shifted_year = civil_year - 1 if month_of_year <= 2 else civil_year
    era = shifted_year // 400
    year_of_era = shifted_year - era * 400
    shifted_month = month_of_year - 3 if month_of_year > 2 else month_of_year + 9
    day_of_year = (153 * shifted_month + 2) // 5 + day_of_month - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def birthday_age(birth: int, on: int) -> int:
    """暦年齢: age counted by birthdays; born on 2/29, it rises on 3/1 in common years."""
    birth_year, birth_month, birth_day = civil_of(birth)
    on_year, on_month, on_day = civil_of(on)
    age = on_year - birth_year
    if on_month * 100 + on_day < birth_month * 100 + birth_day:
        age -= 1
    return age


def legal_age(birth: int, on: int) -> int:
    """年齢: legal age, reached on the day before the birthday (born on 2/29: on 2/28)."""
    return birthday_age(birth, on + 1)


def school_year_age(birth: int, on: int) -> int:
    """年度末年齢: legal age on the 31 March that ends the fiscal year of `on`."""
    return birthday_age(birth, fiscal_end(on) + 1)


def school_year_start_age(birth: int, on: int) -> int:
    """年度初年齢: age by birthday on the 1 April that began the fiscal year of `on`."""
    return birthday_age(birth, fiscal_start(on))


def months_old(birth: int, on: int) -> int:
    """月齢: whole months from birth; where a month lacks the day, it counts from the next 1st."""
    birth_year, birth_month, birth_day = civil_of(birth)
    on_year, on_month, on_day = civil_of(on)
    months = (on_year - birth_year) * 12 + on_month - birth_month
    if on_day < birth_day:
        months -= 1
    return months


def months_since(day: int, on: int) -> int:
    """経過月数: calendar months from the month of `day` to the month of `on`."""
    from_year, from_month, _ = civil_of(day)
    on_year, on_month, _ = civil_of(on)
    return (on_year - from_year) * 12 + on_month - from_month


def days_since(day: int, on: int) -> int:
    """経過日数: days from `day` to `on`, negative before it."""
    return on - day


def fiscal_year(day: int) -> int:
    """年度: the year in which the fiscal year (April to March) of the day began."""
    civil_year, month_of_year, _ = civil_of(day)
    return civil_year if month_of_year >= 4 else civil_year - 1


def month(day: int) -> int:
    """月: the month, 1 to 12."""
    _, month_of_year, _ = civil_of(day)
    return month_of_year


def year(day: int) -> int:
    """年: the calendar year."""
    civil_year, _, _ = civil_of(day)
    return civil_year


def birthday(birth: int, n: int) -> int:
    """誕生日: the n-th birthday; born on 2/29, it is 3/1 in common years."""
    birth_year, birth_month, birth_day = civil_of(birth)
    # 29 February of a common year runs into 1 March by itself.
    return day_number(birth_year + n, birth_month, birth_day)


def day_of_age(birth: int, n: int) -> int:
    """到達日: the day on which legal age n is reached, the day before the n-th birthday."""
    return birthday(birth, n) - 1


def plus_days(day: int, n: int) -> int:
    """日後: n days later."""
    return day + n


def plus_months(day: int, n: int) -> int:
    """月後: the same day n months later, or that month's last day if it is shorter."""
    civil_year, month_of_year, day_of_month = civil_of(day)
    months = civil_year * 12 + month_of_year - 1 + n
    first = day_number(months // 12, months - months // 12 * 12 + 1, 1)
    following = months + 1
    last = day_number(following // 12, following - following // 12 * 12 + 1, 1) - 1
    wanted = first + day_of_month - 1
    return wanted if wanted < last else last


def plus_years(day: int, n: int) -> int:
    """年後: the same day n years later (2/29: 2/28 in common years)."""
    return plus_months(day, n * 12)


def month_start(day: int) -> int:
    """月初: the first day of the month."""
    _, _, day_of_month = civil_of(day)
    return day - day_of_month + 1


def month_end(day: int) -> int:
    """月末: the last day of the month."""
    civil_year, month_of_year, _ = civil_of(day)
    if month_of_year == 12:
        return day_number(civil_year + 1, 1, 1) - 1
    return day_number(civil_year, month_of_year + 1, 1) - 1


def fiscal_start(day: int) -> int:
    """年度初: the 1 April that began the fiscal year of the day."""
    return day_number(fiscal_year(day), 4, 1)


def fiscal_end(day: int) -> int:
    """年度末: the 31 March that ends the fiscal year of the day."""
    return day_number(fiscal_year(day) + 1, 3, 31)


# The next day after `on` on which a count that runs with the reading date changes. A calendar of
# rights is read again on that day and on no day before.


def legal_age_turns(birth: int, on: int) -> int:
    """The next day on which 年齢 rises: the day before a birthday."""
    return birthday(birth, legal_age(birth, on) + 1) - 1


def birthday_age_turns(birth: int, on: int) -> int:
    """The next day on which 暦年齢 rises: a birthday."""
    return birthday(birth, birthday_age(birth, on) + 1)


def school_year_age_turns(birth: int, on: int) -> int:
    """The next day on which 年度末年齢 rises: 1 April, whoever's birth."""
    return fiscal_end(on) + 1


def school_year_start_age_turns(birth: int, on: int) -> int:
    """The next day on which 年度初年齢 rises: 1 April, whoever's birth."""
    return fiscal_end(on) + 1


def months_old_turns(birth: int, on: int) -> int:
    """The next day on which 月齢 rises: the day of the month of birth, or the next 1st."""
    _, _, birth_day = civil_of(birth)
    following = month_end(on) + 1
    this_month = min(month_start(on) + birth_day - 1, following)
    if this_month > on:
        return this_month
    return min(following + birth_day - 1, month_end(following) + 1)


def months_since_turns(day: int, on: int) -> int:
    """The next day on which 経過月数 rises: the first of the next month, whatever the day."""
    return month_end(on) + 1


def days_since_turns(day: int, on: int) -> int:
    """The next day on which 経過日数 rises: tomorrow, whatever the day."""
    return on + 1
