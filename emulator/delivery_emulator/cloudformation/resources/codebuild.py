"""CodeBuild: projects and report groups."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.api_shape import input_shape, property_names, to_api
from delivery_emulator.cloudformation.resources.tags import tag_list
from delivery_emulator.cloudformation.values import boolean

_PROJECT = input_shape("codebuild", "CreateProject")
_REPORT_GROUP = input_shape("codebuild", "CreateReportGroup")
_API_ONLY = frozenset(
    {
        *("Artifacts.BucketOwnerAccess", "SecondaryArtifacts.BucketOwnerAccess", "LogsConfig.S3Logs.BucketOwnerAccess"),
        *("BuildBatchConfig.Restrictions.FleetsAllowed", "Environment.ComputeConfiguration"),
        "Environment.DockerServer.Status",
    }
)
"""What the API takes and no template can say."""


class Project(ResourceType):
    """A build project; the rehearsal reads it back whole and runs it."""

    name = "AWS::CodeBuild::Project"
    properties = property_names(_PROJECT, without=_API_ONLY | {"Tags"}) | {"Tags.*"}
    replaced_by = frozenset({"Name"})

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("Name") or context.generated_name(150))
        project = context.client("codebuild").create_project(**self._request(context, name, properties))["project"]
        return Made(name, {"Arn": project["arn"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        codebuild = context.client("codebuild")
        gone = set(old) - set(new) - {"Name", "Tags"}
        if gone:  # UpdateProject leaves alone what it is not given, so a dropped property needs a fresh project
            codebuild.delete_project(name=physical_id)
            return self.create(context, {**new, "Name": physical_id})
        project = codebuild.update_project(**self._request(context, physical_id, new))["project"]
        return Made(physical_id, {"Arn": project["arn"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        context.client("codebuild").delete_project(name=physical_id)

    @staticmethod
    def _request(context: Context, name: str, properties: Properties) -> dict[str, Any]:
        return {**to_api(properties, _PROJECT), "name": name, "tags": tag_list(context, properties, "key", "value")}


class ReportGroup(ResourceType):
    """Where builds put their test reports."""

    name = "AWS::CodeBuild::ReportGroup"
    properties = property_names(_REPORT_GROUP, without=frozenset({"Tags"})) | {"DeleteReports", "Tags.*"}
    replaced_by = frozenset({"Name", "Type"})
    custom_name = "Name"

    def create(self, context: Context, properties: Properties) -> Made:
        name = str(properties.get("Name") or context.generated_name(128))
        tags = tag_list(context, properties, "key", "value")
        request = {**to_api(properties, _REPORT_GROUP), "name": name, "tags": tags}
        group = context.client("codebuild").create_report_group(**request)["reportGroup"]
        return Made(group["arn"], {"Arn": group["arn"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        request: dict[str, Any] = {"arn": physical_id, "tags": tag_list(context, new, "key", "value")}
        if "ExportConfig" in new:
            request["exportConfig"] = to_api(new["ExportConfig"], _REPORT_GROUP.members["exportConfig"])
        context.client("codebuild").update_report_group(**request)
        return Made(physical_id, {"Arn": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        delete_reports = boolean(properties.get("DeleteReports", False))
        with already_gone("ResourceNotFoundException"):
            context.client("codebuild").delete_report_group(arn=physical_id, deleteReports=delete_reports)
