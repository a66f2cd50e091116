"""The pieces that every page is made of, each written once."""
