"""The workbook: queries."""
