from engine import EngineCase, Thing, get_att, template, thing


class Previewing(EngineCase):
    def setUp(self) -> None:
        super().setUp()
        self.stack = self.deploy(template(A=thing({"Name": "a"}), B=thing({"Value": get_att("A")}), C=thing()))

    def test_finds_no_change_where_there_is_none(self) -> None:
        same = template(C=thing(), B=thing({"Value": get_att("A")}), A=thing({"Name": "a"}))
        self.assertEqual(self.changes(self.stack, same), [])

    def test_tells_additions_modifications_replacements_and_removals(self) -> None:
        wanted = template(
            A=thing({"Name": "b"}), B=thing({"Value": get_att("A"), "Other": "o"}), D=thing({"Name": get_att("A")})
        )
        found = {change.logical_id: (change.action, change.replacement) for change in self.changes(self.stack, wanted)}
        self.assertEqual(
            found,
            {"A": ("Modify", "True"), "B": ("Modify", "False"), "C": ("Remove", None), "D": ("Add", None)},
        )

    def test_is_unsure_about_a_replacement_that_hangs_on_another_resource(self) -> None:
        stack = self.deploy(template(A=thing({"Name": "a"}), B=thing({"Name": get_att("A")})), name="other")
        found = self.changes(stack, template(A=thing({"Name": "b"}), B=thing({"Name": get_att("A")})))
        self.assertEqual([change.replacement for change in found], ["True", "Conditional"])

    def test_counts_metadata_and_policies_as_changes(self) -> None:
        changed = template(
            A=thing({"Name": "a"}, Metadata={"m": 1}), B=thing({"Value": get_att("A")}), C=thing(DeletionPolicy="Retain")
        )
        found = {change.logical_id: change.scope for change in self.changes(self.stack, changed)}
        self.assertEqual(found, {"A": ("Metadata",), "C": ("DeletionPolicy",)})

    def test_makes_nothing(self) -> None:
        before = dict(Thing.world)
        self.changes(self.stack, template(Z=thing()))
        self.assertEqual(Thing.world, before)
