//! The engine: ingest, normalise, publish; queues, runs, schedules.
