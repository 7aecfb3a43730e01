"""Sees the web and keeps what it saw."""
