import json
import unittest
from typing import Any

from botocore.exceptions import ClientError
from lambda_case import LambdaCase, eventually
from service_case import ACCOUNT, REGION, ServiceCase

SECRET = "AWS::SecretsManager::Secret"
SCHEDULE = "AWS::SecretsManager::RotationSchedule"
ROTATE = """
const sdk = require('@aws-sdk/client-secrets-manager');
const client = new sdk.SecretsManagerClient({});
const send = (command, input) => client.send(new sdk[command + 'Command'](input));
exports.handler = async ({ Step, SecretId, ClientRequestToken: token }) => {
  console.log(Step);
  const { VersionIdsToStages: versions } = await send('DescribeSecret', { SecretId });
  if (!versions[token]?.includes('AWSPENDING')) throw new Error('no pending version');
  if (Step === process.env.BREAK) throw new Error('broken ' + Step);
  if (Step === 'createSecret') {
    const current = await send('GetSecretValue', { SecretId, VersionStage: 'AWSCURRENT' });
    const labelled = { SecretId, VersionId: token, VersionStage: 'AWSPENDING' };
    const pending = await send('GetSecretValue', labelled).catch((error) => error.name);
    if (pending !== 'ResourceNotFoundException') throw new Error('a value already: ' + pending);
    const value = { SecretString: current.SecretString + '+', VersionStages: ['AWSPENDING'] };
    await send('PutSecretValue', { SecretId, ClientRequestToken: token, ...value });
  }
  if (Step === 'finishSecret') {
    const current = Object.keys(versions).find((id) => versions[id].includes('AWSCURRENT'));
    const move = { MoveToVersionId: token, RemoveFromVersionId: current };
    await send('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', ...move });
  }
};
"""


class Secrets(ServiceCase):
    def setUp(self) -> None:
        self.secrets = self.client("secretsmanager")

    def value(self, secret: str) -> str:
        return str(self.secrets.get_secret_value(SecretId=secret)["SecretString"])

    def test_a_secret_is_generated_and_changes_in_place(self) -> None:
        key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        rules = {
            "SecretStringTemplate": '{"current":"k1"}',
            "GenerateStringKey": "key",
            "PasswordLength": "48",
            "ExcludePunctuation": True,
            "ExcludeCharacters": "abc",
        }
        old = {
            "Name": "data/dev",
            "Description": "ring",
            "KmsKeyId": key,
            "GenerateSecretString": rules,
            "Tags": [{"Key": "A", "Value": "1"}, {"Key": "B", "Value": "2"}],
        }
        made = self.make(SECRET, old)
        first = json.loads(self.value(made.physical_id))
        self.assertEqual((first["current"], len(first["key"])), ("k1", 48))
        self.assertTrue(first["key"].isalnum())
        found = self.secrets.describe_secret(SecretId="data/dev")
        self.assertEqual((found["KmsKeyId"], found["Description"], found["ARN"]), (key, "ring", made.physical_id))

        new = {**old, "Description": "other", "Tags": [{"Key": "A", "Value": "3"}]}
        self.update(SECRET, made, old, new)
        found = self.secrets.describe_secret(SecretId="data/dev")
        self.assertEqual((found["Description"], found["Tags"]), ("other", [{"Key": "A", "Value": "3"}]))
        self.assertEqual(json.loads(self.value(made.physical_id)), first)
        self.update(SECRET, made, new, {"Name": "data/dev", "SecretString": "given"})
        self.assertEqual(self.value("data/dev"), "given")
        self.assertNotIn("Description", self.secrets.describe_secret(SecretId="data/dev"))
        self.delete(SECRET, made, old)
        self.assertEqual(self.secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"], [])

    def test_a_name_that_nobody_gives_has_two_parts(self) -> None:
        arn = self.make(SECRET, {"SecretString": "x"}).physical_id
        self.assertRegex(arn.rpartition(":")[2], r"^[A-Za-z0-9]+-[A-Za-z0-9]{12}-[A-Za-z0-9]{6}$")

    def test_a_resource_policy_changes_in_place(self) -> None:
        secret = self.make(SECRET, {}).physical_id
        statement = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
        old = {"SecretId": secret, "ResourcePolicy": {"Version": "2012-10-17", "Statement": [statement]}}
        made = self.make("AWS::SecretsManager::ResourcePolicy", old)
        new = {**old, "ResourcePolicy": {"Version": "2012-10-17", "Statement": [{**statement, "Sid": "New"}]}}
        self.update("AWS::SecretsManager::ResourcePolicy", made, old, new)
        found = json.loads(self.secrets.get_resource_policy(SecretId=secret)["ResourcePolicy"])
        self.assertEqual(found["Statement"][0]["Sid"], "New")


class Rotation(LambdaCase):
    def setUp(self) -> None:
        super().setUp()
        self.secrets = self.client("secretsmanager")
        self.secret = self.make(SECRET, {"Name": "rotated", "SecretString": "v"}).physical_id

    def rotation(self, **variables: str) -> str:
        name = self.function(ROTATE, "rotate", Environment={"Variables": variables})
        permission = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": name,
            "Principal": "secretsmanager.amazonaws.com",
            "SourceAccount": ACCOUNT,
        }
        self.make("AWS::Lambda::Permission", permission)
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"

    def schedule(self, function: str, **more: Any) -> dict[str, Any]:
        rules = {"AutomaticallyAfterDays": "90", "Duration": "2h"}
        return {"SecretId": self.secret, "RotationLambdaARN": function, "RotationRules": rules, **more}

    def found(self) -> dict[str, Any]:
        return dict(self.secrets.describe_secret(SecretId=self.secret))

    def test_a_new_schedule_rotates_at_once_by_the_four_steps(self) -> None:
        old = self.schedule(self.rotation())
        made = self.make(SCHEDULE, old)
        eventually(lambda: "LastRotatedDate" in self.found())
        self.assertEqual(self.secrets.get_secret_value(SecretId=self.secret)["SecretString"], "v+")
        previous = self.secrets.get_secret_value(SecretId=self.secret, VersionStage="AWSPREVIOUS")
        self.assertEqual(previous["SecretString"], "v")
        found = self.found()
        self.assertEqual(found["RotationRules"], {"AutomaticallyAfterDays": 90, "Duration": "2h"})
        self.assertEqual(sorted(map(tuple, found["VersionIdsToStages"].values())), [("AWSCURRENT",), ("AWSPREVIOUS",)])
        self.assertTrue(found["RotationEnabled"] and found["NextRotationDate"])
        steps = [line.split("\t")[-1].strip() for line in self.lines("/aws/lambda/rotate") if "INFO" in line]
        self.assertEqual(steps, ["createSecret", "setSecret", "testSecret", "finishSecret"])
        new = self.schedule(
            old["RotationLambdaARN"],
            RotateImmediatelyOnUpdate=False,
            RotationRules={"ScheduleExpression": "rate(30 days)"},
        )
        self.update(SCHEDULE, made, old, new)
        eventually(lambda: len(self.found()["VersionIdsToStages"]) == 2)
        self.assertEqual(self.secrets.get_secret_value(SecretId=self.secret)["SecretString"], "v+")
        self.assertEqual(self.found()["RotationRules"], {"ScheduleExpression": "rate(30 days)"})
        self.delete(SCHEDULE, made, new)
        self.assertFalse(self.found()["RotationEnabled"])

    def test_fails_in_a_step_and_keeps_the_current_value(self) -> None:
        self.make(SCHEDULE, self.schedule(self.rotation(BREAK="testSecret")))
        eventually(lambda: any("broken testSecret" in line for line in self.lines("/aws/lambda/rotate")))
        self.assertEqual(self.secrets.get_secret_value(SecretId=self.secret)["SecretString"], "v")
        self.assertNotIn("LastRotatedDate", self.found())
        with self.assertRaisesRegex(ClientError, "A previous rotation isn't complete"):
            self.secrets.rotate_secret(SecretId=self.secret)

    def test_refuses_a_function_that_does_not_let_secrets_manager_in(self) -> None:
        self.function(ROTATE, "closed")
        for name in ("closed", "missing"):
            with self.assertRaisesRegex(ClientError, "Secrets Manager cannot invoke the specified Lambda function"):
                self.make(SCHEDULE, self.schedule(f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"))
        with self.assertRaisesRegex(ClientError, "No Lambda rotation function ARN"):
            self.secrets.rotate_secret(SecretId=self.secret)


del LambdaCase

if __name__ == "__main__":
    unittest.main()
