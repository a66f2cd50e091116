"""The search index: the text of records, minutes and papers, kept in the encrypted database."""
