"""DynamoDB: an update has white space of any kind between its words, and may read the item's key, which it may not change.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

from collections.abc import Callable
from typing import Any

from moto.dynamodb.parsing.ast_nodes import UpdateExpressionAction, UpdateExpressionSetAction
from moto.dynamodb.parsing.tokens import ExpressionTokenizer
from moto.dynamodb.parsing.validators import UpdateHashRangeKeyValidator

from delivery_emulator.services.patch import around


def install() -> None:
    """Patch moto's reading of updates."""
    around(ExpressionTokenizer, "__init__")(lambda original, tokenizer, text: original(tokenizer, " ".join(text.split())))
    around(UpdateHashRangeKeyValidator, "check_for_hash_or_range_key")(_check)


def _check(original: Callable[..., Any], validator: Any, path: Any) -> Any:
    return original(validator, path) if isinstance(path.parent, (UpdateExpressionSetAction, UpdateExpressionAction)) else path
