"""Runs Lambda functions: the uploaded code in child processes, with their output in CloudWatch Logs."""
