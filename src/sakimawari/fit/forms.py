"""Fields of forms filled in: what the rules read for a household, as a form writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sakimawari.fit.wareki import wareki
from sakimawari.packs.pack import DeclaredFact, FormField, Sensitivity, Service
from sakimawari.rules.figures import Figures, day_of
from sakimawari.rules.interpret import Interpreter
from sakimawari.rules.population import Population
from sakimawari.rules.proof import Step, facts_used
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder, Kind, Truth, Type, Value
from sakimawari.rules.walk import facts_of

Bools = npt.NDArray[np.bool_]


class FormValues(Protocol):
    """Values of a form's fields by label; None for those that are not to be printed."""

    def __call__(self, service: Service, unit: int, row: int) -> Mapping[str, str | None]: ...


def form_facts(services: Sequence[Service]) -> tuple[Fact, ...]:
    """The facts that the forms of some services are filled from."""
    nodes = [
        node
        for service in services
        for field in (service.form.fields if service.form is not None else ())
        for node in nodes_of(field)
    ]
    return facts_of(*nodes)


def nodes_of(field: FormField) -> tuple[Value | Truth, ...]:
    """What a field is read from: one formula, or none where it is filled from the identity."""
    return tuple(node for node in (field.value, field.truth) if node is not None)


class FormFiller:
    """Reads fields of forms for the units of a population, one unit after another.

    `agreed` marks, by row of people, who agreed to the use of their tax data. A field is printed
    only if everyone whose tax records were read for it did, be it through a sum over the household:
    what a tax office learnt is secret (地方税法第22条), and the city can look again when someone
    applies.
    """

    def __init__(
        self,
        population: Population,
        figures: Figures,
        *,
        services: Sequence[Service],
        declared: Mapping[str, DeclaredFact],
        agreed: Bools,
    ) -> None:
        self._population = population
        self._figures = figures
        self._facts = form_facts(services)
        self._agreed = agreed
        self._secret = {
            each.fact for each in declared.values() if each.sensitivity is Sensitivity.TAX
        }
        self._unit = -1
        self._interpreter: Interpreter | None = None

    def __call__(self, service: Service, unit: int, row: int) -> Mapping[str, str | None]:
        """Values by label for a subject (`row` of people; ignored for a household's service).

        What is not known for certain is left out, for the resident to write.
        """
        fields = service.form.fields if service.form is not None else ()
        if not any(map(nodes_of, fields)):
            return {}
        interpreter = self._reading(unit)
        of_person = service.holder is Holder.PERSON
        position = row - int(self._population.offsets[unit]) if of_person else None
        values: dict[str, str | None] = {}
        for field in fields:
            for node in nodes_of(field):
                step = interpreter.read(node, (position,))
                if not self._may_be_printed(step, unit):
                    values[field.label] = None
                elif text := written(field, step):
                    values[field.label] = text
        return values

    def _may_be_printed(self, step: Step, unit: int) -> bool:
        """Whether all whose tax records a field was read from agreed; a household's are everyone's."""
        first, last = (int(self._population.offsets[at]) for at in (unit, unit + 1))
        for use in facts_used(step):
            if use.fact in self._secret:
                asked = slice(first, last) if use.person is None else first + use.person
                if not np.all(self._agreed[asked]):
                    return False
        return True

    def _reading(self, unit: int) -> Interpreter:
        if self._interpreter is None or unit != self._unit:
            situation = Situation.from_population(self._population, unit, self._facts)
            self._interpreter = Interpreter(situation, self._figures)
            self._unit = unit
        return self._interpreter


def written(field: FormField, step: Step) -> str:
    """What a field says by what was read for it; empty where that is not certain."""
    if not step.certain:
        return ""
    if field.value is not None:
        return form_text(step.low, field.value.type)
    return ("いいえ", "はい")[step.low]


def form_text(value: int, type: Type) -> str:
    """A value as a form writes it: 25,000円, 令和8年6月15日, 要介護2, はい."""
    match type.kind:
        case Kind.DATE:
            return wareki(day_of(value))
        case Kind.CATEGORY:
            return type.labels[value]
        case Kind.TRUTH:
            return ("いいえ", "はい")[value]
        case Kind.NUMBER:
            unit = (type.unit or "").partition("/")[0]
            if type.scale == 0:
                return f"{value:,}{unit}"
            whole, part = divmod(abs(value), 10**type.scale)
            sign = "-" if value < 0 else ""
            return f"{sign}{whole:,}.{part:0{type.scale}d}{unit}"
