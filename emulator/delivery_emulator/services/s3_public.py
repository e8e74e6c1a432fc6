"""S3 Block Public Access: whether a bucket policy is public, and that a bucket refuses one that is.

Source: S3 user guide, "Blocking public access to your Amazon S3 storage", "The meaning of public"; that new buckets block
everything, "Default settings for new S3 buckets FAQ". Where the guide does not say: a condition with `IfExists` is taken to limit
nothing, and one on who the caller is (`aws:PrincipalArn`, `aws:PrincipalAccount`) as much as `aws:PrincipalOrgID`.
"""

import re
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, ip_network
from typing import Any

from moto.s3.models import PublicAccessBlock

from delivery_emulator.authorization.documents import statements_of
from delivery_emulator.identity import signed_caller
from delivery_emulator.services.s3_authorization import BucketPolicyDenied

_FIXED = frozenset(
    {
        *("aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths"),
        *("aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid"),
        *("s3:dataaccesspointaccount", "s3:dataaccesspointarn"),
    }
)
"""Keys that make a policy not public where their values are fixed."""
_LIMITING = frozenset({"ArnEquals", "ArnLike", "StringEquals", "StringEqualsIgnoreCase", "StringLike"})
_WIDEST = {4: 8, 6: 32}
"""The shortest prefixes of source addresses that are not public."""


def blocked_by_default() -> Any:
    """The settings of a new bucket."""
    return PublicAccessBlock("true", "true", "true", "true")


def refuse_public(bucket: Any, policy: bytes) -> None:
    """Raises `BucketPolicyDenied` for a public policy where the bucket's settings block such."""
    settings = bucket.public_access_block
    if settings is None or str(settings.block_public_policy).lower() != "true" or not is_public(policy.decode()):
        return
    raise BucketPolicyDenied(
        f'User: {signed_caller().arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::{bucket.name}" '
        "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
    )


def is_public(policy: str) -> bool:
    """Whether some statement lets in more than fixed principals, or than its conditions limit to fixed values."""
    return any(
        each.get("Effect") == "Allow" and not _has_fixed_principal(each) and not _is_limited(each.get("Condition") or {})
        for each in statements_of(policy)
    )


def _has_fixed_principal(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    if not isinstance(principal, Mapping):
        return False
    return all(_is_fixed(value) for values in principal.values() for value in _listed(values))


def _is_limited(condition: Mapping[str, Any]) -> bool:
    for operator, keys in condition.items():
        plain = operator.rsplit(":", 1)[-1] if operator.startswith("ForAnyValue:") else operator
        for key, values in keys.items():
            if plain in _LIMITING and key.lower() in _FIXED and all(_is_fixed_for(key.lower(), each) for each in _listed(values)):
                return True
            if plain == "IpAddress" and key.lower() == "aws:sourceip" and not any(map(_is_broad, _listed(values))):
                return True
    return False


def _listed(values: Any) -> Iterable[str]:
    return [str(each) for each in (values if isinstance(values, list) else [values])]


def _is_fixed(value: str) -> bool:
    return not re.search(r"[*?]|\$\{", value)


def _is_fixed_for(key: str, value: str) -> bool:
    if key == "s3:dataaccesspointarn":  # the name of the access point may be left open
        return _is_fixed(value.rsplit("/", 1)[0])
    return _is_fixed(value)


def _is_broad(addresses: str) -> bool:
    network = ip_network(addresses, strict=False)
    private = isinstance(network, IPv4Network) and network.is_private
    return network.prefixlen < _WIDEST[network.version] and not private
