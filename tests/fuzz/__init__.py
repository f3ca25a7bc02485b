"""A coverage-guided fuzzer over all that reads what strangers wrote: python -m tests.fuzz [TARGET…] --seconds N."""
