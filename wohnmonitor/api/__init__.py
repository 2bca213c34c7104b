"""The HTTP API /api/v1: the same figures, columns and errors as the export. add_api(server, monitor) puts it on a Flask server.

One declaration of routes (routes) and parameters (parameters) is what is answered, checked, and told in openapi.json and /docs.
"""

from wohnmonitor.api.server import add_api

__all__ = ["add_api"]
