"""May this request pass the bucket's policy? Deny statements bind everybody; other accounts need an Allow."""

import json
import time
from collections.abc import Collection, Mapping
from typing import Any

from moto.s3.exceptions import S3ClientError

from delivery_emulator.identity import Caller, current_caller
from delivery_emulator.policy import Principal, Request, evaluate

INSECURE = "x-emulator-insecure-transport"
"""Loopback http counts as TLS unless a request carries this header with the value `true`."""
SOURCE_ARN = "x-emulator-source-arn"
"""With `x-emulator-service-principal`: the resource for which that AWS service acts (`aws:SourceArn`)."""
POLICY_ACTIONS = frozenset({"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"})
"""What the root user of the bucket's account may always do, so that nobody is locked out for ever."""


class BucketPolicyDenied(S3ClientError):
    """The request is refused, in AWS's words."""

    code = "AccessDenied"

    def __init__(self, message: str) -> None:
        super().__init__("AccessDenied", message)


def authorize(
    bucket: Any, request: Any, action: str, key: str | None, encryption: Mapping[str, str] | None = None
) -> None:
    """Judge one request. `encryption` replaces its SSE headers (parts of a multipart upload). Raises the refusal."""
    caller = current_caller.get()
    resource = f"arn:{bucket.partition}:s3:::{bucket.name}" + (f"/{key}" if key is not None else "")
    if caller is not None and _is_owning_root(caller, bucket) and action in POLICY_ACTIONS:
        return
    policy = json.loads(bucket.policy) if bucket.policy else {"Version": "2012-10-17", "Statement": []}
    own = caller is not None and caller.service is None and caller.account == bucket.account_id
    asked = Request(_principal(caller), action, resource, _context(bucket, request, caller, action, encryption))
    decision = evaluate([_denials(policy) if own else policy], asked)
    if decision.effect == "explicit-deny":
        raise _refusal(caller, action, resource, "with an explicit deny in a resource-based policy")
    if decision.effect == "cannot-tell":
        raise _refusal(caller, action, resource, f"because the emulator cannot judge the policy: {decision.because}")
    if decision.effect == "implicit-deny" and not own:
        raise _refusal(caller, action, resource, f"because no resource-based policy allows the {action} action")


def _denials(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy without its Allow statements: callers of the bucket's own account do not need them."""
    statements = policy.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    kept = [item for item in statements if not (isinstance(item, Mapping) and item.get("Effect") == "Allow")]
    return {**policy, "Statement": kept}


def _is_owning_root(caller: Caller, bucket: Any) -> bool:
    return caller.arn == f"arn:{bucket.partition}:iam::{bucket.account_id}:root"


def _principal(caller: Caller | None) -> Principal:
    if caller is None:
        return Principal.anonymous()
    return Principal.service(caller.service) if caller.service else Principal.aws(caller.arn)


def _context(
    bucket: Any, request: Any, caller: Caller | None, action: str, encryption: Mapping[str, str] | None
) -> dict[str, str]:
    insecure = request.headers.get(INSECURE, "").lower() == "true"
    now = time.gmtime()
    context = {
        "aws:CurrentTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", now),
        "aws:EpochTime": str(int(time.time())),
        "aws:ResourceAccount": bucket.account_id,
        "aws:SecureTransport": "false" if insecure else "true",
        "aws:SourceIp": "127.0.0.1",
        "aws:UserAgent": request.headers.get("User-Agent", "-"),
        "aws:ViaAWSService": "false",
        "s3:ResourceAccount": bucket.account_id,
        "s3:signatureversion": "AWS4-HMAC-SHA256",
    }
    if not insecure:
        context["s3:TlsVersion"] = "1.3"
    if caller is not None and caller.service is None:
        context["aws:PrincipalArn"] = caller.principal_arn
        context["aws:PrincipalType"] = "AssumedRole" if caller.role_arn else "Account"
        context["aws:userid"] = caller.user_id
    if caller is not None and caller.service is not None:
        context["aws:SourceAccount"] = caller.account
        if request.headers.get(SOURCE_ARN):
            context["aws:SourceArn"] = request.headers[SOURCE_ARN]
    headers = {name.lower(): value for name, value in request.headers.items()}
    if encryption is not None:
        headers = {name: value for name, value in headers.items() if "server-side-encryption" not in name}
        headers.update(encryption)
    context.update({f"s3:{name}": value for name, value in headers.items() if name.startswith("x-amz-")})
    if action == "s3:PutObject":
        context.update(_creation(request.method, request.args, headers))
    for parameter in ("prefix", "delimiter", "max-keys", "versionId"):
        if parameter in request.args and action.startswith("s3:List" if parameter != "versionId" else "s3:"):
            context[f"s3:{parameter}"] = request.args[parameter]
    return context


def _creation(method: str, query: Collection[str], headers: Mapping[str, str]) -> dict[str, str]:
    """Whether the request itself makes an object, which parts of an upload and its begin do not, and on what condition."""
    of_an_upload = "uploads" in query or (method == "PUT" and "uploadId" in query)
    conditions = {f"s3:{name}": headers[name] for name in ("if-match", "if-none-match") if name in headers}
    return {"s3:ObjectCreationOperation": "false" if of_an_upload else "true", **conditions}


def _refusal(caller: Caller | None, action: str, resource: str, why: str) -> BucketPolicyDenied:
    who = "anonymous" if caller is None else caller.service or caller.arn
    return BucketPolicyDenied(f'User: {who} is not authorized to perform: {action} on resource: "{resource}" {why}')
