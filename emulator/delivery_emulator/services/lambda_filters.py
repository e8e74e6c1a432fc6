"""Lambda: which records of an event source its filters let through, what functions name as failed, and where records go that were tried often enough.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html (syntax, how many), with-sqs-filtering.html (bodies: a pattern of
JSON lets no text through, one of text no JSON), services-dynamodb-errors.html (destinations),
services-sqs-errorhandling.html and services-ddb-batchfailurereporting.html (what counts as a failed batch) and
https://github.com/aws/aws-cdk/issues/23057 (the words about a pattern). In which words Lambda refuses settings of streams for a queue is unconfirmed.
"""

import json
from collections.abc import Mapping
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException
from moto.events.exceptions import InvalidEventPatternException
from moto.events.models import EventPattern, EventPatternParser

from delivery_emulator.services.events_refusals import unknown_matchers
from delivery_emulator.services.lambda_limits import need
from delivery_emulator.services.lambda_refusals import SENDING

_MOST_FILTERS = 10
"""What a raised quota allows; nobody is told which quota an account has, five to begin with."""
_OF_STREAMS = (
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "TumblingWindowInSeconds",
)


def check(spec: Mapping[str, Any], kind: str, account: str, role: str) -> None:
    """Refuse filters and destinations that Lambda does not take of a source of that kind, `sqs` or `dynamodb`."""
    if kind == "sqs":
        for name in _OF_STREAMS:
            if spec.get(name) is not None and spec[name] is not False and spec[name] != {}:
                raise InvalidParameterValueException(f"Unsupported {name} parameter for given event source mapping type.")
    filters = (spec.get("FilterCriteria") or {}).get("Filters") or []
    if len(filters) > _MOST_FILTERS:
        raise InvalidParameterValueException(f"FilterCriteria: at most {_MOST_FILTERS} filters, got {len(filters)}")
    for each in filters:
        _check_pattern(str(each.get("Pattern", "{}")))
    target = destination(spec.get("DestinationConfig"))
    if target is not None:
        service = target.split(":")[2]
        if service not in ("sqs", "sns"):
            raise InvalidParameterValueException(f"the emulator sends what was tried often enough to queues and topics only, got {target}")
        action, told = SENDING[service]
        need(account, role, action, target, told)


def _check_pattern(pattern: str) -> None:
    try:
        unknown = list(unknown_matchers(EventPatternParser(pattern).parse()))
    except (InvalidEventPatternException, AttributeError) as error:
        raise InvalidParameterValueException("Invalid filter pattern definition.") from error
    if unknown:
        raise InvalidParameterValueException("Invalid filter pattern definition.")


def destination(config: Any) -> str | None:
    """The ARN that is told of records which were tried often enough."""
    found: str | None = ((config or {}).get("OnFailure") or {}).get("Destination")
    return found


def failed_items(payload: str) -> set[str] | None:
    """The items that a function names as failed in its answer, none where it names nothing; None where that is no answer which Lambda reads."""
    try:
        told = json.loads(payload) if payload else None
    except ValueError:
        return None
    if told is None:
        return set()
    named = (told.get("batchItemFailures") or []) if isinstance(told, dict) else None
    if not isinstance(named, list):
        return None
    found = [each.get("itemIdentifier") if isinstance(each, dict) else None for each in named]
    return {str(each) for each in found} if all(isinstance(each, str) and each for each in found) else None


def lets_through(mapping: Any, record: Mapping[str, Any]) -> bool:
    """Whether a mapping without filters, or one of its filters, lets a record of a queue or a stream through."""
    filters = (mapping.filter_criteria or {}).get("Filters") or []
    return not filters or any(_matches(json.loads(each.get("Pattern") or "{}"), record) for each in filters)


def _matches(pattern: dict[str, Any], record: Mapping[str, Any]) -> bool:
    asked = pattern.get("body")
    if record.get("eventSource") == "aws:sqs" and asked is not None:
        body = _as_json(record["body"])
        if isinstance(asked, dict) != isinstance(body, dict):
            return False
        record = {**record, "body": body if isinstance(asked, dict) else record["body"]}
    event: Any = dict(record)
    return bool(EventPattern(None, pattern).matches_event(event))


def _as_json(text: str) -> Any:
    """What is no JSON is the text that it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text
