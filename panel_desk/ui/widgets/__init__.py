"""The widgets that pages and dialogs share."""
