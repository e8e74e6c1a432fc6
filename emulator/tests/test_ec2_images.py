from service_case import ServiceCase


class Images(ServiceCase):
    def test_are_there_when_they_are_asked_for_and_stay_as_they_were_left(self) -> None:
        ec2 = self.client("ec2")
        own = ec2.register_image(Name="own", RootDeviceName="/dev/xvda")["ImageId"]
        others = [image["ImageId"] for image in ec2.describe_images(Owners=["amazon"])["Images"]]
        self.assertGreater(len(others), 100)
        ec2.deregister_image(ImageId=others[0])
        left = {image["ImageId"] for image in ec2.describe_images()["Images"]}
        self.assertEqual(left & {own, others[0], others[1]}, {own, others[1]})
