"""A made-up agency around today's date, so that every page has something real to show. Nobody in it exists."""

from panel_desk.sample.build import SampleAccount, make_sample_agency

__all__ = ["SampleAccount", "make_sample_agency"]
