"""Codes in addresses are read as everywhere; importing this registers the converter."""

from kernel.converters import CodeConverter

__all__ = ["CodeConverter"]
