"""Where functions run: with their own files and variables, and as little else of the user's as this machine allows."""
