"""What goes in and out of the store as files: the workbook."""
