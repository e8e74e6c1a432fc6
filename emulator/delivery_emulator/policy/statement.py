"""One statement of a policy."""

from collections.abc import Callable, Mapping

from delivery_emulator.policy.answer import YES, Answer, all_of, any_of, negate, unknown, yes_if
from delivery_emulator.policy.condition import condition_holds
from delivery_emulator.policy.pattern import MissingVariable, arn_parts, expand, matches, matches_arn
from delivery_emulator.policy.principal_match import matches_principal, outside_principal
from delivery_emulator.policy.request import Request, Values
from delivery_emulator.policy.texts import texts

Statement = Mapping[str, object]

_ELEMENTS = frozenset(
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"]
)


def _matches_action(value: object, action: str) -> Answer:
    patterns = texts(value)
    if patterns is None:
        return unknown("Action must be a text or a list of texts")
    return yes_if(any(matches(pattern.lower(), action.lower()) for pattern in patterns))


def _matches_one_resource(pattern: str, resource: str) -> Answer:
    if pattern == "*":
        return YES
    parts = arn_parts(pattern)
    if parts is not None:
        actual = arn_parts(resource)
        return yes_if(actual is not None and matches_arn(parts, actual))
    if matches(pattern, resource):
        return unknown(f'resource "{pattern}" is neither * nor an ARN of six parts')
    return yes_if(False)


def _matches_resource(value: object, resource: str, values: Values, variables: bool) -> Answer:
    patterns = texts(value)
    if patterns is None:
        return unknown("Resource must be a text or a list of texts")

    def answer(pattern: str) -> Answer:
        try:
            return _matches_one_resource(expand(pattern, values, variables), resource)
        except MissingVariable as missing:
            return unknown(str(missing))

    return any_of([answer(pattern) for pattern in patterns])


def _either(statement: Statement, name: str, absent: Answer, matched: Callable[[object], Answer]) -> Answer:
    """One of the pair ``X`` / ``NotX``; both together are not a policy AWS accepts."""
    inverse = f"Not{name}"
    if name in statement and inverse in statement:
        return unknown(f"both {name} and {inverse}")
    if name in statement:
        return matched(statement[name])
    return negate(matched(statement[inverse])) if inverse in statement else absent


def _principal_matches(statement: Statement, request: Request) -> Answer:
    if "Principal" in statement and "NotPrincipal" in statement:
        return unknown("both Principal and NotPrincipal")
    if "NotPrincipal" in statement:
        return outside_principal(statement["NotPrincipal"], request.principal)
    return matches_principal(statement["Principal"], request.principal) if "Principal" in statement else YES


def applies(statement: Statement, request: Request, variables: bool) -> Answer:
    """Does a statement speak about a request?

    A statement without principal is an identity policy's and speaks about whoever asks; one with a principal and
    without resource is a trust policy's.
    """
    values = request.values
    attached = "Principal" in statement or "NotPrincipal" in statement
    no_resource = YES if attached else unknown("neither Principal nor Resource")
    odd = next((element for element in statement if element not in _ELEMENTS), None)
    return all_of(
        [
            _principal_matches(statement, request),
            _either(
                statement,
                "Action",
                unknown("neither Action nor NotAction"),
                lambda value: _matches_action(value, request.action),
            ),
            _either(
                statement,
                "Resource",
                no_resource,
                lambda value: _matches_resource(value, request.resource, values, variables),
            ),
            condition_holds(statement.get("Condition", {}), values, variables),
            YES if odd is None else unknown(f'unknown element "{odd}"'),
        ]
    )
