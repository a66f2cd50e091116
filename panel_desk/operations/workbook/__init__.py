"""The workbook of all registers: operations."""
