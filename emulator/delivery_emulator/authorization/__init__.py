"""What the policies of whoever calls let him do: a request's IAM actions, resources and condition keys, and the answer."""
