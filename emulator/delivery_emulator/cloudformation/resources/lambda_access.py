"""What belongs to a Lambda function: permissions, asynchronous invocation settings, versions and aliases."""

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.values import boolean, integer, renamed


class Permission(ResourceType):
    """Who else may invoke a function. Every change makes a new statement."""

    name = "AWS::Lambda::Permission"
    properties = frozenset(
        {
            *("Action", "FunctionName", "Principal", "SourceArn", "SourceAccount", "PrincipalOrgID"),
            *("FunctionUrlAuthType", "InvokedViaFunctionUrl"),
        }
    )
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        statement = context.generated_name(100)
        plain = renamed(properties, *sorted(self.properties - {"InvokedViaFunctionUrl"}))
        via = renamed(properties, "InvokedViaFunctionUrl", read=boolean)
        context.client("lambda").add_permission(StatementId=statement, **plain, **via)
        return Made(statement, {"Id": statement})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").remove_permission(FunctionName=properties["FunctionName"], StatementId=physical_id)


class EventInvokeConfig(ResourceType):
    """Retries, age and destinations of asynchronous invocations."""

    name = "AWS::Lambda::EventInvokeConfig"
    properties = frozenset(
        {
            *("FunctionName", "Qualifier", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
            *("DestinationConfig.OnSuccess.Destination", "DestinationConfig.OnFailure.Destination"),
        }
    )
    replaced_by = frozenset({"FunctionName", "Qualifier"})

    def create(self, context: Context, properties: Properties) -> Made:
        context.client("lambda").put_function_event_invoke_config(
            **renamed(properties, "FunctionName", "Qualifier", "DestinationConfig"),
            **renamed(properties, "MaximumEventAgeInSeconds", "MaximumRetryAttempts", read=integer),
        )
        return Made(f"{properties['FunctionName']}|{properties['Qualifier']}")

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").delete_function_event_invoke_config(
                **renamed(properties, "FunctionName", "Qualifier")
            )


class Version(ResourceType):
    """A published, unchangeable version of a function."""

    name = "AWS::Lambda::Version"
    properties = frozenset({"FunctionName", "Description", "CodeSha256"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        function = context.client("lambda")
        there = {each["Version"] for each in function.list_versions_by_function(FunctionName=properties["FunctionName"])["Versions"]}
        answer = function.publish_version(**renamed(properties, "FunctionName", "Description", "CodeSha256"))
        if answer["Version"] in there:
            raise Refused(f"A version for this Lambda function exists ( {answer['Version']} ). Modify the function to create a new version.")
        return Made(answer["FunctionArn"], {"Version": answer["Version"], "FunctionArn": answer["FunctionArn"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            function, version = physical_id.rsplit(":", 1)
            context.client("lambda").delete_function(FunctionName=function, Qualifier=version)


class Alias(ResourceType):
    """A name for a version of a function."""

    name = "AWS::Lambda::Alias"
    properties = frozenset({"FunctionName", "FunctionVersion", "Name", "Description"})
    replaced_by = frozenset({"FunctionName", "Name"})
    custom_name = "Name"
    named_in = "FunctionName"

    def create(self, context: Context, properties: Properties) -> Made:
        answer = context.client("lambda").create_alias(
            **renamed(properties, "FunctionName", "FunctionVersion", "Name", "Description")
        )
        return Made(answer["AliasArn"], {"AliasArn": answer["AliasArn"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        context.client("lambda").update_alias(
            Description=new.get("Description", ""), **renamed(new, "FunctionName", "FunctionVersion", "Name")
        )
        return Made(physical_id, {"AliasArn": physical_id})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("ResourceNotFoundException"):
            context.client("lambda").delete_alias(FunctionName=properties["FunctionName"], Name=properties["Name"])
