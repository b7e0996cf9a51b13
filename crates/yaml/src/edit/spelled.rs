//! Writing a collection in braces anew, where it cannot be edited in place: what it keeps is spelled as it was.

use hedgerow_model::{Map, Value};

use super::align::{Origin, align};
use super::walk::Walk;
use crate::emit;
use crate::tree::{Entry, NodeId, Shape};

impl Walk<'_> {
    /// `new` on one line, in flow style. What was said in the node, which reads as `old`, is spelled as there.
    pub(super) fn spelled(&mut self, id: NodeId, old: &Value, new: &Value) -> String {
        if old == new
            && let Some(text) = self.as_written(id)
        {
            return text.to_owned();
        }
        match (&self.node(id).shape, old, new) {
            (Shape::Map { flow: true, entries }, Value::Map(old), Value::Map(new)) => {
                self.spelled_map(entries, old, new)
            }
            (Shape::List { flow: true, items }, Value::List(old), Value::List(new)) => {
                let aligned = align(old, new, &mut self.path, self.types);
                let texts = new.iter().zip(&aligned.items).map(|(value, origin)| match *origin {
                    Origin::Stays(at) | Origin::Moves(at) => {
                        self.spelled(items[at], &old[at], value)
                    }
                    Origin::New => self.fresh(value),
                });
                let texts: Vec<String> = texts.collect();
                format!("[{}]", texts.join(", "))
            }
            _ => self.fresh(new),
        }
    }

    fn spelled_map(&mut self, entries: &[Entry], old: &Map, new: &Map) -> String {
        let mut texts = Vec::with_capacity(new.len());
        for (key, value) in new {
            let at = old.get_index_of(key);
            let own =
                entries.iter().find(|entry| at.is_some() && entry.slot.map(|at| at as usize) == at);
            let key_text = own.and_then(|entry| self.as_written(entry.key)).map(str::to_owned);
            let key_text = key_text.unwrap_or_else(|| emit::string(key, true, self.style().quote));
            let value = match (own, old.get(key)) {
                (Some(entry), Some(was)) => self.spelled(entry.value, was, value),
                _ => self.fresh(value),
            };
            texts.push(format!("{key_text}: {value}"));
        }
        format!("{{{}}}", texts.join(", "))
    }

    fn fresh(&self, value: &Value) -> String {
        emit::flow(value, self.style().quote)
    }

    /// What is written of a node, where that can be on another line of braces as well: on one line, without comments,
    /// and without anything that is shared.
    fn as_written(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        let text = &self.layout.text[node.range()];
        let one_line = !text.is_empty() && !text.contains(['\n', '\r', '#']);
        (one_line && self.is_plain(id)).then_some(text)
    }

    fn is_plain(&self, id: NodeId) -> bool {
        let node = self.node(id);
        !node.has_props()
            && match &node.shape {
                Shape::Scalar(style) => !style.is_block(),
                Shape::Alias(_) => false,
                Shape::Map { flow, entries } => {
                    *flow
                        && entries.iter().all(|it| self.is_plain(it.key) && self.is_plain(it.value))
                }
                Shape::List { flow, items } => {
                    *flow && items.iter().all(|item| self.is_plain(*item))
                }
            }
    }
}
