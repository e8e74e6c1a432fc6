"""Access logs of stages: a line for each request, in the stage's own format.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; what no variable stands for is a hyphen.
"""

import re
import time

from moto.logs.models import logs_backends

from delivery_emulator.api_gateway.messages import Incoming, Outgoing
from delivery_emulator.api_gateway.payloads import Matched

_VARIABLE = re.compile(r"\$context\.([A-Za-z.]*[A-Za-z]\w*)")
_STREAM = "api-gateway"


def write(destination: str | None, template: str | None, asked: Incoming, matched: Matched, answer: Outgoing) -> None:
    """Append a request's line to the log group that the stage names, where it names one."""
    if not destination or not template:
        return
    _, _, _, region, account, _, group = destination.split(":")[:7]
    known = {
        **{f"authorizer.{name}": value for name, value in (matched.authorizer or {}).items()},
        **({"identity.apiKey": matched.api_key.value, "identity.apiKeyId": matched.api_key.id} if matched.api_key else {}),
        "requestId": asked.request_id,
        "extendedRequestId": asked.request_id,
        "apiId": matched.api_id,
        "accountId": matched.account,
        "stage": matched.stage,
        "domainName": matched.domain,
        "httpMethod": asked.method,
        "path": asked.path,
        "resourcePath": matched.resource,
        "resourceId": matched.resource_id,
        "routeKey": matched.resource_id,
        "protocol": asked.protocol,
        "status": str(answer.status),
        "responseLength": str(len(answer.body)),
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(asked.moment)),
        "requestTimeEpoch": str(int(asked.moment * 1000)),
        "responseLatency": str(int((time.time() - asked.moment) * 1000)),
        "identity.sourceIp": asked.source,
        "identity.userAgent": asked.header("user-agent") or "-",
    }
    line = _VARIABLE.sub(lambda found: known.get(found[1], "-"), template)
    backend = logs_backends[account][region]
    if group in backend.groups:
        if _STREAM not in backend.groups[group].streams:
            backend.create_log_stream(group, _STREAM)
        backend.put_log_events(group, _STREAM, [{"timestamp": int(time.time() * 1000), "message": line}])
