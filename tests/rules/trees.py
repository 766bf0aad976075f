"""Random trees over the small vocabulary: every node type, nested group forms, variables."""

from __future__ import annotations

from hypothesis import strategies as st

from sakimawari.rules.figures import days
from sakimawari.rules.tree import (
    DATE,
    TRUTH,
    AllOf,
    AnyOf,
    Arithmetic,
    AsNumber,
    Calendar,
    CalendarValue,
    Choice,
    Compared,
    Comparison,
    EveryMember,
    Extreme,
    FactTruth,
    FactValue,
    Gathered,
    Gathering,
    Group,
    Holder,
    Kind,
    Literal,
    Not,
    OneOf,
    Operator,
    ParameterValue,
    ReadingDate,
    Related,
    Relation,
    Rescaled,
    Rounded,
    Rounding,
    Shape,
    SomeMember,
    TableValue,
    Truth,
    TruthChoice,
    TruthLiteral,
    Type,
    Value,
    Variable,
    VariableTruth,
    VariableValue,
    YearlyFactTruth,
    YearlyFactValue,
)
from tests.rules.vocabulary import (
    BIRTHS,
    FACTS,
    GIVING_DATES,
    GRADE,
    NUMBER,
    ON,
    PARAMETERS,
    TABLES,
    TENTHS,
    YEARS,
)

# ---------------------------------------------------------------- trees

PERSONAL = [Group.CHILDREN, Group.GUARDIANS, Group.SIBLINGS, Group.SPOUSE]
NO_VARIABLES: tuple[Variable, ...] = ()


class Trees:
    """Draws trees. `top` is the innermost depth; `of_person` tells whether depth 0 is a person."""

    def __init__(
        self, draw: st.DrawFn, *, of_person: bool, variables: tuple[Variable, ...] = NO_VARIABLES
    ) -> None:
        self._draw = draw
        self._of_person = of_person
        self._variables = variables

    def depths(self, top: int) -> list[int]:
        """The depths at which a person stands."""
        return list(range(0 if self._of_person else 1, top + 1))

    def value(self, type: Type, fuel: int, top: int) -> Value:
        """A value of a type."""
        draw = self._draw
        if fuel <= 0:
            return self.leaf(type, top)
        match type.kind:
            case Kind.NUMBER:
                kinds = [self._arithmetic, self._extreme, self._choice, self._gathered]
                kinds += [self._table, self._leaf_of]
                if type.scale == 0:
                    kinds += [self._rounded, self._calendar_number, self._as_number]
                    kinds += [self._count, self._rank, self._yearly]
                else:
                    kinds += [self._rescaled]
            case Kind.DATE:
                kinds = [self._moved_date, self._extreme, self._choice, self._gathered]
                kinds += [self._leaf_of]
            case _:
                kinds = [self._extreme, self._choice, self._leaf_of, self._yearly]
                kinds += [self._table, self._gathered]
        return draw(st.sampled_from(kinds))(type, fuel - 1, top)

    def value_form(self, name: str, type: Type, *, fuel: int = 0) -> Value:
        """A value of one named form (arithmetic, rounded, gathered …) over simple parts."""
        form: Value = getattr(self, f"_{name}")(type, fuel, 0)
        return form

    def truth_form(self, name: str, *, fuel: int = 0) -> Truth:
        """A truth of one named form (compared, some, every …) over simple parts."""
        form: Truth = getattr(self, f"_{name}")(fuel, 0)
        return form

    def leaf(self, type: Type, top: int) -> Value:
        """A fact, a variable, a parameter or a literal of a type."""
        draw, depths = self._draw, self.depths(top)
        found: list[Value] = [self._literal(type)]
        for fact in FACTS:
            if fact.type == type and fact.shape is not Shape.YEARLY:
                if fact.holder is Holder.HOUSEHOLD:
                    found.append(FactValue(fact, 0))
                elif depths:
                    found += [FactValue(fact, draw(st.sampled_from(depths)))] * 2
        for variable in self._variables:
            if variable.type == type:
                if variable.holder is Holder.HOUSEHOLD:
                    found.append(VariableValue(variable, 0))
                elif depths:
                    found += [VariableValue(variable, draw(st.sampled_from(depths)))] * 2
        found += [ParameterValue(parameter) for parameter in PARAMETERS if parameter.type == type]
        if type.kind is Kind.DATE:
            found.append(ReadingDate())
        return draw(st.sampled_from(found))

    def _leaf_of(self, type: Type, fuel: int, top: int) -> Value:
        return self.leaf(type, top)

    def _literal(self, type: Type) -> Literal:
        match type.kind:
            case Kind.DATE:
                return Literal(days(self._draw(st.sampled_from([*BIRTHS, *ON]))), type)
            case Kind.CATEGORY:
                return Literal(self._draw(st.integers(0, len(type.labels) - 1)), type)
            case _:
                return Literal(self._draw(st.integers(-5, 60)), type)

    def _arithmetic(self, type: Type, fuel: int, top: int) -> Value:
        operator = self._draw(st.sampled_from(Operator))
        left = self.value(type, fuel, top)
        right_type = NUMBER if operator is Operator.MULTIPLY else type
        return Arithmetic(operator, left, self.value(right_type, fuel, top), type)

    def _rescaled(self, type: Type, fuel: int, top: int) -> Value:
        return Rescaled(self.value(NUMBER, fuel, top), type.scale, type)

    def _rounded(self, type: Type, fuel: int, top: int) -> Value:
        draw = self._draw
        number, other = (draw(st.sampled_from([NUMBER, TENTHS])) for _ in range(2))
        denominator: Value | None = None
        if draw(st.booleans()):
            least = Literal(draw(st.integers(1, 12)), other)
            denominator = Extreme(True, (least, self.value(other, fuel, top)), other)
        return Rounded(
            draw(st.sampled_from(Rounding)),
            self.value(number, fuel, top),
            denominator,
            draw(st.sampled_from([1, 1, 3, 10])),
            type,
        )

    def _extreme(self, type: Type, fuel: int, top: int) -> Value:
        values = tuple(self.value(type, fuel, top) for _ in range(self._draw(st.integers(2, 3))))
        return Extreme(self._draw(st.booleans()), values, type)

    def _choice(self, type: Type, fuel: int, top: int) -> Value:
        condition = self.truth(fuel, top)
        return Choice(condition, self.value(type, fuel, top), self.value(type, fuel, top), type)

    def _calendar_number(self, type: Type, fuel: int, top: int) -> Value:
        function = self._draw(
            st.sampled_from([member for member in Calendar if member not in GIVING_DATES])
        )
        return CalendarValue(function, self.value(DATE, fuel, top), None, type)

    def _moved_date(self, type: Type, fuel: int, top: int) -> Value:
        function = self._draw(st.sampled_from(GIVING_DATES))
        n: Value | None = None
        if function in GIVING_DATES[:5]:
            # A number of years small enough to stay within history.
            bound = Literal(self._draw(st.integers(0, 75)), NUMBER)
            n = Extreme(False, (bound, self.value(NUMBER, fuel, top)), NUMBER)
        return CalendarValue(function, self.value(DATE, fuel, top), n, type)

    def _yearly(self, type: Type, fuel: int, top: int) -> Value:
        depths = self.depths(top)
        found = [
            YearlyFactValue(
                fact,
                self._year(fuel, top),
                0 if fact.holder is Holder.HOUSEHOLD else self._draw(st.sampled_from(depths)),
            )
            for fact in FACTS
            if fact.type == type
            and fact.shape is Shape.YEARLY
            and (depths or fact.holder is Holder.HOUSEHOLD)
        ]
        return self._draw(st.sampled_from(found)) if found else self.leaf(type, top)

    def _year(self, fuel: int, top: int) -> Value:
        day = self.value(DATE, fuel - 1, top)
        year = CalendarValue(Calendar.FISCAL_YEAR, day, None, NUMBER)
        back = Literal(self._draw(st.integers(0, 3)), NUMBER)
        if self._draw(st.booleans()):
            return Literal(self._draw(st.sampled_from(YEARS)), NUMBER)
        return Arithmetic(Operator.SUBTRACT, year, back, NUMBER)

    def _group(self, top: int) -> tuple[Group, int]:
        """A group and the depth of the person it is relative to."""
        depth = self._draw(st.integers(0, top))
        anyone = [Group.UNIT, Group.RESIDENTS]
        personal = PERSONAL if depth in self.depths(top) else []
        return self._draw(st.sampled_from([*anyone, *personal])), depth

    def _gathered(self, type: Type, fuel: int, top: int) -> Value:
        group, depth = self._group(top)
        kinds = [Gathering.LARGEST, Gathering.SMALLEST]
        if type.kind is Kind.NUMBER:
            kinds.append(Gathering.SUM)
        gathering = self._draw(st.sampled_from(kinds))
        empty = None if gathering is Gathering.SUM else self._literal(type).value
        return Gathered(
            gathering,
            group,
            depth,
            self.value(type, fuel, depth + 1),
            self._where(fuel, depth + 1),
            empty,
            type,
        )

    def _count(self, type: Type, fuel: int, top: int) -> Value:
        group, depth = self._group(top)
        where = self._where(fuel, depth + 1)
        return Gathered(Gathering.COUNT, group, depth, None, where, None, type)

    def _rank(self, type: Type, fuel: int, top: int) -> Value:
        depths = self.depths(top)
        if not depths:
            return self.leaf(type, top)
        depth = self._draw(st.sampled_from(depths))
        group = self._draw(st.sampled_from([Group.UNIT, Group.RESIDENTS, *PERSONAL]))
        value = self.value(self._draw(st.sampled_from([DATE, NUMBER])), fuel, depth + 1)
        where = self._where(fuel, depth + 1)
        return Gathered(Gathering.RANK, group, depth, value, where, None, type)

    def _where(self, fuel: int, top: int) -> Truth | None:
        return self.truth(fuel, top) if self._draw(st.integers(0, 3)) else None

    def _table(self, type: Type, fuel: int, top: int) -> Value:
        fitting = [
            (table, at)
            for table in TABLES
            for at, column in enumerate(table.outputs)
            if column.type == type
        ]
        if not fitting:
            return self.leaf(type, top)
        table, output = self._draw(st.sampled_from(fitting))
        inputs = tuple(
            AsNumber(self.truth(fuel, top))
            if column.name == "該当"
            else self.value(column.type, fuel, top)
            for column in table.inputs
        )
        return TableValue(table, inputs, output, type)

    def _as_number(self, type: Type, fuel: int, top: int) -> Value:
        return AsNumber(self.truth(fuel, top))

    # ------------------------------------------------------------ truths

    def truth(self, fuel: int, top: int) -> Truth:
        """A truth."""
        if fuel <= 0:
            return self._truth_leaf(0, top)
        kinds = [self._compared, self._compared, self._one_of, self._not, self._all, self._any]
        kinds += [self._truth_choice, self._some, self._every, self._truth_leaf, self._related]
        kinds += [self._yearly_truth]
        return self._draw(st.sampled_from(kinds))(fuel - 1, top)

    def _truth_leaf(self, fuel: int, top: int) -> Truth:
        depths = self.depths(top)
        found: list[Truth] = [TruthLiteral(self._draw(st.booleans()))]
        for fact in FACTS:
            if fact.type == TRUTH and fact.shape is not Shape.YEARLY:
                if fact.holder is Holder.HOUSEHOLD:
                    found.append(FactTruth(fact, 0))
                elif depths:
                    found.append(FactTruth(fact, self._draw(st.sampled_from(depths))))
        for variable in self._variables:
            if variable.type == TRUTH:
                if variable.holder is Holder.HOUSEHOLD:
                    found.append(VariableTruth(variable, 0))
                elif depths:
                    found.append(VariableTruth(variable, self._draw(st.sampled_from(depths))))
        return self._draw(st.sampled_from(found))

    def _yearly_truth(self, fuel: int, top: int) -> Truth:
        depths = self.depths(top)
        if not depths:
            return self._truth_leaf(fuel, top)
        fact = next(fact for fact in FACTS if fact.name == "課税")
        return YearlyFactTruth(fact, self._year(fuel, top), self._draw(st.sampled_from(depths)))

    def _compared(self, fuel: int, top: int) -> Truth:
        type = self._draw(st.sampled_from([NUMBER, NUMBER, TENTHS, DATE, GRADE]))
        comparison = self._draw(st.sampled_from(Comparison))
        return Compared(comparison, self.value(type, fuel, top), self.value(type, fuel, top))

    def _one_of(self, fuel: int, top: int) -> Truth:
        type = self._draw(st.sampled_from([NUMBER, GRADE]))
        members = self._draw(st.sets(st.integers(0, 3), min_size=1, max_size=4))
        return OneOf(self.value(type, fuel, top), tuple(sorted(members)))

    def _not(self, fuel: int, top: int) -> Truth:
        return Not(self.truth(fuel, top))

    def _several(self, fuel: int, top: int) -> tuple[Truth, ...]:
        return tuple(self.truth(fuel, top) for _ in range(self._draw(st.integers(2, 3))))

    def _all(self, fuel: int, top: int) -> Truth:
        return AllOf(self._several(fuel, top))

    def _any(self, fuel: int, top: int) -> Truth:
        return AnyOf(self._several(fuel, top))

    def _truth_choice(self, fuel: int, top: int) -> Truth:
        return TruthChoice(self.truth(fuel, top), self.truth(fuel, top), self.truth(fuel, top))

    def _some(self, fuel: int, top: int) -> Truth:
        group, depth = self._group(top)
        return SomeMember(group, depth, self.truth(fuel, depth + 1))

    def _every(self, fuel: int, top: int) -> Truth:
        group, depth = self._group(top)
        return EveryMember(group, depth, self.truth(fuel, depth + 1))

    def _related(self, fuel: int, top: int) -> Truth:
        depths = self.depths(top)
        if len(depths) < 2:
            return self._truth_leaf(fuel, top)
        other = depths[0]
        depth = self._draw(st.sampled_from(depths[1:]))
        return Related(self._draw(st.sampled_from(Relation)), depth, other)
