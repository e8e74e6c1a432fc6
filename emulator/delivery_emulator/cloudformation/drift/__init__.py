"""Drift detection: what stands in the services, compared with what the templates say.

Every module here registers readers, one for each resource type that AWS compares. A type without one is `NOT_CHECKED`, as on AWS the
types are that have no read handler in CloudFormation's registry (`lib/execution-policy/resource-handlers.json`).
Source: CloudFormation user guide, "Detect unmanaged configuration changes to stacks and resources with drift detection".
"""

from delivery_emulator.cloudformation.drift import (
    identity,
    keys,
    network,
    packet_filters,
    storage,
    tables,
    watch,
    workload,
)

__all__ = ["identity", "keys", "network", "packet_filters", "storage", "tables", "watch", "workload"]
