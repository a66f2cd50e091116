"""Reads and writes the files that Panel Desk exchanges: workbook, e-mails, invitations, review files."""
