"""Tereze: one window between people and public services."""
