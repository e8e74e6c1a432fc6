"""Answers CloudFormation for a custom resource: what CloudFormation puts beside inline code of Python."""

import json
import urllib.request
from typing import Any

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(
    event: Any,
    context: Any,
    responseStatus: str,
    responseData: Any,
    physicalResourceId: "str | None" = None,
    noEcho: bool = False,
    reason: "str | None" = None,
) -> None:
    """Send the answer to the event's ResponseURL. Whatever goes wrong is printed, and CloudFormation waits in vain."""
    answer = {
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})
    try:
        with urllib.request.urlopen(request) as answered:
            print("Status code:", answered.status)
    except Exception as error:
        print("send(..) failed executing urllib.request.urlopen(..):", error)
