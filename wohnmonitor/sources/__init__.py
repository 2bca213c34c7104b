"""Publishers' files, read as they are: no sum, no new name, no date, nothing dropped."""
