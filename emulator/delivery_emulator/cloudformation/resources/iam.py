"""IAM: roles, managed policies and inline policies."""

from typing import Any

from delivery_emulator.cloudformation.resource import Context, Made, Properties, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.tags import retag, tag_as_stack, tag_list
from delivery_emulator.cloudformation.values import document, integer, renamed

_HOLDERS = {"Groups": "group", "Roles": "role", "Users": "user"}
"""Who can have policies: by the property of a policy that lists them, the word for one in the names of calls."""


class Role(ResourceType):
    """A role with its inline and attached policies."""

    name = "AWS::IAM::Role"
    properties = frozenset(
        {
            *("AssumeRolePolicyDocument.*", "Description", "ManagedPolicyArns", "MaxSessionDuration", "Path"),
            *("PermissionsBoundary", "Policies.PolicyDocument.*", "Policies.PolicyName", "RoleName", "Tags.*"),
        }
    )
    replaced_by = frozenset({"RoleName", "Path"})
    custom_name = "RoleName"

    def create(self, context: Context, properties: Properties) -> Made:
        iam = context.client("iam")
        name = str(properties.get("RoleName") or context.generated_name(64))
        request: dict[str, Any] = {
            "RoleName": name,
            "Path": properties.get("Path", "/"),
            "AssumeRolePolicyDocument": document(properties["AssumeRolePolicyDocument"]),
            "Description": properties.get("Description", ""),
            "MaxSessionDuration": integer(properties.get("MaxSessionDuration", 3600)),
            "Tags": tag_list(context, properties),
            **renamed(properties, "PermissionsBoundary"),
        }
        role = iam.create_role(**request)["Role"]
        set_policies(iam, "role", name, {}, properties)
        return self._made(role)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        iam = context.client("iam")
        trust = document(new["AssumeRolePolicyDocument"])
        iam.update_assume_role_policy(RoleName=physical_id, PolicyDocument=trust)
        iam.update_role(
            RoleName=physical_id,
            Description=new.get("Description", ""),
            MaxSessionDuration=integer(new.get("MaxSessionDuration", 3600)),
        )
        if "PermissionsBoundary" in new:
            iam.put_role_permissions_boundary(RoleName=physical_id, PermissionsBoundary=new["PermissionsBoundary"])
        elif "PermissionsBoundary" in old:
            iam.delete_role_permissions_boundary(RoleName=physical_id)
        set_policies(iam, "role", physical_id, old, new)
        retag(context, "iam", new, RoleName=physical_id)
        return self._made(iam.get_role(RoleName=physical_id)["Role"])

    def adopt(self, context: Context, physical_id: str) -> Made:
        tag_as_stack(context, "iam", RoleName=physical_id)
        return self._made(context.client("iam").get_role(RoleName=physical_id)["Role"])

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        iam = context.client("iam")
        with already_gone("NoSuchEntity"):
            set_policies(iam, "role", physical_id, properties, {})
            iam.delete_role(RoleName=physical_id)

    @staticmethod
    def _made(role: dict[str, Any]) -> Made:
        return Made(role["RoleName"], {"Arn": role["Arn"], "RoleId": role["RoleId"]})


class InlinePolicy(ResourceType):
    """A policy embedded in roles, users and groups."""

    name = "AWS::IAM::Policy"
    properties = frozenset({"Groups", "PolicyDocument.*", "PolicyName", "Roles", "Users"})

    def create(self, context: Context, properties: Properties) -> Made:
        self._put(context, properties)
        return Made(context.generated_name(64))

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        self._put(context, new)
        other_name = old["PolicyName"] != new["PolicyName"]
        for kind in _HOLDERS:
            left = [name for name in old.get(kind) or [] if other_name or name not in (new.get(kind) or [])]
            self._delete(context, {kind: left, "PolicyName": old["PolicyName"]})
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        self._delete(context, properties)

    @staticmethod
    def _put(context: Context, properties: Properties) -> None:
        iam = context.client("iam")
        policy = {"PolicyName": properties["PolicyName"], "PolicyDocument": document(properties["PolicyDocument"])}
        for kind, holder in _HOLDERS.items():
            for name in properties.get(kind) or []:
                getattr(iam, f"put_{holder}_policy")(**named(holder, name), **policy)

    @staticmethod
    def _delete(context: Context, properties: Properties) -> None:
        iam = context.client("iam")
        for kind, holder in _HOLDERS.items():
            for name in properties.get(kind) or []:
                with already_gone("NoSuchEntity"):
                    getattr(iam, f"delete_{holder}_policy")(**named(holder, name), PolicyName=properties["PolicyName"])


class ManagedPolicy(ResourceType):
    """A policy of its own that roles, users and groups are attached to."""

    name = "AWS::IAM::ManagedPolicy"
    properties = frozenset(
        {"Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument.*", "Roles", "Users"}
    )
    replaced_by = frozenset({"Description", "ManagedPolicyName", "Path"})
    custom_name = "ManagedPolicyName"

    def create(self, context: Context, properties: Properties) -> Made:
        iam = context.client("iam")
        policy = iam.create_policy(
            PolicyName=str(properties.get("ManagedPolicyName") or context.generated_name(128)),
            Path=properties.get("Path", "/"),
            PolicyDocument=document(properties["PolicyDocument"]),
            Description=properties.get("Description", ""),
        )["Policy"]
        self._attach(iam, policy["Arn"], {}, properties)
        return self._made(policy)

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        iam = context.client("iam")
        if old.get("PolicyDocument") != new.get("PolicyDocument"):
            self._drop_versions(iam, physical_id)
            text = document(new["PolicyDocument"])
            iam.create_policy_version(PolicyArn=physical_id, PolicyDocument=text, SetAsDefault=True)
        self._attach(iam, physical_id, old, new)
        return self._made(iam.get_policy(PolicyArn=physical_id)["Policy"])

    def adopt(self, context: Context, physical_id: str) -> Made:
        return self._made(context.client("iam").get_policy(PolicyArn=physical_id)["Policy"])

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        iam = context.client("iam")
        with already_gone("NoSuchEntity"):
            self._attach(iam, physical_id, properties, {})
            self._drop_versions(iam, physical_id)
            iam.delete_policy(PolicyArn=physical_id)

    @staticmethod
    def _drop_versions(iam: Any, arn: str) -> None:
        """Make room for a new version: AWS keeps at most five."""
        for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])

    @staticmethod
    def _attach(iam: Any, arn: str, old: Properties, new: Properties) -> None:
        for kind, holder in _HOLDERS.items():
            wanted = [str(name) for name in new.get(kind) or []]
            for name in old.get(kind) or []:
                if name not in wanted:
                    with already_gone("NoSuchEntity"):
                        getattr(iam, f"detach_{holder}_policy")(**named(holder, name), PolicyArn=arn)
            for name in wanted:
                getattr(iam, f"attach_{holder}_policy")(**named(holder, name), PolicyArn=arn)

    @staticmethod
    def _made(policy: dict[str, Any]) -> Made:
        return Made(policy["Arn"], {"PolicyArn": policy["Arn"], "PolicyId": policy["PolicyId"]})


def set_policies(iam: Any, holder: str, name: str, old: Properties, new: Properties) -> None:
    """The managed and inline policies of a role, user or group. Only what the template itself attached is taken away; resources that
    are policies look after themselves."""
    who = named(holder, name)
    attached = [str(arn) for arn in new.get("ManagedPolicyArns") or []]
    for arn in old.get("ManagedPolicyArns") or []:
        if arn not in attached:
            with already_gone("NoSuchEntity"):
                getattr(iam, f"detach_{holder}_policy")(**who, PolicyArn=arn)
    for arn in attached:
        getattr(iam, f"attach_{holder}_policy")(**who, PolicyArn=arn)
    inline = {policy["PolicyName"]: policy["PolicyDocument"] for policy in new.get("Policies") or []}
    for policy in old.get("Policies") or []:
        if policy["PolicyName"] not in inline:
            with already_gone("NoSuchEntity"):
                getattr(iam, f"delete_{holder}_policy")(**who, PolicyName=policy["PolicyName"])
    for title, policy in inline.items():
        getattr(iam, f"put_{holder}_policy")(**who, PolicyName=title, PolicyDocument=document(policy))


def named(holder: str, name: str) -> dict[str, str]:
    """How calls name a group, role or user."""
    return {f"{holder.title()}Name": name}
