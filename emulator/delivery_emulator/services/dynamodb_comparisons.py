"""DynamoDB: values of two types are in no order in `Expected` either, and a count has no items.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExpectedAttributeValue.html and
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html (`Select`).
"""

from collections.abc import Callable
from typing import Any

from moto.dynamodb import comparisons
from moto.dynamodb.responses import DynamoHandler, DynamoResult

from delivery_emulator.services.patch import around

_ORDERS = (
    comparisons.OpLessThan,
    comparisons.OpLessThanOrEqual,
    comparisons.OpGreaterThan,
    comparisons.OpGreaterThanOrEqual,
    comparisons.FuncBetween,
)


def install() -> None:
    """Patch moto's comparisons, which `dynamodb_evaluation` has replaced for expressions."""
    for kind in _ORDERS:
        around(kind, "expr")(_compare)
    around(DynamoHandler, "scan")(_scan)


def _compare(original: Callable[..., Any], comparison: Any, item: Any) -> bool:
    try:
        return bool(original(comparison, item))
    except TypeError:
        return False


def _scan(original: Callable[..., Any], handler: Any) -> Any:
    answer: Any = original(handler)
    if str(handler.body.get("Select", "")) != "COUNT":
        return answer
    return DynamoResult({name: value for name, value in answer.result.items() if name != "Items"})
