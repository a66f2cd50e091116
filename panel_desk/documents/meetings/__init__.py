"""Agendas as PDFs."""
