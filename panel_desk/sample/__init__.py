"""The sample agency: made-up registers around today's date, so that every page has something to show."""

from panel_desk.sample.build import SampleAccount, make_sample_agency

__all__ = ["SampleAccount", "make_sample_agency"]
