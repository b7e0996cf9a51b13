//! The ACL of an ExternalAttachment: its statements, with the paths of their fields.

use hedgerow_model::FieldPath;

use crate::object::Object;
use crate::tree::Tree;

const STATEMENTS: [&str; 2] = ["inboundACL", "statements"];

/// The statements with their places.
pub(crate) fn statements(attachment: &Object) -> impl Iterator<Item = (usize, &Tree)> {
    attachment.spec.at(&STATEMENTS).items().iter().enumerate()
}

/// The field of a statement.
pub(crate) fn field(at: usize, name: &str) -> FieldPath {
    let [acl, statements] = STATEMENTS;
    FieldPath::of_keys(["spec", acl, statements]).index(at).key(name)
}

/// The protocol of a statement where it is none of these. One that does not exist is left to the rule of
/// protocols.
pub(crate) fn other_protocol<'s>(statement: &'s Tree, wanted: &[&str]) -> Option<&'s str> {
    let protocol = statement.get("protocol").text();
    let known = ["ip", "tcp", "udp", "icmp"].contains(&protocol);
    (known && !wanted.contains(&protocol)).then_some(protocol)
}
