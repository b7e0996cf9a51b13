//! Three-way merge of values and of text, and conflicts as values.
