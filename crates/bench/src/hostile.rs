//! Texts that ask much of a reader for their size: the hostile set.

use std::fmt::Write as _;

/// One shape of a text, which may be made as long as one likes.
pub(crate) struct Shape {
    /// What it is called in the report.
    pub(crate) name: &'static str,
    /// Begins the text.
    head: &'static str,
    /// What is repeated; `{}` is the number of the repetition.
    unit: &'static str,
    /// Ends the text.
    tail: &'static str,
}

const VPC: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: one\n";

const fn shape(name: &'static str, head: &'static str, unit: &'static str) -> Shape {
    Shape { name, head, unit, tail: "" }
}

/// All shapes.
pub(crate) const SHAPES: &[Shape] = &[
    shape(
        "documents",
        "",
        "---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: v{}\nspec:\n  vlanNamespace: \
         default\n",
    ),
    shape("documents of one line", "", "---\na: 1\n"),
    shape("documents without content", "", "---\n"),
    shape("documents of comments", "", "# c\n---\n"),
    shape("documents that are broken", "", "---\na: [\n"),
    shape("documents on the marker's line", "", "--- a: 1\n"),
    shape("documents behind dots", "", "a: 1\n...\n"),
    shape("documents that look like templates", "", "---\na: {{ .b }}\n"),
    shape(
        "documents with the same identity",
        "",
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    ),
    shape(
        "documents with CRLF",
        "",
        "---\r\napiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: a{}}\r\n",
    ),
    shape("keys", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n", "  k{}: v\n"),
    shape("keys that the schema does not know", "@VPC@spec:\n", "  k{}: v\n"),
    shape(
        "keys that are read as others",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n",
        "  0x{}: v\n",
    ),
    shape("keys with a question mark", "", "? k{}\n: v\n"),
    shape("subnets that are wrong", "@VPC@spec:\n  subnets:\n", "    s{}: {vlan: x}\n"),
    shape(
        "routes that are wrong",
        "@VPC@spec:\n  staticRoutes:\n",
        "  - {prefix: p{}, nextHops: [x]}\n",
    ),
    shape("list items", "", "- item {}\n"),
    shape("list items of one list each", "", "- - - - {}\n"),
    shape(
        "objects of a list",
        "apiVersion: v1\nkind: List\nitems:\n",
        "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a{}\n",
    ),
    shape(
        "objects of a list with comments",
        "apiVersion: v1\nkind: List\nitems:\n",
        "# about it\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a{}}\n  data:\n    x: |+\n      a\n\n",
    ),
    Shape {
        name: "objects of a list in JSON",
        head: "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [null",
        unit: ", {\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a{}\"}}",
        tail: "]}\n",
    },
    shape("objects of a list that are none", "apiVersion: v1\nkind: List\nitems:\n", "- a: {}\n"),
    shape(
        "objects of a list by alias",
        "apiVersion: v1\nkind: List\nitems:\n- &a\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n",
        "- *a\n",
    ),
    shape("nesting, in flow", "a: ", "["),
    shape("nesting, of maps", "a: ", "{a: "),
    shape("nesting, of lists", "", "- "),
    shape("comments", "a: 1\n", "# comment {}\n"),
    shape("comments behind values", "", "k{}: 1 # c\n"),
    shape("comments below a list", "a:\n", "- x\n# c\n"),
    shape(
        "resources in comments",
        "a: 1\n",
        "# apiVersion: v1\n# kind: ConfigMap\n# metadata:\n#   name: a{}\n",
    ),
    shape(
        "resources in comments, broken",
        "a: 1\n",
        "# apiVersion: v1\n# kind: ConfigMap\n# metadata: [\n",
    ),
    shape("kinds in comments", "# apiVersion: v1\n", "# kind: K\n"),
    shape(
        "a long resource in comments, broken",
        "# apiVersion: v1\n# kind: K\n# data:\n",
        "#   x{}: [\n",
    ),
    shape(
        "a long resource in comments",
        "# apiVersion: vpc.githedgehog.com/v1beta1\n# kind: VPC\n# metadata: {name: a}\n# spec:\n",
        "#   x{}: 1\n",
    ),
    shape("aliases", "a: &a {x: 1, y: 2}\nb:\n", "- *a\n"),
    shape("anchors", "", "- &a{} x\n"),
    shape("anchors with an alias each", "", "- &a{} x\n- *a{}\n"),
    shape("merges", "a: &a {x: 1, y: 2}\nb:\n", "- <<: *a\n"),
    shape("merges into one map", "a: &a {x: 1, y: 2}\nb:\n", "  <<: *a\n"),
    Shape {
        name: "merges of many keys",
        head: "a: &a\n",
        unit: "  k{}: v\n",
        tail: "b:\n  <<: *a\nc:\n  <<: *a\n  k1: w\n",
    },
    Shape {
        name: "an alias of a long text, in a list",
        head: "a: &a ",
        unit: "xxxxxxxxxxx",
        tail: "\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n",
    },
    shape(
        "peerings below a merge",
        "apiVersion: gateway.githedgehog.com/v1alpha1\nkind: GatewayPeering\nmetadata: {name: a}\nspec:\n  peering:\n    <<: {x: {}}\n",
        "    vpc-{}: {expose: [{ips: [{vpcSubnet: x}]}]}\n",
    ),
    shape("anchors of keys", "", "&k{} k{}: v\n"),
    shape("a long line without quotes", "a: ", "text "),
    shape("a long line in quotes", "a: \"", "text "),
    Shape { name: "a long line in double quotes", head: "a: \"", unit: "\\u00e4 ", tail: "\"\n" },
    Shape { name: "a long line in single quotes", head: "a: '", unit: "it''s ", tail: "'\n" },
    Shape { name: "a long text over lines", head: "a: \"", unit: "text\n  ", tail: "\"\n" },
    shape("a long text over lines without quotes", "a:\n", "  text\n"),
    shape("a long key", "", "key"),
    shape("a long line of blanks", "a:", " "),
    shape("a long line of tabs", "a:", "\t"),
    shape(
        "a block scalar",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n",
        "    line {}\n",
    ),
    shape("a folded scalar", "a: >\n", "  line {}\n\n"),
    shape("block scalars", "", "k{}: |\n  text\n"),
    shape("block scalars that keep blank lines", "", "- |+\n  text\n\n"),
    shape("blank lines", "a: 1\n", "\n"),
    shape("blank lines of a block scalar", "a: |+\n", "\n"),
    Shape { name: "a flow list", head: "a: [", unit: "{}, ", tail: "]\n" },
    Shape { name: "a flow map", head: "a: {", unit: "k{}: v, ", tail: "}\n" },
    Shape { name: "a flow list over lines", head: "a: [\n", unit: " {},\n", tail: "]\n" },
    shape("flow collections", "", "- [{a: {}}]\n"),
    shape("conflict markers", "", "---\n<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n"),
    shape("conflict markers in one document", "", "<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n"),
    shape("conflict markers in text", "a: |\n  x\n", "<<<<<<< a\n=======\n>>>>>>> b\n"),
    shape("conflict markers left behind", "a: |\n", "---\na: [\n>>>>>>> a\n"),
    Shape {
        name: "conflict markers in quotes",
        head: "a: \"\n",
        unit: "<<<<<<< a\n=======\n>>>>>>> b\n",
        tail: " \"\n",
    },
    Shape {
        name: "conflict markers in quotes, in documents",
        head: "",
        unit: "---\na: \"\n<<<<<<< a\n=======\n>>>>>>> b\n\n  \"\n",
        tail: "",
    },
    shape("umlauts", "a:\n", "- äöü€\n"),
    shape("tags", "", "- !!str {}\n"),
    shape("secrets of SOPS", "", "- ENC[AES256_GCM,data:x{}]\n"),
    shape(
        "peerings",
        "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCPeering\nmetadata: {name: a}\nspec:\n  permit:\n",
        "  - {a{}: {subnets: [x]}, b{}: {subnets: [y]}}\n",
    ),
    shape(
        "gateway peerings",
        "apiVersion: gateway.githedgehog.com/v1alpha1\nkind: GatewayPeering\nmetadata: {name: a}\nspec:\n  peering:\n",
        "    vpc-{}: {expose: [{ips: [{vpcSubnet: x}]}]}\n",
    ),
    shape(
        "rules of an access list",
        "apiVersion: gateway.githedgehog.com/v1alpha1\nkind: GatewayPeering\nmetadata: {name: a}\nspec:\n  acl:\n    rules:\n",
        "    - {name: r, match: {src: [{ports: [1, 1]}]}}\n",
    ),
];

impl Shape {
    /// A text of this shape, of about `size` bytes.
    pub(crate) fn text(&self, size: usize) -> String {
        let mut text = self.head.replace("@VPC@", VPC);
        let mut number = 0;
        while text.len() < size {
            for (index, part) in self.unit.split("{}").enumerate() {
                if index > 0 {
                    let _ = write!(text, "{number}");
                }
                text.push_str(part);
            }
            number += 1;
        }
        text.push_str(self.tail);
        text
    }
}
