//! What is not understood is not taken for absent: a resource is deleted when its file is gone, or its
//! document from a file that is understood, and only then.

use hedgerow_model::{Document, Identity, Standing};
use hedgerow_plan::{
    Arrived, DocumentState, Memo, Places, keep, keep_unread, not_understood, odd_documents,
    parse_file,
};
use hedgerow_schema::Catalogue;
use proptest::prelude::*;
use rstest::rstest;

use crate::arriving::row;
use crate::strategies::cases;

const WEB: &str = "\
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  subnets: {front: {subnet: 10.0.1.0/24, vlan: 1001}}
";

fn web() -> Document {
    let identity = Identity::of(&hedgerow_yaml::read_value(WEB).unwrap()).unwrap();
    Document { identity, ..row("web", "vpcs.yaml", Standing::Live, WEB) }
}

fn arrive(text: &str, before: &str) -> Arrived {
    let parsed = parse_file("vpcs.yaml", text.into(), &Catalogue::builtin());
    parsed.arrive(&[web()], odd_documents(before))
}

fn is_live(arrived: &Arrived) -> bool {
    arrived
        .documents
        .iter()
        .any(|it| it.standing == Standing::Live && it.parsed.identity == web().identity)
}

#[rstest]
#[case::lfs("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n")]
#[case::html("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n")]
#[case::html_error("<html>\n<head><title>502 Bad Gateway</title></head>\n</html>\n")]
#[case::words("Not Found\n")]
#[case::cut_off("apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmeta")]
#[case::cut_off_before_its_name("apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n")]
#[case::cut_off_behind_its_version("apiVersion: vpc.githedgehog.com/v1beta1\n")]
#[case::a_slip_in_its_name(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  nmae: web\n"
)]
#[case::a_slip_in_its_kind(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkin: VPC\nmetadata:\n  name: web\n"
)]
#[case::a_slip_in_its_version("apiVersoin: a/v1\nkind: VPC\nmetadata:\n  name: web\n")]
#[case::a_name_that_is_a_number(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: 1e3\n"
)]
#[case::a_name_that_is_true(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: yes\n"
)]
#[case::an_empty_name(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: ''\n"
)]
#[case::metadata_that_is_a_list("apiVersion: a/v1\nkind: VPC\nmetadata: [name, web]\n")]
#[case::a_list_of_lists(
    "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [{apiVersion: vpc.githedgehog.com/v1beta1, \
     kind: VPC, metadata: {name: web}}]}]\n"
)]
#[case::a_list("- apiVersion: vpc.githedgehog.com/v1beta1\n  kind: VPC\n  metadata: {name: web}\n")]
#[case::a_number("42\n")]
#[case::an_empty_map("{}\n")]
#[case::an_empty_list("[]\n")]
#[case::a_string("''\n")]
#[case::null("~\n")]
#[case::json_text("\"{}\"\n")]
#[case::other_settings("replicas: 3\nimage: nginx\n")]
#[case::sops(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: web\nspec: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[x]\n"
)]
#[case::kustomize(
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n"
)]
#[case::conflict_markers("<<<<<<< ours\nkind: VPC\n=======\nkind: VPC\n>>>>>>> theirs\n")]
#[case::conflict_markers_in_it(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: web\n<<<<<<< HEAD\nspec: {}\n=======\nspec: {vlan: 1}\n>>>>>>> other\n"
)]
#[case::behind_dots(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: other}\n...\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: web}\n"
)]
#[case::on_the_line_of_a_marker(
    "--- {apiVersion: vpc.githedgehog.com/v1beta1, kind: VPC, metadata: {name: web}}\n"
)]
#[case::below_a_directive(
    "%YAML 1.2\n---\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: web}\n"
)]
#[case::a_template("{{- if .Values.web }}\nkind: VPC\n{{- end }}\n")]
#[case::not_yaml("kind: [VPC\n")]
#[case::a_tab("kind:\tVPC\n\tmetadata: x\n")]
#[case::a_key_twice("kind: VPC\nkind: VPC\nmetadata: {name: web}\n")]
#[case::nul("kind: VPC\n\u{0}\n")]
#[case::beside_another(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: other}\n---\nnmae: web\n"
)]
#[case::a_typed_list_without_kinds(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPCList\nitems: [{metadata: {name: web}}]\n"
)]
#[case::a_list_with_a_slip(
    "apiVersion: v1\nkind: List\nitmes: [{apiVersion: a/v1, kind: VPC, metadata: {name: web}}]\n"
)]
#[case::a_list_that_is_a_map(
    "apiVersion: v1\nkind: List\nitems: {apiVersion: a/v1, kind: VPC, metadata: {name: web}}\n"
)]
#[case::a_list_of_words("apiVersion: v1\nkind: List\nitems: [web, other]\n")]
#[case::a_list_of_nothing("apiVersion: v1\nkind: List\nitems: [null]\n")]
#[case::a_list_cut_off(
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: vpc.githedgehog.com/v1beta1\n  kind: VPC\n  meta"
)]
#[case::a_list_without_a_version("kind: List\nitems: []\n")]
#[case::json_cut_off(
    "{\"apiVersion\": \"vpc.githedgehog.com/v1beta1\", \"kind\": \"VPC\", \"metada"
)]
#[case::json_without_a_name("{\"apiVersion\": \"a/v1\", \"kind\": \"VPC\", \"metadata\": {}}\n")]
#[case::a_number_for_a_kind(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: 5\nmetadata: {name: web}\n"
)]
#[case::a_number_for_a_version("apiVersion: 1\nkind: VPC\nmetadata: {name: web}\n")]
#[case::no_kind("apiVersion: vpc.githedgehog.com/v1beta1\nmetadata: {name: web}\n")]
#[case::no_metadata("apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nname: web\n")]
#[case::a_null_name("apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: null}\n")]
#[case::a_list_of_names(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {name: [web]}\n"
)]
#[case::wrapped(
    "vpc:\n  apiVersion: vpc.githedgehog.com/v1beta1\n  kind: VPC\n  metadata: {name: web}\n"
)]
#[case::generate_name(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata: {generateName: web-}\n"
)]
#[case::toml("[web]\nkind = \"VPC\"\n")]
#[case::ini("kind=VPC\nname=web\n")]
#[case::a_diff("--- a/vpcs.yaml\n+++ b/vpcs.yaml\n@@ -1 +1 @@\n-kind: VPC\n")]
#[case::a_shell_script("#!/bin/sh\nkubectl get vpc web\n")]
#[case::an_answer_of_an_api(
    "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"code\": 404}\n"
)]
#[case::a_pgp_message("-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n")]
#[case::git_crypt("\u{0}GITCRYPT\u{0}abc\n")]
#[case::half_a_comment(
    "# apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\n# metadata:\n#   name: web\n"
)]
fn what_stands_in_its_place_and_is_not_understood_keeps_it(#[case] text: &str) {
    let arrived = arrive(text, WEB);
    assert!(!is_live(&arrived), "{text}");
    let kept: Vec<_> = arrived.kept.iter().map(|it| (it.standing, it.text.as_str())).collect();
    assert_eq!(kept, [(Standing::Unreadable, WEB)], "{text}");
}

#[test]
fn what_kubectl_does_not_read_is_no_place_for_an_edit() {
    let other = WEB.replace("web", "other");
    let find = |text: &str| Memo::default().find(text, &web().identity);
    assert!(find(&format!("{other}---\n{WEB}")).is_some());
    assert!(find(&format!("{other}...\n{WEB}")).is_none());
}

#[rstest]
#[case::an_empty_file("")]
#[case::blank_lines("\n\n")]
#[case::comments("# The shop is closed.\n")]
#[case::a_marker("---\n")]
#[case::another("apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: other\n")]
#[case::one_of_the_fabrics_own(
    "apiVersion: agent.githedgehog.com/v1beta1\nkind: Agent\nmetadata:\n  name: leaf-1\n"
)]
#[case::of_no_known_kind("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: other\n")]
fn a_file_that_is_understood_without_it_ends_it(#[case] text: &str) {
    let arrived = arrive(text, WEB);
    assert!(arrived.kept.is_empty() && !is_live(&arrived), "{arrived:?}");
}

#[test]
fn a_document_that_was_odd_before_keeps_nobody() {
    let odd = "replicas: 3\n";
    let (before, after) = (format!("{WEB}---\n{odd}"), odd);
    assert!(arrive(after, &before).kept.is_empty(), "it was taken out beside it");
    let two = format!("{odd}---\nnmae: web\n");
    assert_eq!(arrive(&two, &before).kept.len(), 1, "another one came");
}

#[test]
fn what_stands_live_elsewhere_was_moved_and_is_kept_no_more() {
    let kept = arrive("{}\n", WEB).kept;
    let at = |standing| -> Places {
        let picture = DocumentState { standing, text: WEB.to_owned() };
        [(web().identity, vec![("other.yaml".to_owned(), picture)])].into()
    };
    for (mut after, elsewhere, stays) in [
        (Places::new(), Places::new(), true),
        (at(Standing::Live), Places::new(), false),
        (Places::new(), at(Standing::Live), false),
        (at(Standing::CommentedOut), Places::new(), true),
        (Places::new(), at(Standing::Unreadable), true),
    ] {
        let left = keep(kept.clone(), &mut after, &elsewhere);
        assert_eq!(left.len(), usize::from(stays), "{after:?} {elsewhere:?}");
        let here = after.get(&web().identity).into_iter().flatten();
        assert_eq!(here.filter(|(path, _)| path == "vpcs.yaml").count(), usize::from(stays));
    }
}

#[test]
fn what_is_left_alone_where_resources_stood_keeps_them_and_says_so() {
    let off = Document { standing: Standing::CommentedOut, ..web() };
    let kept = keep_unread("vpcs", &[web(), off, web()]);
    let told: Vec<_> = kept.iter().map(|it| (it.path.as_str(), it.standing, it.ordinal)).collect();
    let unreadable = Standing::Unreadable;
    assert_eq!(told, [("vpcs", unreadable, 0), ("vpcs", unreadable, 1)]);
    let findings = not_understood(&kept);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].path.as_str(), findings[0].rule.as_str()), ("vpcs", "not-understood"));
    assert!(findings[0].message.contains("was VPC/web and 1 more before"), "{findings:?}");
}

proptest! {
    #![proptest_config(cases(1000))]

    /// Bytes of a file that were cut, doubled or exchanged anywhere.
    #[test]
    fn no_slip_in_a_file_ends_a_resource_unless_it_is_understood_without_it(
        from in 0..WEB.len(), to in 0..WEB.len(), put in "[a-z:{}\\[\\]#\n -]{0,6}",
    ) {
        let (from, to) = (from.min(to), from.max(to));
        let text = format!("{}{put}{}", &WEB[..from], &WEB[to..]);
        let arrived = arrive(&text, WEB);
        if is_live(&arrived) || !arrived.kept.is_empty() {
            return Ok(());
        }
        // Whatever speaks there is an object, or there are only comments.
        for document in hedgerow_yaml::read_all(&text, &hedgerow_plan::limits()) {
            match document.content {
                hedgerow_yaml::Content::Broken(error) => prop_assert!(false, "{text}: {error}"),
                hedgerow_yaml::Content::Object(read) => {
                    prop_assert!(Identity::of(read.value()).is_some(), "{text}");
                }
                hedgerow_yaml::Content::Empty => {}
            }
        }
    }
}
