"""The ``Condition`` element."""

import re
from collections.abc import Iterator, Sequence

from delivery_emulator.policy.answer import NO, Answer, all_of, any_of, negate, unknown, yes_if
from delivery_emulator.policy.operator import Operator, operator_named
from delivery_emulator.policy.pattern import MissingVariable, expand
from delivery_emulator.policy.request import Values
from delivery_emulator.policy.texts import scalars

_OPERATOR = re.compile(r"(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?")


def _is_null(wanted: Sequence[str], actual: Sequence[str]) -> Answer:
    return any_of(
        yes_if((value.lower() == "true") == (not actual))
        if value.lower() in ("true", "false")
        else unknown(f'"{value}" is not true or false')
        for value in wanted
    )


def _compared(operator: Operator, actual: str, wanted: str, values: Values, variables: bool) -> Answer:
    try:
        return operator.compare(actual, expand(wanted, values, variables) if operator.text else wanted)
    except MissingVariable as missing:
        return unknown(str(missing))


def _answer_for(name: str, key: str, wanted: Sequence[str], values: Values, variables: bool) -> Answer:
    actual = values.get(key.lower(), [])
    if name == "Null":
        return _is_null(wanted, actual)
    found = _OPERATOR.fullmatch(name)
    set_operator, base, if_exists = found.groups() if found else (None, "", None)
    operator = operator_named(base)
    if operator is None:
        # What stands for keys that nobody here knows is a sentence, and no operator has a space.
        return unknown(name if " " in name else f'unknown condition operator "{name}"')
    if not actual:
        if set_operator == "ForAnyValue":
            return unknown(f'what "{name}" says to an absent key is not documented') if if_exists else NO
        return yes_if(bool(set_operator or if_exists or operator.negated))
    answers = []
    for value in actual:
        some = any_of([_compared(operator, value, one, values, variables) for one in wanted])
        answers.append(negate(some) if operator.negated else some)
    if set_operator:
        return all_of(answers) if set_operator == "ForAllValues" else any_of(answers)
    if len(answers) == 1:
        return answers[0]
    return unknown(f'"{key}" has {len(actual)} values and "{name}" neither ForAnyValue nor ForAllValues')


def _answers(condition: dict[str, object], values: Values, variables: bool) -> Iterator[Answer]:
    for name, keys in condition.items():
        if not isinstance(keys, dict):
            yield unknown(f"Condition.{name} must be an object")
            continue
        for key, value in keys.items():
            wanted = scalars(value)
            if wanted is None:
                yield unknown(f'Condition.{name}["{key}"] must be a text or a list')
            else:
                yield _answer_for(name, key, wanted, values, variables)


def condition_holds(condition: object, values: Values, variables: bool) -> Answer:
    """Do all operators and keys of a ``Condition`` element hold?"""
    if not isinstance(condition, dict):
        return unknown("Condition must be an object")
    return all_of(_answers(condition, values, variables))
