"""CodePipeline: whole definitions, versions, and times that SDKs can read."""

import copy
import json
from typing import Any

from moto.codepipeline import urls
from moto.codepipeline.exceptions import InvalidStructureException
from moto.codepipeline.models import CodePipeline
from moto.codepipeline.responses import CodePipelineResponse
from moto.core.utils import unix_time

from delivery_emulator.policy import OnBehalfOf
from delivery_emulator.role_trust import why_not_assumed
from delivery_emulator.services import codepipeline_history as history
from delivery_emulator.services.codebuild import BuildApi
from delivery_emulator.services.codepipeline_api import ExecutionApi
from delivery_emulator.services.codepipeline_conditions import ConditionApi
from delivery_emulator.services.codepipeline_faults import FaultApi
from delivery_emulator.services.codepipeline_jobs import JobApi
from delivery_emulator.services.codepipeline_modes import ModeApi, check_mode
from delivery_emulator.services.codepipeline_permissions import PermissionApi
from delivery_emulator.services.codepipeline_rollback import RollbackApi
from delivery_emulator.services.codepipeline_starts import StartApi
from delivery_emulator.services.codepipeline_structure import check_commands, check_conditions
from delivery_emulator.services.codepipeline_verbs import VerbApi
from delivery_emulator.services.codepipeline_webhooks import WebhookApi


class CodePipelineService(
    ExecutionApi,
    VerbApi,
    ConditionApi,
    JobApi,
    StartApi,
    RollbackApi,
    ModeApi,
    PermissionApi,
    FaultApi,
    BuildApi,
    WebhookApi,
    CodePipelineResponse,
):
    """moto's CodePipeline without its losses; executions run elsewhere, and are remembered here."""

    def create_pipeline(self) -> str:
        definition, tags = self._get_param("pipeline"), self._get_param("tags") or []
        backend = self.codepipeline_backend
        if definition["name"] in backend.pipelines:
            raise InvalidStructureException(
                f"A pipeline with the name '{definition['name']}' already exists in account '{self.current_account}'"
            )
        self._check(definition)
        pipeline: Any = CodePipeline(self.current_account, self.region, definition)
        pipeline.validate_tags(tags)
        pipeline.tags.update({tag["key"]: tag["value"] for tag in tags})
        backend.pipelines[definition["name"]] = pipeline
        return json.dumps({"pipeline": pipeline.pipeline, "tags": tags})

    def get_pipeline(self) -> str:
        name, version = self._get_param("name"), self._get_param("version")
        definition, _ = self.codepipeline_backend.get_pipeline(name)
        if version is not None and int(version) != definition["version"]:
            raise InvalidStructureException(f"the emulator keeps only version {definition['version']} of {name}")
        pipeline = self.codepipeline_backend.pipelines[name]
        metadata = {"pipelineArn": pipeline._arn, **_times(pipeline)}
        return json.dumps({"pipeline": definition, "metadata": metadata})

    def update_pipeline(self) -> str:
        definition = copy.deepcopy(self._get_param("pipeline"))
        self._check(definition)
        return json.dumps({"pipeline": self.codepipeline_backend.update_pipeline(definition)})

    def delete_pipeline(self) -> str:
        name = self._get_param("name")
        if name in self.codepipeline_backend.pipelines:
            history.append(self.codepipeline_backend.pipelines[name]._arn, deleted=True)
        return str(super().delete_pipeline())

    def list_pipelines(self) -> str:
        pipelines = [
            {
                "name": name,
                "version": pipeline.pipeline["version"],
                "pipelineType": pipeline.pipeline.get("pipelineType", "V1"),
                "executionMode": pipeline.pipeline.get("executionMode", "SUPERSEDED"),
                **_times(pipeline),
            }
            for name, pipeline in sorted(self.codepipeline_backend.pipelines.items())
        ]
        return json.dumps({"pipelines": pipelines})

    def _check(self, definition: dict[str, Any]) -> None:
        """What AWS refuses in a definition, as far as it can be seen without running it."""
        stages = [stage["name"] for stage in definition["stages"]]
        if len(stages) < 2:
            raise InvalidStructureException(
                f"Pipeline has only {len(stages)} stage(s). There should be a minimum of 2 stages in a pipeline"
            )
        twice = sorted({name for name in stages if stages.count(name) > 1})
        if twice:
            raise InvalidStructureException(f"Stage names must be unique within a pipeline: {', '.join(twice)}")
        check_mode(definition)
        check_conditions(definition)
        check_commands(definition)
        on = OnBehalfOf(self.current_account, self.region, f"arn:{self.partition}:codepipeline:{self.region}:{self.current_account}:{definition['name']}")
        if why_not_assumed("pipeline-assumes-role", definition["roleArn"], on):
            raise InvalidStructureException(
                f"CodePipeline is not authorized to perform AssumeRole on role {definition['roleArn']}"
            )


def _times(pipeline: CodePipeline) -> dict[str, float]:
    return {"created": unix_time(pipeline._created), "updated": unix_time(pipeline._updated)}


def install() -> None:
    """Put this in moto's place."""
    urls.url_paths["{0}/$"] = CodePipelineService.dispatch
