"""Reads, checks, builds and redacts documents: functions from content to PDF or Word bytes."""
