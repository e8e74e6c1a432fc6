"""The resource types the emulator's CloudFormation knows; one module per AWS service, each registering its types."""
