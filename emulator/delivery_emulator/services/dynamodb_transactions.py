"""DynamoDB: a transaction with a token is done once, and what one of its parts does wrong cancels it, in DynamoDB's words.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html. How AWS words a token that comes again is unconfirmed.
"""

import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import InvalidAttributeTypeError, ItemSizeTooLarge, MockValidationException
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler

from delivery_emulator.services.dynamodb_values import check_index_keys
from delivery_emulator.services.patch import around, in_turn

_REMEMBERED = 600.0
"""Seconds for which a token of a transaction stands for it."""
_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


class ValidationError(Exception):
    """Why a transaction is cancelled; moto takes the reason's code from the name of the class."""


def install() -> None:
    """Look at moto's transactions."""
    around(DynamoHandler, "transact_write_items")(_once)
    for name in ("put_item", "update_item"):
        around(DynamoDBBackend, name)(_in_words_of_an_index)
    in_turn(DynamoDBBackend, "put_item", "update_item", "delete_item", "transact_write_items")


def _in_words_of_an_index(original: Callable[..., Any], backend: Any, table_name: str, *rest: Any, **more: Any) -> Any:
    """An update that gives an index's key another type is told of the index; in a transaction it cancels that."""
    try:
        return original(backend, table_name, *rest, **more)
    except ItemSizeTooLarge:
        raise
    except MockValidationException as error:
        told = str(error.message)
        found = re.fullmatch(r".*Type mismatch for key (.+) expected: \w+ actual: (\w+)", told)
        if isinstance(error, InvalidAttributeTypeError) and found:
            try:
                check_index_keys(backend.get_table(table_name), {found[1]: {found[2]: "a"}})
            except MockValidationException as renamed:
                told = str(renamed.message)
        raise ValidationError(told) if _in_transaction.get() else MockValidationException(told) from error


def _once(original: Callable[..., Any], handler: Any) -> Any:
    """A transaction whose token has been seen is not done again."""
    token, asked = handler.body.get("ClientRequestToken"), repr(handler.body.get("TransactItems"))
    done: dict[str, tuple[float, str]] = handler.dynamodb_backend.__dict__.setdefault("transaction_tokens", {})
    since, known = done.get(token, (0.0, ""))
    if token and time.monotonic() - since < _REMEMBERED and known:
        if known != asked:
            told = "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used."
            raise JsonRESTError("IdempotentParameterMismatchException", told)
        return ActionResult({})
    within = _in_transaction.set(True)
    try:
        answer = original(handler)
    finally:
        _in_transaction.reset(within)
    if token:
        done[token] = time.monotonic(), asked
    return answer
