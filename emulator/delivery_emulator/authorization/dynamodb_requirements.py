"""What those calls to DynamoDB need that name several tables, or an index.

Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html,
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html (a transaction asks for what its parts are),
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html (an index has an ARN of its own) and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html. Whether AWS refuses a whole batch of statements where it refuses one of
them is unconfirmed: its answer has an error `AccessDenied` of single statements, too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from delivery_emulator.authorization.names import partition_of
from delivery_emulator.authorization.operation import Operation

Required = tuple[str, str, dict[str, str]]

_PARTS = {"Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
"""What a part of a transaction is, by its name."""
_STATEMENT = re.compile(
    r"""\s*(?:(?P<read>SELECT)\b.*?\bFROM|(?P<write>INSERT)\s+INTO|(?P<change>UPDATE)|(?P<drop>DELETE)\s+FROM)\s+
    ["']?(?P<table>[\w.:/-]+?)["']?(?:\.["']?(?P<index>[\w.-]+)["']?)?(?=\s|$)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def dynamodb_requirements(operation: Operation, account: str) -> list[Required] | None:
    """Actions with their resources, each once, without context keys of their own; None for calls whose row is in `actions.json`."""
    found = _named(operation)
    if found is None:
        return None
    prefix = f"arn:{partition_of(operation.region)}:dynamodb:{operation.region}:{account}:table/"
    asked = [(f"dynamodb:{action}", name if name.startswith("arn:") else prefix + name) for action, name in found]
    return [(action, resource, {}) for action, resource in dict.fromkeys(asked)]


def _named(operation: Operation) -> list[tuple[str, str]] | None:
    """Actions with the tables or indexes that they are asked for, as the request names them."""
    name, parameters = operation.name, operation.parameters
    if name in ("Query", "Scan"):
        return [(name, f"{parameters.get('TableName', '*')}/index/{parameters['IndexName']}")] if "IndexName" in parameters else None
    if name in ("BatchGetItem", "BatchWriteItem"):
        return [(name, table) for table in parameters.get("RequestItems") or ()]
    if name in ("TransactGetItems", "TransactWriteItems"):
        return [*_parts(parameters.get("TransactItems") or [])]
    if name == "ExecuteStatement":
        return [*_statements([parameters])]
    if name in ("BatchExecuteStatement", "ExecuteTransaction"):
        return [*_statements(parameters.get("Statements") or parameters.get("TransactStatements") or [])]
    return None


def _parts(items: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for item in items:
        for part, told in item.items():
            yield _PARTS.get(part, part), str(told.get("TableName", "*"))


def _statements(statements: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for each in statements:
        found = _STATEMENT.match(str(each.get("Statement", "")))
        if found is not None:
            verb = next(word for word in (found["read"], found["write"], found["change"], found["drop"]) if word)
            index = f"/index/{found['index']}" if found["index"] else ""
            yield f"PartiQL{verb.capitalize()}", found["table"] + index
