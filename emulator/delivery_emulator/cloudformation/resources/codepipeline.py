"""CodePipeline: pipelines and webhooks."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.api_shape import input_shape, property_names, to_api
from delivery_emulator.cloudformation.resources.tags import retag, tag_list
from delivery_emulator.cloudformation.values import boolean

_DECLARATION = input_shape("codepipeline", "CreatePipeline").members["pipeline"]
_STORE = _DECLARATION.members["artifactStore"]
_API_ONLY = frozenset(
    f"Stages.{moment}.Conditions.Rules.TimeoutInMinutes" for moment in ("BeforeEntry", "OnFailure", "OnSuccess")
)
"""What the API takes and no template can say."""


class Pipeline(ResourceType):
    """A pipeline. `RestartExecutionOnUpdate` is kept in the template, where the one who runs executions reads it."""

    name = "AWS::CodePipeline::Pipeline"
    properties = property_names(_DECLARATION, without=_API_ONLY | {"Version", "ArtifactStores"}) | {
        *("ArtifactStores.Region", "RestartExecutionOnUpdate", "Tags.*"),
        *(f"DisableInboundStageTransitions.{name}" for name in ("StageName", "Reason")),
        *(f"ArtifactStores.ArtifactStore.{name}" for name in property_names(_STORE)),
    }
    replaced_by = frozenset({"Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("Name") or context.generated_name(100))
        pipelines = context.client("codepipeline")
        made = pipelines.create_pipeline(
            pipeline=self._declaration(name, properties), tags=tag_list(context, properties, "key", "value")
        )
        try:
            self._close(pipelines, name, {}, _closed(properties))
        except ClientError as error:
            raise Refused(str(error), name) from error
        return self._made(made["pipeline"])

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        pipelines = context.client("codepipeline")
        wanted = self._declaration(physical_id, new)
        if wanted != self._declaration(physical_id, old):
            pipelines.update_pipeline(pipeline=wanted)
        stages = {stage["name"] for stage in wanted["stages"]}
        self._close(pipelines, physical_id, {name: why for name, why in _closed(old).items() if name in stages}, _closed(new))
        retag(context, "codepipeline", new, resourceArn=context.arn("codepipeline", physical_id))
        return self._made(pipelines.get_pipeline(name=physical_id)["pipeline"])

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("PipelineNotFoundException"):
            context.client("codepipeline").delete_pipeline(name=physical_id)

    @staticmethod
    def _close(pipelines: Any, pipeline: str, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        """Bring transitions from what a template said to what it says; what it says nothing of is left as people have put it.

        That CloudFormation enables what a template says no more is unconfirmed: the schema's update handler may call
        EnableStageTransition, and nothing else tells what for.
        """
        for stage in sorted(old.keys() - new.keys()):
            pipelines.enable_stage_transition(pipelineName=pipeline, stageName=stage, transitionType="Inbound")
        for stage, reason in new.items():
            if old.get(stage) != reason:
                pipelines.disable_stage_transition(pipelineName=pipeline, stageName=stage, transitionType="Inbound", reason=reason)

    @staticmethod
    def _declaration(name: str, properties: Properties) -> dict[str, Any]:
        plain = {key: value for key, value in properties.items() if key != "ArtifactStores"}
        declaration = dict(to_api(plain, _DECLARATION))
        stores = properties.get("ArtifactStores") or []
        if stores:
            declaration["artifactStores"] = {
                store["Region"]: to_api(store["ArtifactStore"], _STORE) for store in stores
            }
        return {**declaration, "name": name}

    @staticmethod
    def _made(pipeline: dict[str, Any]) -> Made:
        return Made(pipeline["name"], {"Version": str(pipeline["version"])})


def _closed(properties: Properties) -> dict[str, str]:
    """By stage, why nobody is to be let in."""
    return {str(each["StageName"]): str(each["Reason"]) for each in properties.get("DisableInboundStageTransitions") or []}


_WEBHOOK = input_shape("codepipeline", "PutWebhook").members["webhook"]


class Webhook(ResourceType):
    """A webhook, which is kept; that GitHub is told of it is no more than asked for."""

    name = "AWS::CodePipeline::Webhook"
    properties = property_names(_WEBHOOK) | {"TargetPipelineVersion", "RegisterWithThirdParty", "Tags.*"}
    replaced_by = frozenset({"Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        return self._put(context, str(properties.get("Name") or context.generated_name(100)), properties)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        if boolean(old.get("RegisterWithThirdParty", False)) and not boolean(new.get("RegisterWithThirdParty", False)):
            context.client("codepipeline").deregister_webhook_with_third_party(webhookName=physical_id)
        return self._put(context, physical_id, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        context.client("codepipeline").delete_webhook(name=physical_id)

    @staticmethod
    def _put(context: Context, name: str, properties: Properties) -> Made:
        codepipeline = context.client("codepipeline")
        webhook = {**to_api(properties, _WEBHOOK), "name": name}
        made = codepipeline.put_webhook(webhook=webhook, tags=tag_list(context, properties, "key", "value"))["webhook"]
        if boolean(properties.get("RegisterWithThirdParty", False)):
            codepipeline.register_webhook_with_third_party(webhookName=name)
        return Made(name, {"Url": made["url"]})
