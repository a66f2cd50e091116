"""The workbook of all registers (.xlsx)."""
