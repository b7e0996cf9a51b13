//! CRD schemas, defaulting, validation, and the catalogue of Hedgehog kinds.
