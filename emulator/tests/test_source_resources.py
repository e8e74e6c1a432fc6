"""The resource types of a pipeline's sources, each read back through its service."""

from botocore.exceptions import ClientError
from service_case import ACCOUNT, REGION, ServiceCase

TAGS = [{"Key": "Owner", "Value": "me"}]


class Repositories(ServiceCase):
    def test_repository_is_kept_whole_and_changed_in_place(self) -> None:
        codecommit = self.client("codecommit")
        old = {"RepositoryName": "shop", "RepositoryDescription": "sells", "Tags": TAGS}
        made = self.make("AWS::CodeCommit::Repository", old)
        arn = f"arn:aws:codecommit:{REGION}:{ACCOUNT}:shop"
        self.assertEqual((made.attributes["Arn"], made.attributes["Name"]), (arn, "shop"))
        read = codecommit.get_repository(repositoryName="shop")["repositoryMetadata"]
        self.assertEqual((read["repositoryId"], read["repositoryDescription"]), (made.physical_id, "sells"))
        self.assertEqual(codecommit.list_tags_for_resource(resourceArn=arn)["tags"], {"Owner": "me"})
        new = {"RepositoryName": "store", "Tags": [{"Key": "Team", "Value": "us"}]}
        changed = self.update("AWS::CodeCommit::Repository", made, old, new)
        self.assertEqual(changed.physical_id, made.physical_id)
        self.assertTrue(changed.attributes["CloneUrlHttp"].endswith("/repos/store"))
        self.assertEqual(codecommit.list_repositories()["repositories"][0]["repositoryName"], "store")
        tags = codecommit.list_tags_for_resource(resourceArn=changed.attributes["Arn"])["tags"]
        self.assertEqual((codecommit.get_repository(repositoryName="store")["repositoryMetadata"]["repositoryDescription"], tags), ("", {"Team": "us"}))
        self.delete("AWS::CodeCommit::Repository", made, new)

    def test_a_name_is_taken_once(self) -> None:
        codecommit = self.client("codecommit")
        for name in ("one", "two"):
            self.make("AWS::CodeCommit::Repository", {"RepositoryName": name})
        with self.assertRaisesRegex(ClientError, "two already exists"):
            codecommit.update_repository_name(oldName="one", newName="two")
        with self.assertRaisesRegex(ClientError, "RepositoryDoesNotExistException"):
            codecommit.update_repository_description(repositoryName="three", repositoryDescription="none")


class Webhooks(ServiceCase):
    def setUp(self) -> None:
        statement = {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [statement]}
        role = self.make("AWS::IAM::Role", {"RoleName": "runs", "AssumeRolePolicyDocument": trust}).attributes["Arn"]
        source = {
            "Name": "GitHub",
            "ActionTypeId": {"Category": "Source", "Owner": "ThirdParty", "Provider": "GitHub", "Version": "1"},
            "Configuration": {"Owner": "me", "Repo": "shop", "Branch": "main", "OAuthToken": "t"},
            "OutputArtifacts": [{"Name": "Code"}],
        }
        ask = {"Name": "Ask", "ActionTypeId": {"Category": "Approval", "Owner": "AWS", "Provider": "Manual", "Version": "1"}}
        stages = [{"Name": "Source", "Actions": [source]}, {"Name": "Ask", "Actions": [ask]}]
        store = {"Type": "S3", "Location": "bucket"}
        self.make("AWS::CodePipeline::Pipeline", {"Name": "shop", "RoleArn": role, "Stages": stages, "ArtifactStore": store})
        self.webhook = {
            "Authentication": "GITHUB_HMAC",
            "AuthenticationConfiguration": {"SecretToken": "t"},
            "Filters": [{"JsonPath": "$.ref", "MatchEquals": "refs/heads/{Branch}"}],
            "TargetAction": "GitHub",
            "TargetPipeline": "shop",
            "TargetPipelineVersion": 1,
            "RegisterWithThirdParty": True,
        }

    def test_webhook_is_kept_whole_and_changed_in_place(self) -> None:
        codepipeline = self.client("codepipeline")
        made = self.make("AWS::CodePipeline::Webhook", self.webhook)
        [read] = codepipeline.list_webhooks()["webhooks"]
        self.assertEqual((read["definition"]["name"], read["url"]), (made.physical_id, made.attributes["Url"]))
        self.assertEqual(read["definition"]["filters"], [{"jsonPath": "$.ref", "matchEquals": "refs/heads/{Branch}"}])
        new = {**self.webhook, "Authentication": "UNAUTHENTICATED", "AuthenticationConfiguration": {}, "RegisterWithThirdParty": False}
        self.update("AWS::CodePipeline::Webhook", made, self.webhook, new)
        self.assertEqual(codepipeline.list_webhooks()["webhooks"][0]["definition"]["authentication"], "UNAUTHENTICATED")
        self.delete("AWS::CodePipeline::Webhook", made, new)
        self.assertEqual(codepipeline.list_webhooks()["webhooks"], [])

    def test_webhook_needs_the_action_that_it_starts(self) -> None:
        with self.assertRaisesRegex(ClientError, "pipeline shop has no action Nobody"):
            self.make("AWS::CodePipeline::Webhook", {**self.webhook, "TargetAction": "Nobody"})
        with self.assertRaisesRegex(ClientError, "PipelineNotFoundException"):
            self.make("AWS::CodePipeline::Webhook", {**self.webhook, "TargetPipeline": "none"})
        with self.assertRaisesRegex(ClientError, "WebhookNotFoundException"):
            self.client("codepipeline").register_webhook_with_third_party(webhookName="none")


class Commands(ServiceCase):
    def test_are_for_pipelines_of_type_v2_alone(self) -> None:
        statement = {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [statement]}
        role = self.make("AWS::IAM::Role", {"RoleName": "runs", "AssumeRolePolicyDocument": trust}).attributes["Arn"]
        source = {"Name": "S3", "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "S3", "Version": "1"}}
        commands = {"Category": "Compute", "Owner": "AWS", "Provider": "Commands", "Version": "1"}
        make = {"Name": "Make", "ActionTypeId": commands, "Commands": ["true"], "OutputVariables": ["COLOUR"]}
        stages = [{"Name": "Source", "Actions": [source]}, {"Name": "Make", "Actions": [make]}]
        given = {"Name": "shop", "RoleArn": role, "Stages": stages, "ArtifactStore": {"Type": "S3", "Location": "bucket"}}
        with self.assertRaisesRegex(ClientError, "Action Make runs commands: they can only be used with V2 pipelines"):
            self.make("AWS::CodePipeline::Pipeline", {**given, "PipelineType": "V1"})
        self.make("AWS::CodePipeline::Pipeline", {**given, "PipelineType": "V2"})
        read = self.client("codepipeline").get_pipeline(name="shop")["pipeline"]["stages"][1]["actions"][0]
        self.assertEqual((read["commands"], read["outputVariables"]), (["true"], ["COLOUR"]))
