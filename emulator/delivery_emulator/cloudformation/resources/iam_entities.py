"""IAM: users with their keys, groups and instance profiles, and policies of one role, user or group."""

from typing import Any, ClassVar

from delivery_emulator.cloudformation.resource import Context, Made, Properties, Refused, ResourceType, already_gone
from delivery_emulator.cloudformation.resources.iam import named, set_policies
from delivery_emulator.cloudformation.resources.tags import synchronise, tag_list, tag_map
from delivery_emulator.cloudformation.values import document

_POLICIES = ("ManagedPolicyArns", "Policies.PolicyDocument.*", "Policies.PolicyName")


class _PolicyOf(ResourceType):
    """An inline policy that is a resource of its own; `Ref` is its name and that of its holder."""

    holder: ClassVar[str]

    def create(self, context: Context, properties: Properties) -> Made:
        title, name = str(properties["PolicyName"]), str(properties[f"{self.holder.title()}Name"])
        put = getattr(context.client("iam"), f"put_{self.holder}_policy")
        put(**named(self.holder, name), PolicyName=title, PolicyDocument=document(properties.get("PolicyDocument", {})))
        return Made(f"{title}|{name}")

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        return self.create(context, new)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        title, name = physical_id.split("|")
        with already_gone("NoSuchEntity"):
            getattr(context.client("iam"), f"delete_{self.holder}_policy")(**named(self.holder, name), PolicyName=title)


class RolePolicy(_PolicyOf):
    """An inline policy of a role."""

    name = "AWS::IAM::RolePolicy"
    holder = "role"
    properties = frozenset({"PolicyDocument.*", "PolicyName", "RoleName"})
    replaced_by = frozenset({"PolicyName", "RoleName"})


class UserPolicy(_PolicyOf):
    """An inline policy of a user."""

    name = "AWS::IAM::UserPolicy"
    holder = "user"
    properties = frozenset({"PolicyDocument.*", "PolicyName", "UserName"})
    replaced_by = frozenset({"PolicyName", "UserName"})


class GroupPolicy(_PolicyOf):
    """An inline policy of a group."""

    name = "AWS::IAM::GroupPolicy"
    holder = "group"
    properties = frozenset({"PolicyDocument.*", "PolicyName", "GroupName"})
    replaced_by = frozenset({"PolicyName", "GroupName"})


class InstanceProfile(ResourceType):
    """What gives a role to instances."""

    name = "AWS::IAM::InstanceProfile"
    properties = frozenset({"InstanceProfileName", "Path", "Roles"})
    replaced_by = frozenset({"InstanceProfileName", "Path"})
    custom_name = "InstanceProfileName"

    def create(self, context: Context, properties: Properties) -> Made:
        iam, name = context.client("iam"), str(properties.get("InstanceProfileName") or context.generated_name(128))
        made = iam.create_instance_profile(InstanceProfileName=name, Path=properties.get("Path", "/"))
        self._give(iam, name, [], properties["Roles"])
        return Made(name, {"Arn": made["InstanceProfile"]["Arn"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        iam = context.client("iam")
        found = iam.get_instance_profile(InstanceProfileName=physical_id)["InstanceProfile"]
        self._give(iam, physical_id, [role["RoleName"] for role in found["Roles"]], new["Roles"])
        return Made(physical_id, {"Arn": found["Arn"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        iam = context.client("iam")
        with already_gone("NoSuchEntity"):
            found = iam.get_instance_profile(InstanceProfileName=physical_id)["InstanceProfile"]
            self._give(iam, physical_id, [role["RoleName"] for role in found["Roles"]], [])
            iam.delete_instance_profile(InstanceProfileName=physical_id)

    @staticmethod
    def _give(iam: Any, profile: str, old: list[str], new: list[str]) -> None:
        for role in (each for each in old if each not in new):
            iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role)
        for role in (each for each in new if each not in old):
            iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)


class User(ResourceType):
    """A user without a password and a boundary, with its policies and groups."""

    name = "AWS::IAM::User"
    properties = frozenset({"Groups", "Path", "Tags.*", "UserName", *_POLICIES})
    replaced_by = frozenset({"UserName"})

    def create(self, context: Context, properties: Properties) -> Made:
        iam, name = context.client("iam"), str(properties.get("UserName") or context.generated_name(64))
        made = iam.create_user(UserName=name, Path=properties.get("Path", "/"), Tags=tag_list(context, properties))["User"]
        self._apply(iam, name, {}, properties)
        return Made(name, {"Arn": made["Arn"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        iam = context.client("iam")
        _stays(old, new)
        self._apply(iam, physical_id, old, new)
        synchronise(
            tag_map(context, new),
            [tag["Key"] for tag in iam.list_user_tags(UserName=physical_id)["Tags"]],
            lambda keys: iam.untag_user(UserName=physical_id, TagKeys=keys),
            lambda: iam.tag_user(UserName=physical_id, Tags=tag_list(context, new)),
        )
        return Made(physical_id, {"Arn": iam.get_user(UserName=physical_id)["User"]["Arn"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        iam = context.client("iam")
        with already_gone("NoSuchEntity"):
            self._apply(iam, physical_id, properties, {})
            iam.delete_user(UserName=physical_id)

    @staticmethod
    def _apply(iam: Any, name: str, old: Properties, new: Properties) -> None:
        set_policies(iam, "user", name, old, new)
        before, after = (each.get("Groups") or [] for each in (old, new))
        _join(iam, [(group, name) for group in before], [(group, name) for group in after])


class Group(ResourceType):
    """A group with its policies."""

    name = "AWS::IAM::Group"
    properties = frozenset({"GroupName", "Path", *_POLICIES})
    replaced_by = frozenset({"GroupName"})

    def create(self, context: Context, properties: Properties) -> Made:
        iam, name = context.client("iam"), str(properties.get("GroupName") or context.generated_name(128))
        made = iam.create_group(GroupName=name, Path=properties.get("Path", "/"))["Group"]
        set_policies(iam, "group", name, {}, properties)
        return Made(name, {"Arn": made["Arn"]})

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        iam = context.client("iam")
        _stays(old, new)
        set_policies(iam, "group", physical_id, old, new)
        return Made(physical_id, {"Arn": iam.get_group(GroupName=physical_id)["Group"]["Arn"]})

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        iam = context.client("iam")
        with already_gone("NoSuchEntity"):
            set_policies(iam, "group", physical_id, properties, {})
            iam.delete_group(GroupName=physical_id)


class UserToGroupAddition(ResourceType):
    """Users that are put into a group."""

    name = "AWS::IAM::UserToGroupAddition"
    properties = frozenset({"GroupName", "Users"})

    def create(self, context: Context, properties: Properties) -> Made:
        _join(context.client("iam"), [], self._members(properties))
        return Made(context.generated_name())

    def update(self, context: Context, physical_id: str, old: Properties, new: Properties) -> Made:
        _join(context.client("iam"), self._members(old), self._members(new))
        return Made(physical_id)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        _join(context.client("iam"), self._members(properties), [])

    @staticmethod
    def _members(properties: Properties) -> list[tuple[str, str]]:
        return [(properties["GroupName"], user) for user in properties["Users"]]


class AccessKey(ResourceType):
    """An active key of a user; another `Serial` is another key."""

    name = "AWS::IAM::AccessKey"
    properties = frozenset({"Serial", "UserName"})
    replaced_by = properties

    def create(self, context: Context, properties: Properties) -> Made:
        made = context.client("iam").create_access_key(UserName=properties["UserName"])["AccessKey"]
        return Made(made["AccessKeyId"], {"SecretAccessKey": made["SecretAccessKey"]}, hidden=True)

    def delete(self, context: Context, physical_id: str, properties: Properties) -> None:
        with already_gone("NoSuchEntity"):
            context.client("iam").delete_access_key(UserName=properties["UserName"], AccessKeyId=physical_id)


def _stays(old: Properties, new: Properties) -> None:
    """On AWS another path is another ARN of the same entity, which no policy of this emulator would follow."""
    if old.get("Path", "/") != new.get("Path", "/"):
        raise Refused(f"the emulator moves nobody from the path {old.get('Path', '/')} to {new.get('Path', '/')}: give another name, too")


def _join(iam: Any, old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    for group, user in (each for each in old if each not in new):
        with already_gone("NoSuchEntity"):
            iam.remove_user_from_group(GroupName=group, UserName=user)
    for group, user in (each for each in new if each not in old):
        iam.add_user_to_group(GroupName=group, UserName=user)
