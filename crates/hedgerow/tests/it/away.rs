use crate::support::{hedgerow, run};

#[test]
fn a_server_that_does_not_answer_is_exit_3() {
    let ran =
        run(["status", "--server", "http://127.0.0.1:1", "--token", "hgr_0123456789abcdef0123"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("no server answered at http://127.0.0.1:1"), "{ran:?}");
    assert_eq!(ran.out, "");
}

#[test]
fn a_server_that_is_not_named_is_a_usage_error() {
    let ran = run(["status"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("HEDGEROW_URL"), "{ran:?}");
}

#[test]
fn a_command_line_that_makes_no_sense_is_exit_2_and_help_is_not() {
    for arguments in [vec![], vec!["sing"], vec!["resolve", "3"], vec!["get", "f", "--state", "no"]]
    {
        assert_eq!(run(&arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(run(["--help"]).code, 0);
    assert_eq!(run(["--version"]).code, 0);
}

#[test]
fn yaml_is_a_form_of_get_only() {
    let ran = run(["status", "-o", "yaml", "--server", "http://127.0.0.1:1", "--token", "x"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("-o yaml"), "{ran:?}");
}

#[test]
fn a_token_is_not_shown_in_the_help() {
    let output =
        hedgerow().args(["status", "--help"]).env("HEDGEROW_TOKEN", "hgr_secret").output().unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains("hgr_secret"));
}
