"""The workbook: files and messages."""
