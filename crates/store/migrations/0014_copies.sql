-- One of several documents of a resource is kept.
ALTER TABLE draft ADD COLUMN copies TEXT; -- JSON: the documents that were chosen among; NULL: there was one
