"""Attributes that are shared as copies: each side keeps its own, and so does who shares it, beside the original."""
