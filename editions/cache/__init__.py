"""Readers' pages, made once and kept: first in the middleware, before anything that costs.

The public side knows no cookie and no session, so every answer to GET and HEAD is the same for all.
"""
