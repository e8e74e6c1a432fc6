"""Invocations of API Gateway's APIs: each API has a port of its own on the loopback interface, which serves nothing else."""
