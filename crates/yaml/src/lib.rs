//! YAML as kubectl reads it, with positions; lossless editing; emitting.
