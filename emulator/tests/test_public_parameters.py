from service_case import ServiceCase

from delivery_emulator.cloudformation.public_parameters import HERE, is_absent

OF_EACH = (
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
    "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id",
    "/aws/service/global-infrastructure/regions/eu-west-1",
)


class PublicParameters(ServiceCase):
    def test_are_read_where_they_are_said_to_be_here(self) -> None:
        self.assertEqual({family for family in HERE for name in OF_EACH if name.startswith(family)}, set(HERE))
        for name in OF_EACH:
            self.assertFalse(is_absent(name))
            self.assertTrue(self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])

    def test_others_of_aws_are_absent_and_those_of_an_app_are_not(self) -> None:
        self.assertTrue(is_absent("/aws/service/bottlerocket/aws-ecs-1/x86_64/latest/image_id"))
        self.assertFalse(is_absent("/app/aws/service/name"))
