"""Judges, counts, prints and asks people."""
