"""Sakimawari (先回り): a city reaches people before they have to ask."""

__version__ = "0.1.0"
