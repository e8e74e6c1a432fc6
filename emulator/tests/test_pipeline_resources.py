"""The resource types of the pipeline's stack, each read back through its service."""

import json
from typing import Any

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator.cloudformation.resource import Refused

TAGS = [{"Key": "Owner", "Value": "me"}]


def trust(service: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


class Building(ServiceCase):
    def setUp(self) -> None:
        role = {"RoleName": "builder", "AssumeRolePolicyDocument": trust("codebuild.amazonaws.com")}
        self.role = self.make("AWS::IAM::Role", role).attributes["Arn"]
        self.codebuild = self.client("codebuild")
        self.project = {
            "Name": "build",
            "ServiceRole": self.role,
            "Source": {"Type": "CODEPIPELINE", "BuildSpec": '{"version": "0.2"}'},
            "Artifacts": {"Type": "CODEPIPELINE"},
            "Environment": {
                "Type": "LINUX_CONTAINER",
                "Image": "aws/codebuild/standard:7.0",
                "ComputeType": "BUILD_GENERAL1_SMALL",
                "PrivilegedMode": "false",
                "EnvironmentVariables": [{"Name": "A", "Type": "PARAMETER_STORE", "Value": "/a"}],
            },
            "Cache": {"Type": "S3", "Location": "bucket/cache"},
            "LogsConfig": {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": "/aws/codebuild/x"}},
            "VpcConfig": {"VpcId": "vpc-0a1b2c3d", "Subnets": ["subnet-0a1b2c3d"], "SecurityGroupIds": ["sg-0a1b2c3d"]},
            "EncryptionKey": "arn:aws:kms:eu-central-1:222222222222:key/1",
            "TimeoutInMinutes": "30",
            "Tags": TAGS,
        }

    def read(self) -> dict[str, Any]:
        return dict(self.codebuild.batch_get_projects(names=["build"])["projects"][0])

    def test_project_is_kept_whole(self) -> None:
        made = self.make("AWS::CodeBuild::Project", self.project)
        read = self.read()
        self.assertEqual(made.attributes["Arn"], f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/build")
        self.assertEqual(read["source"], {"type": "CODEPIPELINE", "buildspec": '{"version": "0.2"}'})
        self.assertEqual(read["environment"]["environmentVariables"], [{"name": "A", "type": "PARAMETER_STORE", "value": "/a"}])
        self.assertIs(read["environment"]["privilegedMode"], False)
        self.assertEqual(read["cache"], {"type": "S3", "location": "bucket/cache"})
        self.assertEqual(read["logsConfig"]["cloudWatchLogs"]["groupName"], "/aws/codebuild/x")
        vpc = {"vpcId": "vpc-0a1b2c3d", "subnets": ["subnet-0a1b2c3d"], "securityGroupIds": ["sg-0a1b2c3d"]}
        self.assertEqual(read["vpcConfig"], vpc)
        self.assertEqual((read["timeoutInMinutes"], read["queuedTimeoutInMinutes"]), (30, 480))
        self.assertEqual(read["tags"], [{"key": "Owner", "value": "me"}])

    def test_project_loses_what_an_update_drops(self) -> None:
        made = self.make("AWS::CodeBuild::Project", self.project)
        new = {key: value for key, value in self.project.items() if key not in ("Cache", "TimeoutInMinutes")}
        self.update("AWS::CodeBuild::Project", made, self.project, new)
        self.assertEqual((self.read()["cache"], self.read()["timeoutInMinutes"]), ({"type": "NO_CACHE"}, 60))
        self.update("AWS::CodeBuild::Project", made, new, {**new, "Description": "d"})
        self.assertEqual(self.read()["description"], "d")
        self.delete("AWS::CodeBuild::Project", made, new)
        self.assertEqual(self.codebuild.batch_get_projects(names=["build"])["projectsNotFound"], ["build"])

    def count(self, name: str) -> dict[str, Any]:
        client, answers = self.own_client("codepipeline"), list[bytes]()

        def replaced(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["X-Amz-Target"] = "CodePipeline_20150709.EmulatorCountBuild"
            params["body"] = json.dumps({"projectName": name}).encode()

        client.meta.events.register("before-call.codepipeline.ListPipelines", replaced)
        client.meta.events.register("before-parse.codepipeline.ListPipelines", lambda response_dict, **_: answers.append(response_dict["body"]))
        client.list_pipelines()
        return dict(json.loads(answers[0]))

    def test_builds_are_counted_for_each_project_also_when_it_is_replaced(self) -> None:
        made = self.make("AWS::CodeBuild::Project", self.project)
        self.make("AWS::CodeBuild::Project", {**self.project, "Name": "other"})
        self.assertEqual([self.count(name)["buildNumber"] for name in ("build", "build", "other")], [1, 2, 1])
        changed = {key: value for key, value in self.project.items() if key != "Cache"}
        self.update("AWS::CodeBuild::Project", made, self.project, changed)
        self.assertEqual(self.count("build")["buildNumber"], 3)
        with self.assertRaisesRegex(ClientError, "Project cannot be found"):
            self.count("none")

    def test_fails_with_a_role_that_does_not_trust_codebuild(self) -> None:
        role = {"RoleName": "other", "AssumeRolePolicyDocument": trust("ec2.amazonaws.com")}
        arn = self.make("AWS::IAM::Role", role).attributes["Arn"]
        with self.assertRaisesRegex(Exception, "CodeBuild is not authorized to perform: sts:AssumeRole"):
            self.make("AWS::CodeBuild::Project", {**self.project, "ServiceRole": arn})

    def test_report_group(self) -> None:
        old = {"Name": "tests", "Type": "TEST", "ExportConfig": {"ExportConfigType": "NO_EXPORT"}}
        made = self.make("AWS::CodeBuild::ReportGroup", old)
        destination = {"Bucket": "b", "Path": "p"}
        new = {**old, "ExportConfig": {"ExportConfigType": "S3", "S3Destination": destination}}
        self.update("AWS::CodeBuild::ReportGroup", made, old, new)
        read = self.codebuild.batch_get_report_groups(reportGroupArns=[made.physical_id])["reportGroups"][0]
        self.assertEqual(read["exportConfig"]["s3Destination"], {"bucket": "b", "path": "p"})
        self.delete("AWS::CodeBuild::ReportGroup", made, new)


class Pipelines(ServiceCase):
    def setUp(self) -> None:
        role = {"RoleName": "piper", "AssumeRolePolicyDocument": trust("codepipeline.amazonaws.com")}
        self.role = self.make("AWS::IAM::Role", role).attributes["Arn"]
        self.codepipeline = self.client("codepipeline")
        source = {
            "Name": "Code",
            "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "CodeStarSourceConnection", "Version": "1"},
            "Configuration": {"BranchName": "main", "DetectChanges": False},
            "OutputArtifacts": [{"Name": "Out"}],
            "Namespace": "Src",
            "RunOrder": 1,
        }
        approval = {
            "Name": "Approve",
            "ActionTypeId": {"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"},
            "Configuration": {"CustomData": "look", "ExternalEntityLink": "https://x"},
            "RunOrder": "2",
            "RoleArn": self.role,
        }
        self.pipeline = {
            "Name": "delivery",
            "RoleArn": self.role,
            "PipelineType": "V2",
            "ExecutionMode": "QUEUED",
            "RestartExecutionOnUpdate": True,
            "ArtifactStores": [{"Region": REGION, "ArtifactStore": {"Type": "S3", "Location": "bucket", "EncryptionKey": {"Id": "k", "Type": "KMS"}}}],
            "Variables": [{"Name": "V", "DefaultValue": "d"}],
            "Triggers": [{"ProviderType": "CodeStarSourceConnection", "GitConfiguration": {"SourceActionName": "Code", "Push": [{"Branches": {"Includes": ["main"]}}]}}],
            "Stages": [
                {"Name": "Source", "Actions": [source]},
                {"Name": "Gate", "Actions": [approval], "OnFailure": {"Result": "ROLLBACK"}},
            ],
            "Tags": TAGS,
        }

    def read(self) -> dict[str, Any]:
        return dict(self.codepipeline.get_pipeline(name="delivery")["pipeline"])

    def inbound(self) -> dict[str, Any]:
        stages = self.codepipeline.get_pipeline_state(name="delivery")["stageStates"]
        return {each["stageName"]: each["inboundTransitionState"].get("disabledReason") for each in stages}

    def test_transitions_are_disabled_and_enabled_as_the_template_says(self) -> None:
        kind, closed = "AWS::CodePipeline::Pipeline", lambda *pairs: [{"StageName": name, "Reason": why} for name, why in pairs]
        old = {**self.pipeline, "DisableInboundStageTransitions": closed(("Gate", "freeze"))}
        made = self.make(kind, old)
        self.assertEqual(self.inbound(), {"Source": None, "Gate": "freeze"})
        new = {**old, "DisableInboundStageTransitions": closed(("Gate", "still"), ("Source", "too"))}
        self.update(kind, made, old, new)
        self.assertEqual(self.inbound(), {"Source": "too", "Gate": "still"})
        self.assertEqual(self.read()["version"], 1)
        self.update(kind, made, new, self.pipeline)
        self.assertEqual(self.inbound(), {"Source": None, "Gate": None})
        self.codepipeline.disable_stage_transition(pipelineName="delivery", stageName="Gate", transitionType="Inbound", reason="by hand")
        self.update(kind, made, self.pipeline, {**self.pipeline, "Tags": []})
        self.assertEqual(self.inbound()["Gate"], "by hand")

    def test_transition_into_a_stage_that_is_not_there_is_refused(self) -> None:
        wrong = {**self.pipeline, "DisableInboundStageTransitions": [{"StageName": "Prod", "Reason": "freeze"}]}
        with self.assertRaisesRegex(Refused, "Unable to find stage Prod of pipeline delivery") as caught:
            self.make("AWS::CodePipeline::Pipeline", wrong)
        self.assertEqual(caught.exception.physical_id, "delivery")
        self.codepipeline.delete_pipeline(name="delivery")

    def test_definition_is_kept_whole(self) -> None:
        self.assertEqual(self.make("AWS::CodePipeline::Pipeline", self.pipeline).physical_id, "delivery")
        read = self.read()
        self.assertEqual((read["pipelineType"], read["executionMode"], read["version"]), ("V2", "QUEUED", 1))
        self.assertEqual(read["artifactStores"][REGION]["encryptionKey"], {"id": "k", "type": "KMS"})
        self.assertEqual(read["variables"], [{"name": "V", "defaultValue": "d"}])
        self.assertEqual(read["triggers"][0]["gitConfiguration"]["push"][0]["branches"]["includes"], ["main"])
        code, approve = read["stages"][0]["actions"][0], read["stages"][1]["actions"][0]
        self.assertEqual(code["configuration"], {"BranchName": "main", "DetectChanges": "false"})
        self.assertEqual((code["namespace"], approve["runOrder"], approve["roleArn"]), ("Src", 2, self.role))
        self.assertEqual(read["stages"][1]["onFailure"], {"result": "ROLLBACK"})
        self.assertEqual(self.codepipeline.list_pipelines()["pipelines"][0]["pipelineType"], "V2")

    def test_version_counts_changes_of_the_definition_only(self) -> None:
        made = self.make("AWS::CodePipeline::Pipeline", self.pipeline)
        retagged = {**self.pipeline, "Tags": [{"Key": "Owner", "Value": "you"}]}
        self.update("AWS::CodePipeline::Pipeline", made, self.pipeline, retagged)
        self.assertEqual(self.read()["version"], 1)
        arn = f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:delivery"
        self.assertEqual(self.codepipeline.list_tags_for_resource(resourceArn=arn)["tags"], [{"key": "Owner", "value": "you"}])
        self.update("AWS::CodePipeline::Pipeline", made, retagged, {**retagged, "ExecutionMode": "SUPERSEDED"})
        self.assertEqual((self.read()["version"], self.read()["executionMode"]), (2, "SUPERSEDED"))
        self.delete("AWS::CodePipeline::Pipeline", made, retagged)

    def test_fails_with_a_role_that_does_not_trust_codepipeline(self) -> None:
        role = {"RoleName": "stranger", "AssumeRolePolicyDocument": trust("ec2.amazonaws.com")}
        arn = self.make("AWS::IAM::Role", role).attributes["Arn"]
        with self.assertRaisesRegex(Exception, "CodePipeline is not authorized to perform AssumeRole on role"):
            self.make("AWS::CodePipeline::Pipeline", {**self.pipeline, "RoleArn": arn})

    def test_fails_with_a_single_stage(self) -> None:
        with self.assertRaisesRegex(Exception, "There should be a minimum of 2 stages"):
            self.make("AWS::CodePipeline::Pipeline", {**self.pipeline, "Stages": self.pipeline["Stages"][:1]})
