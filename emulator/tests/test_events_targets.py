import json
import unittest
from typing import Any, ClassVar

from moto.sns.models import sns_backends
from policies import allow, allow_service, document
from service_case import ACCOUNT, REGION, ServiceCase

from delivery_emulator import journal, settings

PATTERN = {"source": ["app"]}
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/tell"


class TopicTargets(ServiceCase):
    """Rules tell an encrypted topic."""

    topic: ClassVar[str]

    def setUp(self) -> None:
        root = allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
        self.root = root
        self.kms = self.client("kms")
        self.key = self.kms.create_key(Policy=document(root))["KeyMetadata"]["Arn"]
        self.sns = self.client("sns")
        name = self.id().rsplit(".", 1)[-1]
        self.topic_arn = self.sns.create_topic(Name=name, Attributes={"KmsMasterKeyId": self.key})["TopicArn"]
        self.iam = self.client("iam")

    def role(self, name: str, trust: dict[str, Any] | None = None, *statements: dict[str, Any]) -> str:
        trusted = trust or {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"}
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trusted))["Role"]["Arn"]
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="only", PolicyDocument=document(*statements))
        return str(made)

    def tell(self, **target: Any) -> list[str]:
        """The messages that the topic got of one event."""
        events = self.client("events")
        events.put_rule(Name="tell", EventPattern=json.dumps(PATTERN))
        events.put_targets(Rule="tell", Targets=[{"Id": "topic", "Arn": self.topic_arn, **target}])
        detail = {"name": "x", "list": ["a", "b"], "number": 3, "quoted": 'say "yes"'}
        events.put_events(Entries=[{"Source": "app", "DetailType": "Done", "Detail": json.dumps(detail)}])
        events.remove_targets(Rule="tell", Ids=["topic"])
        return [message[1] for message in sns_backends[ACCOUNT][REGION].topics[self.topic_arn].sent_notifications]

    def may(self) -> tuple[dict[str, Any], ...]:
        return allow("sns:Publish", self.topic_arn), allow(["kms:Decrypt", "kms:GenerateDataKey"], self.key)

    def test_as_an_execution_role(self) -> None:
        (message,) = self.tell(RoleArn=self.role("publisher", None, *self.may()))
        self.assertEqual((json.loads(message)["source"], json.loads(message)["detail"]["name"]), ("app", "x"))

    def mailbox(self) -> str:
        file = settings.current().state_dir / "mailbox.txt"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def test_what_people_are_told_lies_in_the_mailbox_once(self) -> None:
        role = self.role("mailing", None, *self.may())
        transformer = {"InputPathsMap": {"name": "$.detail.name"}, "InputTemplate": '"<name> has failed"'}
        self.tell(RoleArn=role, InputTransformer=transformer)
        self.sns.subscribe(TopicArn=self.topic_arn, Protocol="email", Endpoint="ops@example.com")
        self.tell(RoleArn=role, InputTransformer=transformer)
        own = [each for each in self.mailbox().split("\n---\n") if self.topic_arn in each]
        mails = [each for each in own if "Subscription Confirmation" not in each]
        self.assertEqual(["To: nobody subscribes\n" in each for each in mails], [True, False])
        self.assertIn("To: ops@example.com (on AWS: once", mails[1])
        self.assertTrue(all('\n\n"x has failed"\n' in each for each in mails))

    def test_an_address_is_asked_once_whether_it_wants_to_hear(self) -> None:
        for address in ("ops@example.com", "ops@example.com", "owner@example.com"):
            self.sns.subscribe(TopicArn=self.topic_arn, Protocol="email", Endpoint=address)
        asked = [each for each in self.mailbox().split("\n---\n") if self.topic_arn in each]
        to = [line for each in asked for line in each.splitlines() if line.startswith("To: ")]
        self.assertEqual(to, ["To: ops@example.com", "To: owner@example.com"])
        self.assertTrue(all("counts it as confirmed" in each for each in asked))

    def test_a_queue_is_told_what_its_target_says_and_only_where_its_policy_lets_the_rule_in(self) -> None:
        sqs, events = self.client("sqs"), self.client("events")
        url = sqs.create_queue(QueueName="told")["QueueUrl"]
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:told"
        events.put_rule(Name="queue", EventPattern=json.dumps(PATTERN))
        told = {"constant": {"Input": '{"a":1}'}, "part": {"InputPath": "$.detail.name"}, "whole": {}}
        events.put_targets(Rule="queue", Targets=[{"Id": name, "Arn": arn, **more} for name, more in told.items()])
        self.addCleanup(events.delete_rule, Name="queue")
        self.addCleanup(events.remove_targets, Rule="queue", Ids=[*told])

        def bodies() -> list[Any]:
            events.put_events(Entries=[{"Source": "app", "DetailType": "Done", "Detail": '{"name":"x"}'}])
            return [json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])]

        self.assertEqual(bodies(), [])
        self.assertTrue(any(f"not delivered: rule queue to {arn}: sqs:SendMessage" in each for each in journal.doubts()))
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document({**allow("sqs:SendMessage", arn), "Principal": {"Service": "events.amazonaws.com"}})})
        constant, part, whole = bodies()
        self.assertEqual((constant, part, whole["account"], whole["detail"]), ({"a": 1}, "x", ACCOUNT, {"name": "x"}))
        sqs.purge_queue(QueueUrl=url)
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": "alias/aws/sqs"})
        self.assertEqual(bodies(), [])
        self.assertTrue(any(f"not delivered: rule queue to {arn}: alias/aws/sqs lets in no other service" in each for each in journal.doubts()))

    def test_what_a_target_is_not_told_its_dead_letter_queue_is(self) -> None:
        sqs, events = self.client("sqs"), self.client("events")
        url, letters = sqs.create_queue(QueueName="letters")["QueueUrl"], f"arn:aws:sqs:{REGION}:{ACCOUNT}:letters"
        gone = {kind: f"arn:aws:{kind}:{REGION}:{ACCOUNT}:{name}" for kind, name in (("lambda", "function:gone"), ("sns", "gone"), ("sqs", "gone"))}
        arn = events.put_rule(Name="lost", EventPattern=json.dumps(PATTERN))["RuleArn"]
        events.put_targets(
            Rule="lost", Targets=[{"Id": kind, "Arn": each, "Input": "{}", "DeadLetterConfig": {"Arn": letters}} for kind, each in gone.items()]
        )
        self.addCleanup(events.delete_rule, Name="lost")
        self.addCleanup(events.remove_targets, Rule="lost", Ids=[*gone])

        def told() -> list[Any]:
            events.put_events(Entries=[{"Source": "app", "DetailType": "Done", "Detail": '{"name":"x"}'}])
            return list(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get("Messages", []))

        self.assertEqual(told(), [])
        self.assertTrue(any(f"rule lost to its dead-letter queue {letters}: sqs:SendMessage" in each for each in journal.doubts()))
        lets_in = {**allow("sqs:SendMessage", letters), "Principal": {"Service": "events.amazonaws.com"}}
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document({**lets_in, "Condition": {"ArnEquals": {"aws:SourceArn": arn}}})})
        for message, target in zip(told(), gone.values(), strict=True):
            said = {name: each["StringValue"] for name, each in message["MessageAttributes"].items()}
            self.assertEqual((said["RULE_ARN"], said["TARGET_ARN"], said["ERROR_CODE"]), (arn, target, "NO_RESOURCE"))
            self.assertEqual(json.loads(message["Body"])["detail"], {"name": "x"})

    def test_what_a_queue_is_told_lies_in_no_mailbox(self) -> None:
        queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:records"
        self.client("sqs").create_queue(QueueName="records")
        self.sns.subscribe(TopicArn=self.topic_arn, Protocol="sqs", Endpoint=queue)
        self.tell(RoleArn=self.role("of-data", None, *self.may()))
        self.assertNotIn(self.topic_arn, self.mailbox())

    def test_not_as_a_role_that_lacks_something(self) -> None:
        publish, use = self.may()
        through_s3 = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
        for at, statements in enumerate(([publish], [use], [publish, {**use, "Condition": through_s3}])):
            self.assertEqual(self.tell(RoleArn=self.role(f"lacking-{at}", None, *statements)), [])

    def test_not_as_a_role_that_does_not_trust_eventbridge(self) -> None:
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        self.assertEqual(self.tell(RoleArn=self.role("of-lambda", trust, *self.may())), [])

    def test_a_trust_bound_to_what_is_only_reported_is_doubtful(self) -> None:
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:SourceArn": RULE}},
        }
        self.assertEqual(len(self.tell(RoleArn=self.role("bound", trust, *self.may()))), 1)
        self.assertTrue(any("may be refused on AWS: events.amazonaws.com" in each for each in journal.doubts()))

    def let_events(self, condition: dict[str, Any], of_key: dict[str, Any]) -> None:
        publish = allow_service("events.amazonaws.com", "sns:Publish", Condition=condition)
        self.sns.set_topic_attributes(TopicArn=self.topic_arn, AttributeName="Policy", AttributeValue=document(publish))
        use = allow_service("events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], Condition=of_key)
        self.kms.put_key_policy(KeyId=self.key, PolicyName="default", Policy=document(self.root, use))

    def test_as_eventbridge_without_a_condition(self) -> None:
        self.let_events({}, {})
        self.assertEqual(len(self.tell()), 1)

    def test_not_as_eventbridge_under_a_source(self) -> None:
        bound = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
        for topic, key in ((bound, {}), ({}, bound)):
            self.let_events(topic, key)
            self.assertEqual(self.tell(), [])

    def test_a_part_a_constant_and_a_transformed_input(self) -> None:
        role = self.role("transformer", None, *self.may())
        transformer = {
            "InputPathsMap": {"name": "$.detail.name", "second": "$.detail.list[1]", "all": "$.detail.list", "none": "$.x"},
        }
        quoted = {"InputPathsMap": {"said": "$.detail.quoted"}, "InputTemplate": '{"it": "<said>!", "raw": <said>}'}
        for given, expected in (
            ({"InputPath": "$.detail.name"}, '"x"'),
            ({"InputPath": "$.detail.absent"}, "null"),
            ({"Input": '{"a": 1}'}, '{"a": 1}'),
            ({"InputTransformer": {**transformer, "InputTemplate": '"<name> of <second><none>"'}}, '"x of b"'),
            ({"InputTransformer": {**transformer, "InputTemplate": '{"n": <name>, "l": <all>, "m": <none>}'}},
             '{"n": "x", "l": ["a", "b"], "m": null}'),
            ({"InputTransformer": quoted}, '{"it": "say \\"yes\\"!", "raw": "say \\"yes\\""}'),
            ({"InputTransformer": {"InputTemplate": '"<aws.events.rule-name> <unknown>"'}}, '"tell <unknown>"'),
        ):
            self.assertEqual(self.tell(RoleArn=role, **given)[-1], expected)

    def test_not_as_a_role_that_the_topic_refuses(self) -> None:
        deny = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}
        self.sns.set_topic_attributes(TopicArn=self.topic_arn, AttributeName="Policy", AttributeValue=document(deny))
        self.assertEqual(self.tell(RoleArn=self.role("denied", None, *self.may())), [])

    def test_a_target_that_cannot_be_told_ends_nothing(self) -> None:
        events = self.client("events")
        role = self.role("starter", None, allow("states:StartExecution"))
        here = f"{REGION}:{ACCOUNT}"
        for name, target in (
            ("stream", {"Arn": f"arn:aws:kinesis:{here}:stream/none", "RoleArn": role}),
            ("group", {"Arn": f"arn:aws:logs:{here}:log-group:none"}),
            ("queue", {"Arn": f"arn:aws:sqs:{here}:none"}),
            ("machine", {"Arn": f"arn:aws:states:{here}:stateMachine:none", "RoleArn": role}),
            ("function", {"Arn": f"arn:aws:lambda:{here}:function:none"}),
        ):
            with self.subTest(name):
                events.put_rule(Name=name, EventPattern=json.dumps(PATTERN))
                events.put_targets(Rule=name, Targets=[{"Id": name, **target}])
                answer = events.put_events(Entries=[{"Source": "app", "DetailType": "Done", "Detail": "{}"}])
                events.remove_targets(Rule=name, Ids=[name])
                self.assertEqual(answer["FailedEntryCount"], 0)
                said = f"not delivered: rule {name} to {target['Arn']}"
                self.assertTrue(any(said in each for each in journal.doubts()), journal.doubts())


if __name__ == "__main__":
    unittest.main()
