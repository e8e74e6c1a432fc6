"""CloudTrail's event history, of the calls that are noted here and of no others: who asks for another is refused."""

import json
import time
import uuid
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

from delivery_emulator import delays
from delivery_emulator.services.patch import add

NOTED = frozenset({"AssociateKmsKey", "DisassociateKmsKey"})
PAGE = 50


def install() -> None:
    """Give moto's CloudTrail its event history."""
    add(CloudTrailResponse, "lookup_events")(_lookup_events)


def note(account: str, region: str, source: str, name: str, parameters: dict[str, Any]) -> None:
    """Remember a management call of an account and region, whether or not there is a trail."""
    moment = time.time()
    details = {
        "eventVersion": "1.11",
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)),
        "eventSource": source,
        "eventName": name,
        "awsRegion": region,
        "requestParameters": parameters,
        "readOnly": False,
        "recipientAccountId": account,
    }
    event = {
        "EventId": str(uuid.uuid4()),
        "EventName": name,
        "EventSource": source,
        "EventTime": moment,
        "ReadOnly": "false",
        "Resources": [],
        "CloudTrailEvent": json.dumps(details),
    }
    _history(account, region).insert(0, event)


def _history(account: str, region: str) -> list[dict[str, Any]]:
    """Newest first; it goes with the backend when the emulator is reset."""
    history: list[dict[str, Any]] = cloudtrail_backends[account][region].__dict__.setdefault("delivery_history", [])
    return history


def _lookup_events(response: Any) -> str:
    attributes = response._get_param("LookupAttributes") or []
    if [item["AttributeKey"] for item in attributes] != ["EventName"] or attributes[0]["AttributeValue"] not in NOTED:
        raise NotImplementedError(f"LookupEvents answers for EventName one of {', '.join(sorted(NOTED))} only")
    size = response._get_int_param("MaxResults") or PAGE
    if not 1 <= size <= PAGE:
        raise JsonRESTError("InvalidMaxResultsException", "A limit of 1 to 50 is allowed.")
    name = attributes[0]["AttributeValue"]
    found = [
        item
        for item in _history(response.current_account, response.region)
        if item["EventName"] == name and delays.is_over("cloudtrail-delivery", item["EventTime"])
    ]
    start = int(response._get_param("NextToken") or 0)
    answer: dict[str, Any] = {"Events": found[start : start + size]}
    if start + size < len(found):
        answer["NextToken"] = str(start + size)
    return json.dumps(answer)
