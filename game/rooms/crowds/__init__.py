"""Crowds that are programs: they do over the real interface what people do."""
