"""Step Functions: what executions log, by the level of their machine, in a stream for each.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and cloudwatch-log-level.html.
"""

import json
import logging
import time
import uuid
from typing import Any

from botocore.exceptions import ClientError

from delivery_emulator import clients

_log = logging.getLogger(__name__)


class _LogStream:
    """Where the events of one execution are written, as moto's interpreter asks for it."""

    def __init__(self, configuration: Any, machine: str, execution_arn: str) -> None:
        self.configuration, self.execution_arn = configuration, execution_arn
        self._logs = clients.client("logs", clients.root(configuration.log_account_id), configuration.log_region)
        started = time.strftime("%Y-%m-%d-%H-%M", time.gmtime())
        self._where = {"logGroupName": configuration.log_group_name, "logStreamName": f"states/{machine}/{started}/{uuid.uuid4().hex[:8]}"}
        self._made = False

    def log_level_filter(self, history_event_type: Any) -> bool:
        """Whether the machine's level logs events of this type."""
        from moto.stepfunctions.parser.asl.eval.event.logging import is_logging_enabled_for

        return bool(is_logging_enabled_for(self.configuration.log_level, history_event_type))

    def publish_history_log(self, history_log: Any) -> None:
        """Write one event; a group that is gone is no failure of the execution."""
        moment = int(time.time() * 1000)
        message = json.dumps({**history_log, "event_timestamp": str(moment)}, default=str)
        try:
            if not self._made:
                self._logs.create_log_stream(**self._where)
                self._made = True
            self._logs.put_log_events(**self._where, logEvents=[{"timestamp": moment, "message": message}])
        except ClientError as error:
            _log.warning("execution log of %s: %s", self.configuration.state_machine_arn, error)


def log_of(machine: Any, execution_arn: str) -> _LogStream | None:
    """Where an execution logs; None where its machine does not."""
    from moto.stepfunctions.parser.asl.eval.event.logging import CloudWatchLoggingConfiguration

    told: Any = {"includeExecutionData": False, **(machine.loggingConfiguration or {})}
    configuration = CloudWatchLoggingConfiguration.from_logging_configuration(machine.arn, told)
    return None if configuration is None else _LogStream(configuration, machine.name, execution_arn)
