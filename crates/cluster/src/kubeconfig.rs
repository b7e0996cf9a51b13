//! A kubeconfig is read: which cluster it names, and who asks there.
//!
//! Only the chosen context counts. What a file beside it would say is embedded by who has the files
//! ([`chosen`]); a server reads none on anybody's word. A program that it names ([`Exec`]) is data here: whether it is
//! run, the server's own configuration says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hedgerow_model::Value;
use hedgerow_yaml::{Content, Limits};
use serde_json::{Map as JsonMap, Value as Json, json};

use crate::connection::{Connection, Login, check_server};
use crate::exec::Exec;

/// The most bytes of a kubeconfig.
pub const LARGEST: usize = 1 << 20;

/// Why a kubeconfig is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KubeconfigError {
    /// It has too many bytes.
    #[error("a kubeconfig of more than {} KiB is not read", LARGEST >> 10)]
    TooLarge,
    /// It is not YAML, or not a kubeconfig.
    #[error("this is not a kubeconfig: {0}")]
    NotOne(String),
    /// No context was asked for, and it names none as current.
    #[error("it has no current context; name one: {}", listed(.known))]
    NoContext {
        /// The contexts it has.
        known: Vec<String>,
    },
    /// It has no such context, cluster or user.
    #[error("it has no {thing} `{name}`; it has: {}", listed(.known))]
    Unknown {
        /// `context`, `cluster` or `user`.
        thing: &'static str,
        /// What was looked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// It names a file where the file's content has to be.
    #[error(
        "`{field}` names a file of the machine where it was written; embed its content as `{instead}`"
    )]
    File {
        /// The field.
        field: &'static str,
        /// The field that holds the content.
        instead: &'static str,
    },
    /// A file it names was not read.
    #[error("`{field}`: {path}: {why}")]
    Unread {
        /// The field.
        field: &'static str,
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// It asks for what is not done here.
    #[error("{0}")]
    Refused(&'static str),
    /// A value is not what it should be.
    #[error("`{field}`: {why}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong.
        why: String,
    },
}

fn listed(known: &[String]) -> String {
    if known.is_empty() {
        return "none".to_owned();
    }
    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What a kubeconfig says of its chosen context.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The context's name.
    pub context: String,
    /// The namespace it names.
    pub namespace: Option<String>,
    /// How the cluster is reached.
    pub connection: Connection,
}

/// Reads what a kubeconfig says of a context; of the current one where none is named.
///
/// # Errors
/// When it is not understood, names files or programs, or asks for what is not done here.
pub fn read_kubeconfig(text: &str, context: Option<&str>) -> Result<Chosen, KubeconfigError> {
    let refused = |field, _: &str| {
        let instead = embedded(field);
        Err(KubeconfigError::File { field, instead })
    };
    read_with(text, context, &refused)
}

/// The same with the files it names, which `file` reads: its path as it is written, its bytes back.
///
/// # Errors
/// As [`read_kubeconfig`], and when a file is not read.
pub fn read_with_files(
    text: &str,
    context: Option<&str>,
    file: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Chosen, KubeconfigError> {
    let read = |field, path: &str| {
        file(path).map_err(|why| KubeconfigError::Unread { field, path: path.to_owned(), why })
    };
    read_with(text, context, &read)
}

type File<'a> = dyn Fn(&'static str, &str) -> Result<Vec<u8>, KubeconfigError> + 'a;

fn read_with(
    text: &str,
    context: Option<&str>,
    file: &File<'_>,
) -> Result<Chosen, KubeconfigError> {
    let root = value(text)?;
    let name = match context.or_else(|| text_of(&root, "current-context")) {
        Some(name) => name.to_owned(),
        None => return Err(KubeconfigError::NoContext { known: names(&root, "contexts") }),
    };
    let entry = named(&root, "contexts", "context", &name)?;
    let cluster = text_of(entry, "cluster").unwrap_or_default();
    let cluster = named(&root, "clusters", "cluster", cluster)?;
    let user = named(&root, "users", "user", text_of(entry, "user").unwrap_or_default())?;
    let server = text_of(cluster, "server").unwrap_or_default().to_owned();
    check_server(&server).map_err(|why| KubeconfigError::Field { field: "server", why })?;
    for (field, why) in NOT_DONE {
        if [cluster, user].iter().any(|of| of.get(field).is_some_and(is_said)) {
            return Err(KubeconfigError::Refused(why));
        }
    }
    let authority = content(cluster, "certificate-authority", file)?;
    let server_name = text_of(cluster, "tls-server-name").map(str::to_owned);
    let certificate = content(user, "client-certificate", file)?;
    let key = content(user, "client-key", file)?;
    let token = match text_of(user, "token") {
        Some(token) => Some(token.to_owned()),
        None => content(user, "tokenFile", file)?.map(|token| token.trim().to_owned()),
    };
    let program = user.get("exec").filter(|it| is_said(it));
    let program = program.map(|entry| Exec::read(entry, cluster)).transpose()?;
    if program.is_some() && (token.is_some() || certificate.is_some() || key.is_some()) {
        return Err(KubeconfigError::Refused(
            "its user has a program (`exec`) and a token or a client certificate too; leave one of them out",
        ));
    }
    if let Some(exec) = program {
        let connection = Connection { server, authority, server_name, login: Login::Exec { exec } };
        return chosen(name, entry, connection);
    }
    let login = match (token, certificate, key) {
        (Some(token), _, _) => Login::Token { token },
        (None, Some(certificate), Some(key)) => Login::Certificate { certificate, key },
        (None, Some(_), None) => {
            return Err(KubeconfigError::Refused("it has a client certificate without its key"));
        }
        (None, None, Some(_)) => {
            return Err(KubeconfigError::Refused("it has a client key without its certificate"));
        }
        (None, None, None) => {
            return Err(KubeconfigError::Refused(
                "its user has neither a token nor a client certificate, so the cluster would not know who asks",
            ));
        }
    };
    chosen(name, entry, Connection { server, authority, server_name, login })
}

fn chosen(
    context: String,
    entry: &Value,
    connection: Connection,
) -> Result<Chosen, KubeconfigError> {
    connection.check().map_err(|(field, why)| KubeconfigError::Field { field, why })?;
    let namespace = text_of(entry, "namespace").map(str::to_owned);
    Ok(Chosen { context, namespace, connection })
}

/// What a kubeconfig may ask for and is not done, each with the reason.
const NOT_DONE: [(&str, &str); 6] = [
    (
        "auth-provider",
        "its user logs in with an `auth-provider`, which Kubernetes has removed; give it the token of a service account",
    ),
    (
        "username",
        "its user logs in with a name and a password, which Kubernetes has removed; give it a token",
    ),
    ("as", "its user acts as another one (`as`); give it a token of that one's own"),
    (
        "insecure-skip-tls-verify",
        "it does not check whose certificate the cluster shows (`insecure-skip-tls-verify`), so anybody on the way \
         could read the token; embed the cluster's `certificate-authority-data`",
    ),
    ("proxy-url", "it asks for a proxy (`proxy-url`), and clusters are reached directly"),
    ("disable-tls", "it does without TLS"),
];

fn is_said(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("")
}

/// The chosen context alone as a kubeconfig, with nothing outside it: what is sent to a server.
#[must_use]
pub fn to_kubeconfig(chosen: &Chosen) -> String {
    let Connection { server, authority, server_name, login } = &chosen.connection;
    let base64 = |text: &String| Json::String(STANDARD.encode(text));
    let mut cluster = JsonMap::new();
    cluster.insert("server".to_owned(), json!(server));
    if let Some(authority) = authority {
        cluster.insert("certificate-authority-data".to_owned(), base64(authority));
    }
    if let Some(name) = server_name {
        cluster.insert("tls-server-name".to_owned(), json!(name));
    }
    let user = match login {
        Login::Token { token } => json!({ "token": token }),
        Login::Certificate { certificate, key } => json!({
            "client-certificate-data": base64(certificate),
            "client-key-data": base64(key),
        }),
        Login::Exec { exec } => {
            let (entry, extensions) = exec.written();
            if let Some(extensions) = extensions {
                cluster.insert("extensions".to_owned(), extensions);
            }
            json!({ "exec": entry })
        }
        Login::ServiceAccount => json!({}),
    };
    let name = &chosen.context;
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "contexts": [{ "name": name, "context": {
            "cluster": name, "user": name, "namespace": chosen.namespace,
        } }],
        "clusters": [{ "name": name, "cluster": cluster }],
        "users": [{ "name": name, "user": user }],
    })
    .to_string()
}

fn value(text: &str) -> Result<Value, KubeconfigError> {
    if text.len() > LARGEST {
        return Err(KubeconfigError::TooLarge);
    }
    let limits = Limits::default();
    let mut documents = hedgerow_yaml::read_each(text, &limits);
    let not_one = |why: &str| KubeconfigError::NotOne(why.to_owned());
    let value = loop {
        match documents.next().map(|document| document.content) {
            None => return Err(not_one("it is empty")),
            Some(Content::Empty) => {}
            // What the reader shows of a line may be a secret: only the place is told.
            Some(Content::Broken(error)) => {
                return Err(KubeconfigError::NotOne(format!("line {} is not YAML", error.line)));
            }
            Some(Content::Object(read)) => break read.into_value(),
        }
    };
    if value.get("contexts").and_then(Value::as_list).is_none() {
        return Err(not_one("it has no `contexts`"));
    }
    Ok(value)
}

fn text_of<'a>(of: &'a Value, field: &str) -> Option<&'a str> {
    of.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn names(root: &Value, list: &str) -> Vec<String> {
    let entries = root.get(list).and_then(Value::as_list).unwrap_or_default();
    entries.iter().filter_map(|entry| text_of(entry, "name")).map(str::to_owned).collect()
}

fn named<'a>(
    root: &'a Value,
    list: &'static str,
    thing: &'static str,
    name: &str,
) -> Result<&'a Value, KubeconfigError> {
    let entries = root.get(list).and_then(Value::as_list).unwrap_or_default();
    entries
        .iter()
        .find(|entry| text_of(entry, "name") == Some(name))
        .and_then(|entry| entry.get(thing))
        .ok_or_else(|| KubeconfigError::Unknown {
            thing,
            name: name.to_owned(),
            known: names(root, list),
        })
}

/// The field that holds the content where `field` names a file.
fn embedded(field: &'static str) -> &'static str {
    match field {
        "certificate-authority" => "certificate-authority-data",
        "client-certificate" => "client-certificate-data",
        "client-key" => "client-key-data",
        _ => "token",
    }
}

/// What stands in a field's `…-data`, or in the file that it names.
fn content(
    of: &Value,
    field: &'static str,
    file: &File<'_>,
) -> Result<Option<String>, KubeconfigError> {
    let instead = embedded(field);
    let bytes = match (text_of(of, instead), text_of(of, field)) {
        (Some(data), _) if instead != "token" => {
            let compact: String = data.split_whitespace().collect();
            STANDARD.decode(compact).map_err(|_| KubeconfigError::Field {
                field: instead,
                why: "it is not base64".to_owned(),
            })?
        }
        (_, Some(path)) => file(field, path)?,
        _ => return Ok(None),
    };
    let not_text = |_| KubeconfigError::Field { field: instead, why: "it is not text".to_owned() };
    String::from_utf8(bytes).map(Some).map_err(not_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem() -> (String, String) {
        let made = rcgen::generate_simple_self_signed(["a.example.org".to_owned()]).unwrap();
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    fn config(cluster: &Json, user: &Json) -> String {
        json!({
            "current-context": "lab",
            "contexts": [
                {"name": "lab", "context": {"cluster": "c", "user": "u", "namespace": "net"}},
                {"name": "other", "context": {"cluster": "gone", "user": "u"}},
            ],
            "clusters": [{"name": "c", "cluster": cluster}],
            "users": [{"name": "u", "user": user}],
        })
        .to_string()
    }

    fn of(cluster: &Json, user: &Json) -> Result<Chosen, KubeconfigError> {
        read_kubeconfig(&config(cluster, user), None)
    }

    #[test]
    fn the_chosen_context_is_read_and_written_alone() {
        let (certificate, key) = pem();
        let cluster = json!({
            "server": "https://10.0.0.1:6443", "tls-server-name": "k8s",
            "certificate-authority-data": STANDARD.encode(&certificate),
        });
        let with_certificate = json!({
            "client-certificate-data": STANDARD.encode(&certificate),
            "client-key-data": STANDARD.encode(&key),
        });
        for (user, word) in [(json!({"token": "t0k"}), "token"), (with_certificate, "certificate")]
        {
            let chosen = of(&cluster, &user).unwrap();
            assert_eq!(
                (chosen.context.as_str(), chosen.namespace.as_deref()),
                ("lab", Some("net"))
            );
            assert_eq!(chosen.connection.login_word(), word);
            assert_eq!(chosen.connection.expires_at().is_some(), word == "certificate");
            let alone = to_kubeconfig(&chosen);
            assert!(!alone.contains("other"));
            assert_eq!(read_kubeconfig(&alone, None).unwrap().connection, chosen.connection);
            assert_eq!(format!("{:?}", chosen.connection), "Connection(https://10.0.0.1:6443)");
        }
    }

    #[test]
    fn files_are_read_by_who_has_them_only() {
        let (certificate, key) = pem();
        let cluster = json!({"server": "https://a:1", "certificate-authority": "ca.crt"});
        let user = json!({"client-certificate": "my.crt", "client-key": "my.key"});
        let refused = of(&cluster, &user).unwrap_err();
        assert!(matches!(refused, KubeconfigError::File { field: "certificate-authority", .. }));
        let token = of(&json!({"server": "https://a:1"}), &json!({"tokenFile": "/etc/shadow"}));
        assert!(matches!(token, Err(KubeconfigError::File { instead: "token", .. })));
        let files = |path: &str| match path {
            "my.key" => Ok(key.clone().into_bytes()),
            "ca.crt" | "my.crt" => Ok(certificate.clone().into_bytes()),
            _ => Err("not found".to_owned()),
        };
        let text = config(&cluster, &user);
        let read = read_with_files(&text, None, &files).unwrap();
        assert_eq!(read.connection.authority.as_deref(), Some(certificate.as_str()));
        let token = config(&json!({"server": "https://a:1"}), &json!({"tokenFile": "gone"}));
        let unread = read_with_files(&token, None, &files).unwrap_err();
        assert_eq!(unread.to_string(), "`tokenFile`: gone: not found");
    }

    #[test]
    fn what_is_not_done_is_refused_with_the_way_on() {
        let cluster = json!({"server": "https://a:1"});
        let token = json!({"token": "t"});
        let with = |base: &Json, field: &str, value: Json| {
            let mut changed = base.clone();
            changed.as_object_mut().unwrap().insert(field.to_owned(), value);
            changed
        };
        for (field, value) in [
            ("exec", json!({"command": "aws"})),
            ("auth-provider", json!({"name": "gcp"})),
            ("username", json!("u")),
            ("as", json!("root")),
        ] {
            let refused = of(&cluster, &with(&token, field, value)).unwrap_err().to_string();
            assert!(
                refused.contains(field) || refused.contains("name and a password"),
                "{refused}"
            );
        }
        for (field, value) in
            [("insecure-skip-tls-verify", json!(true)), ("proxy-url", json!("http://p"))]
        {
            let refused = of(&with(&cluster, field, value), &token).unwrap_err().to_string();
            assert!(refused.contains(field), "{refused}");
        }
        assert!(of(&with(&cluster, "insecure-skip-tls-verify", json!(false)), &token).is_ok());
        for (server, fits) in [
            ("https://a.example.org", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://a.example.org", false),
            ("https://user:pass@a.example.org", false),
            ("ftp://a", false),
            ("a.example.org", false),
            ("", false),
            ("https://a/?x=1", false),
        ] {
            let read = of(&json!({"server": server}), &token);
            assert_eq!(read.is_ok(), fits, "{server}: {read:?}");
        }
        for user in [json!({}), json!({"client-key-data": "eA=="}), json!({"token": "a b\n"})] {
            assert!(of(&cluster, &user).is_err(), "{user}");
        }
        let no_pem =
            json!({"server": "https://a", "certificate-authority-data": STANDARD.encode("x")});
        assert!(of(&no_pem, &token).is_err());
    }

    #[test]
    fn what_is_missing_is_named_with_what_there_is() {
        let text = config(&json!({"server": "https://a:1"}), &json!({"token": "t"}));
        let said = |context| read_kubeconfig(&text, context).unwrap_err().to_string();
        assert_eq!(said(Some("x")), "it has no context `x`; it has: `lab`, `other`");
        assert_eq!(said(Some("other")), "it has no cluster `gone`; it has: `c`");
        let without = text.replace("current-context", "x");
        let said = read_kubeconfig(&without, None).unwrap_err().to_string();
        assert_eq!(said, "it has no current context; name one: `lab`, `other`");
        for odd in ["", "a", "a: [", "kind: Config", "token: SECRET\n\tx: : :"] {
            let said = read_kubeconfig(odd, None).unwrap_err().to_string();
            assert!(
                said.starts_with("this is not a kubeconfig") && !said.contains("SECRET"),
                "{said}"
            );
        }
        let huge = "a".repeat(LARGEST + 1);
        assert_eq!(read_kubeconfig(&huge, None).unwrap_err(), KubeconfigError::TooLarge);
    }
}
