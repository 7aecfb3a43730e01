"""Says what each document is."""
