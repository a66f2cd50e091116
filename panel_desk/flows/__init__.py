"""Acts that need documents, operations and exchange together, such as signing minutes."""
