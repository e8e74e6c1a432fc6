"""`NotificationARNs`: every event of a stack is published to the topics that the stack names.

Source: CloudFormation user guide, "Monitor stack progress" and the samples of such messages in AWS's knowledge center.
"""

from botocore.exceptions import BotoCoreError, ClientError

from delivery_emulator import clients, journal
from delivery_emulator.cloudformation.stack import LISTENERS, Event, Stack

SUBJECT = "AWS CloudFormation Notification"


def publish(stack: Stack, event: Event) -> None:
    """Tell the stack's topics. One that takes no message fails no stack; the log says so."""
    for arn in stack.notification_arns:
        try:
            region = arn.split(":")[3]
            sns = clients.client("sns", clients.root(stack.account), region)
            sns.publish(TopicArn=arn, Subject=SUBJECT, Message=message(stack, event))
        except (BotoCoreError, ClientError, IndexError) as error:
            journal.note_request(f"a notification of {stack.name} to {arn} is lost: {error}")


def message(stack: Stack, event: Event) -> str:
    """An event in the words of the message."""
    fields = {
        "StackId": stack.id,
        "Timestamp": f"{event.time:%Y-%m-%dT%H:%M:%S}.{event.time.microsecond // 1000:03d}Z",
        "EventId": event.id,
        "LogicalResourceId": event.logical_id,
        "Namespace": stack.account,
        "PhysicalResourceId": event.physical_id,
        "ResourceProperties": event.properties or "null",
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason or "",
        "ResourceType": event.type,
        "StackName": stack.name,
        "ClientRequestToken": event.token or "null",
    }
    return "".join(f"{name}='{value}'\n" for name, value in fields.items())


LISTENERS.append(publish)
