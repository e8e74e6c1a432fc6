"""Runs Lambda functions: the uploaded Node.js code in child processes, with their output in CloudWatch Logs."""
