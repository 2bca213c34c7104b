"""Tables to take away: one table definition (schema.EXPORT), one module per format."""
