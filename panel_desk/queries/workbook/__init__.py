"""Queries that compare the workbook with the registers, and fill it from them."""
