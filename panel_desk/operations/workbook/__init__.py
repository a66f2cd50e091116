"""The import of a workbook of all registers."""
