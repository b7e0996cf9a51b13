//! What to try, with commands that work when pasted.

use std::env;
use std::path::Path;

use crate::output::quoted;

/// The guide for a demo that answers at `url`.
pub(crate) fn guide(
    url: &str,
    introduction: &str,
    clone_url: &str,
    token_file: Option<&Path>,
) -> String {
    let mut text = format!(
        "Hedgerow's page, with a tour of things to try: {url}\n\n{introduction}\nThe same from a terminal:\n\n"
    );
    if let Some(program) = program_to_name() {
        text.push_str(&format!("  alias hedgerow={}\n", quoted(&program)));
    }
    text.push_str(&format!("  export HEDGEROW_URL={url}\n"));
    if let Some(file) = token_file {
        text.push_str(&format!(
            "  export HEDGEROW_TOKEN=$(cat {})\n",
            quoted(&file.display().to_string())
        ));
    }
    text.push_str(&format!("  git clone {} hedgerow-demo\n", quoted(clone_url)));
    text.push_str("  cd hedgerow-demo\n");
    text.push_str(STEPS);
    text
}

/// Each block works by itself, in any order, in the clone.
const STEPS: &str = r#"  hedgerow status

From Git to Hedgerow (it looks every 2 seconds; `hedgerow sync fabric-a` does not wait):

  1. Change one line; the comments around it stay.
       git pull -q && sed -i 's|vlan: 1020|vlan: 1021|' fabric-a/managed/vpcs/batch.yaml
       git commit -qam 'Workers move to VLAN 1021' && git push -q
       hedgerow sync fabric-a && hedgerow get fabric-a VPC/batch -o yaml

  2. Drop anything into raw/; Hedgerow files it under managed/.
       git pull -q && printf 'apiVersion: wiring.githedgehog.com/v1beta1\nkind: Server\nmetadata:\n  name: server-9\n' > fabric-a/raw/new.yaml
       git add . && git commit -qm 'A new server' && git push -q
       hedgerow sync fabric-a && git pull -q && git show --stat && hedgerow findings fabric-a

  3. Switch a resource off by commenting it out, as people do.
       git pull -q && sed -i 's/^/# /' fabric-a/managed/vpcs/lab.yaml
       git commit -qam 'The lab is closed' && git push -q
       hedgerow sync fabric-a && hedgerow get fabric-a VPC/lab

From Hedgerow to Git:

  4. Edit a field, look at the exact diff, publish it.
       hedgerow draft fabric-a --change bigger-pool --set VPC/web spec.subnets.front.dhcp.range.end=10.10.1.250
       hedgerow diff bigger-pool
       hedgerow publish bigger-pool && git pull -q && git show

  5. Switch on a resource that is commented out.
       hedgerow get fabric-b VPC/tenant
       hedgerow draft fabric-b --change tenant-is-back --uncomment VPC/tenant
       hedgerow publish tenant-is-back && git pull -q && git show

  6. Create a conflict with Git in one field, and resolve it.
       hedgerow draft fabric-b --change tills --set VPC/tills spec.subnets.default.vlan=111
       git pull -q && sed -i 's/vlan: 101$/vlan: 121/' fabric-b/vpcs.yaml
       git commit -qam 'Tills move to VLAN 121' && git push -q
       hedgerow publish tills; hedgerow conflicts fabric-b
       hedgerow resolve $(hedgerow conflicts fabric-b -o json | sed -n 's/.*"id": \([0-9]*\).*/\1/p' | head -1) --take draft
       hedgerow publish tills && git pull -q && git show

"#;

/// This program's path, unless `hedgerow` alone finds it.
fn program_to_name() -> Option<String> {
    let this = env::current_exe().ok()?;
    let found = env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join("hedgerow"))
        .find(|path| path.is_file())
        .and_then(|path| path.canonicalize().ok());
    (found.as_deref() != Some(&this)).then(|| this.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_names_the_server_and_the_repository() {
        let text = guide(
            "http://127.0.0.1:1",
            "Log in as ada.\n",
            "file:///d/r.git",
            Some(Path::new("/d/token")),
        );
        for part in [
            "export HEDGEROW_URL=http://127.0.0.1:1\n",
            "export HEDGEROW_TOKEN=$(cat /d/token)\n",
            "git clone file:///d/r.git hedgerow-demo\n",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
