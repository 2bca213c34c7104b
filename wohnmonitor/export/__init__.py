"""Tables to take away: one table definition (table), one dataset (dataset), one module per format, listed in FORMATS.

extract.extract(monitor, asked, language) -> Dataset; FORMATS["csv"].write(dataset, target) or .pieces(dataset).
"""

from wohnmonitor.export.dataset import Dataset
from wohnmonitor.export.formats import FORMATS, Format, of_name

__all__ = ["FORMATS", "Dataset", "Format", "of_name"]
