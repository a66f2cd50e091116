"""The workbook: operations."""
