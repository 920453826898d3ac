"""Matters for other programs: our own operations (OpenAPI), and GeoReport v2 (Open311)."""

from sanzhang.duties.matters.api.operations import router

__all__ = ["router"]
