//! Lists of objects (`kind: List`): the same objects as documents of their own.

use hedgerow_model::Value;
use hedgerow_schema::listed;
use hedgerow_yaml::Content;

use crate::parse::limits;

/// A file with the objects of its lists as documents of their own; nothing where it has no list, or where
/// a list says or explains something that none of its objects does.
pub fn split_lists(file: &str) -> Option<String> {
    if !file.contains("List") {
        return None;
    }
    let mut out = String::with_capacity(file.len());
    let mut lists = 0;
    for document in hedgerow_yaml::read_all(file, &limits()) {
        let slice = &document.slice;
        let Some(objects) = listed(file, &document) else {
            out.push_str(&file[slice.banner.start..slice.body.end]);
            continue;
        };
        let Content::Object(read) = &document.content else { return None };
        if !says_nothing_else(read.value()) || objects.is_empty() {
            return None;
        }
        lists += 1;
        let own = slice.own_text(file);
        let lead: String = own
            .split_inclusive('\n')
            .take_while(|line| line.starts_with('#') || line.trim().is_empty())
            .collect();
        let texts: Vec<&str> = objects.iter().map(|object| object.text.as_str()).collect();
        let all = format!("{lead}{}", texts.join("---\n"));
        let comments = |text: &str| -> Vec<String> {
            let lines = text.lines().map(str::trim);
            lines.filter(|line| line.starts_with('#')).map(str::to_owned).collect()
        };
        let kept = comments(&all);
        if comments(&own).iter().any(|comment| !kept.contains(comment)) {
            return None;
        }
        if !out.is_empty() {
            out.push_str("---\n");
        }
        out.push_str(&all);
    }
    (lists > 0).then_some(out)
}

/// Whether a list says nothing beside its objects but what `kubectl get` writes.
fn says_nothing_else(list: &Value) -> bool {
    let Some(map) = list.as_map() else { return false };
    let of_list = |key: &str| matches!(key, "apiVersion" | "kind" | "items" | "metadata");
    let of_meta = |key: &str| {
        matches!(key, "resourceVersion" | "selfLink" | "continue" | "remainingItemCount")
    };
    let meta = map.get("metadata").and_then(Value::as_map);
    map.keys().all(|key| of_list(key))
        && meta.is_none_or(|meta| meta.keys().all(|key| of_meta(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str) -> String {
        format!("apiVersion: v1\nkind: K\nmetadata:\n  name: {name}\n")
    }

    fn list(names: &[&str]) -> String {
        let items: String = names
            .iter()
            .map(|name| format!("- {}", object(name).trim_end().replace('\n', "\n  ") + "\n"))
            .collect();
        format!("apiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n")
    }

    #[test]
    fn a_list_becomes_its_objects_and_other_documents_stay() {
        let file = format!("# all\n{}---\n{}", list(&["a", "b"]), object("c"));
        let split = split_lists(&file).unwrap();
        assert_eq!(
            split,
            format!("# all\n{}---\n{}---\n{}", object("a"), object("b"), object("c"))
        );
        let behind = format!("{}---\n# all\n{}", object("c"), list(&["a"]));
        let split = split_lists(&behind).unwrap();
        assert_eq!(split, format!("{}---\n# all\n{}", object("c"), object("a")));
    }

    #[test]
    fn what_would_be_lost_with_the_list_keeps_it() {
        for file in [
            list(&["a"]).replace("kind: List", "# of the list\nkind: List"),
            list(&["a"]).replace("resourceVersion: \"\"", "labels: {a: b}"),
            list(&["a"]) + "more: 1\n",
            "apiVersion: v1\nkind: List\nitems: []\n".to_owned(),
            object("a"),
            "kind: [List\n".to_owned(),
        ] {
            assert_eq!(split_lists(&file), None, "{file}");
        }
    }
}
