"""Fields of forms filled in: what the rules read for a household, as a form writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sakimawari.packs.pack import FormField, Service
from sakimawari.reach.calendar import wareki
from sakimawari.rules.figures import Figures, day_of
from sakimawari.rules.interpret import Interpreter
from sakimawari.rules.population import Population
from sakimawari.rules.situation import Situation
from sakimawari.rules.tree import Fact, Holder, Kind, Type
from sakimawari.rules.walk import facts_of

FormValues = Callable[[Service, int, int], Mapping[str, str]]


def form_facts(services: Sequence[Service]) -> tuple[Fact, ...]:
    """The facts that the forms of some services are filled from."""
    nodes = [
        node
        for service in services
        for field in (service.form.fields if service.form is not None else ())
        for node in (field.value, field.truth)
        if node is not None
    ]
    return facts_of(*nodes)


class FormFiller:
    """Reads fields of forms for the units of a population, one unit after another."""

    def __init__(self, population: Population, facts: Sequence[Fact], figures: Figures) -> None:
        self._population = population
        self._facts = facts
        self._figures = figures
        self._unit = -1
        self._interpreter: Interpreter | None = None

    def __call__(self, service: Service, unit: int, row: int) -> Mapping[str, str]:
        """Values by label for a subject (`row` of people; ignored for a household's service).

        What is not known for certain is left out, for the resident to write.
        """
        fields = service.form.fields if service.form is not None else ()
        if not any(field.value is not None or field.truth is not None for field in fields):
            return {}
        interpreter = self._reading(unit)
        of_person = service.holder is Holder.PERSON
        position = row - int(self._population.offsets[unit]) if of_person else None
        read = {field.label: _read(field, interpreter, position) for field in fields}
        return {label: text for label, text in read.items() if text}

    def _reading(self, unit: int) -> Interpreter:
        if self._interpreter is None or unit != self._unit:
            situation = Situation.from_population(self._population, unit, self._facts)
            self._interpreter = Interpreter(situation, self._figures)
            self._unit = unit
        return self._interpreter


def _read(field: FormField, interpreter: Interpreter, position: int | None) -> str:
    focus = (position,)
    if field.value is not None:
        step = interpreter.read(field.value, focus)
        return form_text(step.low, field.value.type) if step.certain else ""
    if field.truth is not None:
        step = interpreter.read(field.truth, focus)
        return ("いいえ", "はい")[step.low] if step.certain else ""
    return ""


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
