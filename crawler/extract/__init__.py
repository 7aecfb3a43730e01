"""Extraction: turns the bytes of one answer into a Document."""

from crawler.extract.reader import VERSION, extract

__all__ = ["VERSION", "extract"]
