"""Invocations: synchronous, and asynchronous with retries, destinations and dead letters."""

import json
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery_emulator import clients
from delivery_emulator.services.lambda_runner.log_stream import LogStyle
from delivery_emulator.services.lambda_runner.pool import FunctionFacts, Pool

POOL = Pool()
DEFAULT_RETRIES = 2


@dataclass(frozen=True)
class Answer:
    """What `Invoke` returns. `log` is what the invocation wrote, its last 4 KB are the LogResult."""

    request_id: str
    payload: str
    failed: bool
    log: str


def invoke(facts: FunctionFacts, event: Any, request_id: str | None = None, invoked_as: str = "") -> Answer:
    """Run the function once, which is told by which alias it was invoked. Raises `NotTrusted`, `NodeMissing`."""
    request_id = request_id or str(uuid.uuid4())
    warm = POOL.take(facts)
    style = LogStyle(facts.log_format, facts.application_level, facts.system_level)
    lines: list[str] = style.start(request_id, facts.version)
    alive = False
    try:
        invocation = _invocation(facts, event, request_id, warm.stream.group, warm.stream.name, invoked_as)
        outcome = warm.environment.invoke(invocation, facts.timeout, lines)
        alive = outcome.alive
    finally:
        POOL.give_back(warm, alive)
    if outcome.failed and not outcome.logged:
        lines.append(style.failure(request_id, json.loads(outcome.payload)))
    lines.extend(style.end(request_id, outcome.seconds, facts.memory, "error" if outcome.failed else "success", outcome.init))
    warm.stream.write(lines)
    return Answer(request_id, outcome.payload, outcome.failed, "\n".join(line.rstrip("\n") for line in lines))


def _invocation(facts: FunctionFacts, event: Any, request_id: str, group: str, stream: str, invoked_as: str) -> dict[str, Any]:
    qualifier = f":{invoked_as}" if invoked_as else "" if facts.version == "$LATEST" else f":{facts.version}"
    arn = f"arn:aws:lambda:{facts.region}:{facts.account}:function:{facts.name}{qualifier}"
    return {
        "id": request_id,
        "event": event,
        "traceId": f"Root=1-{int(time.time()):x}-{uuid.uuid4().hex[:24]};Sampled=0",
        "context": {
            "awsRequestId": request_id,
            "functionName": facts.name,
            "functionVersion": facts.version,
            "invokedFunctionArn": arn,
            "memoryLimitInMB": str(facts.memory),
            "logGroupName": group,
            "logStreamName": stream,
            "timeout": facts.timeout * 1000,
        },
    }


@dataclass(frozen=True)
class AsyncRules:
    """What happens around an asynchronous invocation."""

    retries: int
    dead_letter: str | None
    on_success: str | None
    on_failure: str | None


def invoke_later(facts: FunctionFacts, event: Any, rules: AsyncRules, request_id: str, invoked_as: str = "") -> None:
    """Run the function beside the request; retries follow at once, where AWS waits one and two minutes."""
    threading.Thread(target=_run_async, args=(facts, event, rules, request_id, invoked_as), name="invocation", daemon=True).start()


def _run_async(facts: FunctionFacts, event: Any, rules: AsyncRules, request_id: str, invoked_as: str) -> None:
    attempt, answer = 1, invoke(facts, event, request_id, invoked_as)
    while answer.failed and attempt <= rules.retries:
        attempt, answer = attempt + 1, invoke(facts, event, request_id, invoked_as)
    record = _record(facts, event, answer, attempt)
    if answer.failed:
        if rules.dead_letter:
            _send_dead_letter(facts, rules.dead_letter, event, answer)
        if rules.on_failure:
            _tell(rules.on_failure, record, "Failure")
    elif rules.on_success:
        _tell(rules.on_success, record, "Success")


def _record(facts: FunctionFacts, event: Any, answer: Answer, attempts: int) -> Mapping[str, Any]:
    """The invocation record that destinations receive."""
    condition = {"condition": "RetriesExhausted" if answer.failed else "Success"}
    function = f"arn:aws:lambda:{facts.region}:{facts.account}:function:{facts.name}:{facts.version}"
    context = {"requestId": answer.request_id, "functionArn": function, "approximateInvokeCount": attempts, **condition}
    response = {"statusCode": 200, "executedVersion": facts.version}
    return {
        "version": "1.0",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "requestContext": context,
        "requestPayload": event,
        "responseContext": {**response, **({"functionError": "Unhandled"} if answer.failed else {})},
        "responsePayload": json.loads(answer.payload),
    }


def _tell(target: str, record: Mapping[str, Any], result: str) -> None:
    """A destination: a bus has the record as the detail of an event, whose resources are the bus and the function."""
    if target.split(":")[2] != "events":
        send(target, json.dumps(record))
        return
    region, account, bus = target.split(":")[3:6]
    event = {"Source": "lambda", "DetailType": f"Lambda Function Invocation Result - {result}", "Detail": json.dumps(record)}
    resources = [target, record["requestContext"]["functionArn"]]
    entry = {**event, "Resources": resources, "EventBusName": bus.removeprefix("event-bus/")}
    clients.client("events", clients.root(account), region).put_events(Entries=[entry])


def _send_dead_letter(facts: FunctionFacts, target: str, event: Any, answer: Answer) -> None:
    message = str(json.loads(answer.payload).get("errorMessage", ""))[:1024]
    values = {"RequestID": answer.request_id, "ErrorCode": "200", "ErrorMessage": message or "-"}
    attributes = {name: {"DataType": "String", "StringValue": value} for name, value in values.items()}
    send(target, json.dumps(event), attributes)


def send(target: str, body: str, attributes: Mapping[str, Any] | None = None) -> None:
    """Deliver to a queue, topic or function, as Lambda itself does."""
    service, region, account = target.split(":")[2], target.split(":")[3], target.split(":")[4]
    client = clients.client(service, clients.root(account), region)
    if service == "sqs":
        url = client.get_queue_url(QueueName=target.split(":")[5])["QueueUrl"]
        client.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes or {})
    elif service == "sns":
        client.publish(TopicArn=target, Message=body, MessageAttributes=attributes or {})
    else:
        client.invoke(FunctionName=target, InvocationType="Event", Payload=body.encode())
