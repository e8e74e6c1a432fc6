"""Step Functions: state machines."""

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_list
from delivery_emulator.cloudformation.values import boolean
from delivery_emulator.services.stepfunctions import NOT_RUN


class StateMachine(ResourceType):
    """A machine of type STANDARD. Traces are kept and drawn by nobody."""

    name = "AWS::StepFunctions::StateMachine"
    properties = frozenset(
        {
            *("DefinitionString", "Definition.*", "DefinitionSubstitutions.*", "RoleArn", "StateMachineName", "StateMachineType"),
            *("LoggingConfiguration.Level", "LoggingConfiguration.IncludeExecutionData", "TracingConfiguration.Enabled", "Tags.*"),
            "LoggingConfiguration.Destinations.CloudWatchLogsLogGroup.LogGroupArn",
        }
    )
    replaced_by = frozenset({"StateMachineName", "StateMachineType"})
    custom_name = "StateMachineName"
    absent_values: ClassVar[Mapping[str, frozenset[str]]] = {"StateMachineType": frozenset({"EXPRESS"})}
    absent_texts: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("Definition", "DefinitionString", "DefinitionSubstitutions"), NOT_RUN)
    }

    def create(self, context: Context, properties: Properties) -> Made:
        states = context.client("stepfunctions")
        name = str(properties.get("StateMachineName") or context.generated_name(80))
        arn = context.arn("states", f"stateMachine:{name}")
        with already_gone("StateMachineDoesNotExist"):
            states.describe_state_machine(stateMachineArn=arn)
            raise Refused(f"Resource of type '{self.name}' with identifier '{arn}' already exists.")
        states.create_state_machine(name=name, tags=tag_list(context, properties, "key", "value"), **_settings(properties))
        return self._made(arn, name)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("stepfunctions").update_state_machine(stateMachineArn=physical_id, **_settings(new))
        retag(context, "stepfunctions", new, resourceArn=physical_id)
        return self._made(physical_id, physical_id.rsplit(":", 1)[-1])

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("StateMachineDoesNotExist"):
            context.client("stepfunctions").delete_state_machine(stateMachineArn=physical_id)

    @staticmethod
    def _made(arn: str, name: str) -> Made:
        return Made(arn, {"Arn": arn, "Name": name})


def _settings(properties: Properties) -> dict[str, Any]:
    logging = properties.get("LoggingConfiguration") or {}
    groups = [each["CloudWatchLogsLogGroup"]["LogGroupArn"] for each in logging.get("Destinations") or []]
    return {
        "definition": _definition(properties),
        "roleArn": properties["RoleArn"],
        "loggingConfiguration": {
            "level": logging.get("Level", "OFF"),
            "includeExecutionData": boolean(logging.get("IncludeExecutionData", False)),
            **({"destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}} for arn in groups]} if groups else {}),
        },
        "tracingConfiguration": {"enabled": boolean((properties.get("TracingConfiguration") or {}).get("Enabled", False))},
    }


def _definition(properties: Properties) -> str:
    """The definition with what stands for `${NAME}` in it."""
    text = properties.get("DefinitionString") or json.dumps(properties.get("Definition"))
    substitutions = properties.get("DefinitionSubstitutions") or {}
    return re.sub(r"\$\{([A-Za-z0-9_-]+)\}", lambda found: str(substitutions.get(found[1], found[0])), str(text))
