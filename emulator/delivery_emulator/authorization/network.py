"""From which network a request comes, where its sender is a function in a VPC."""

from collections.abc import Mapping, Sequence

from moto.ec2.models import ec2_backends

from delivery_emulator.authorization.operation import Operation
from delivery_emulator.sessions import Session

_ENDPOINTS = {"cloudwatch": "monitoring", "resourcegroupstaggingapi": "tagging"}


def source_network(session: Session | None, operation: Operation) -> Mapping[str, str | Sequence[str]]:
    """`aws:SourceVpc` and `aws:SourceVpce`, which a request has only where it passes an endpoint of the VPC for that service."""
    if session is None or session.vpc_id is None:
        return {}
    suffix = f".{_ENDPOINTS.get(operation.service, operation.service)}"
    for endpoint in ec2_backends[session.account][operation.region].vpc_end_points.values():
        if endpoint.vpc_id == session.vpc_id and str(endpoint.service_name).endswith(suffix):
            return {"aws:SourceVpc": session.vpc_id, "aws:SourceVpce": endpoint.id}
    return {}
