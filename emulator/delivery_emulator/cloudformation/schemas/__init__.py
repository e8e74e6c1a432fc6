"""What the resource schemas of CloudFormation's registry say of properties: every type at once."""
