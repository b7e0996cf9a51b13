//! A community is two numbers of 16 bits. Of a static External it is for the rule of static ones.

use super::super::prelude::*;

pub(crate) static RULE: Rule = Rule {
    id: "ext-community",
    kinds: &[Kind::External],
    severity: Severity::Error,
    meaning: "has a community that is not two numbers from 0 to 65535, as a:b",
    action: "write it as 65102:5000, without leading zeros",
    index: None,
    judge: Judge::State(judge),
    before: "",
    violating: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {inboundCommunity: 65536:1}
",
    conforming: r"
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: isp}
spec: {inboundCommunity: 65535:1}
",
};

fn judge(external: &Subject<'_>, report: &mut Report) {
    if external.spec().get("static").is_there() {
        return;
    }
    for field in ["inboundCommunity", "outboundCommunity"] {
        let text = external.spec().get(field).text();
        if !text.is_empty() && !is_community(text) {
            let message = format!(
                "is {text}: write two numbers from 0 to 65535 without leading zeros, such as 65102:5000"
            );
            report.error(spec([field]), message);
        }
    }
}

fn is_community(text: &str) -> bool {
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits && (text == "0" || !text.starts_with('0')) && text.parse::<u16>().is_ok()
    };
    text.split_once(':').is_some_and(|(a, b)| number(a) && number(b))
}
