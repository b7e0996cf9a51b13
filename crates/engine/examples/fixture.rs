//! Writes a database as the program of today leaves it, as SQL text, for the programs to come: what
//! the tests of upgrades open. Run it by `cargo xtask fixture`.
//!
//! The engine itself does the work, on a repository of its own: fabrics of both layouts, a file that
//! broke, a resource that stands twice, drafts, conflicts, changes in most states, runs, people, a
//! sealed credential and the audit of it all. Times, ids and keys are those of the run; rows stand in
//! the order of their keys, one statement each. The key it is sealed with is in the file's head, and
//! opens nothing else.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hedgerow_engine::views::{
    Approve, DraftEdit, DraftRequest, NewCredential, NewFabric, NewRepository, NewSecret,
    PageRequest, PublishRequest, Resolution, Scope,
};
use hedgerow_engine::{Engine, EngineConfig, Sealing};
use hedgerow_model::{
    Actor, ActorKind, ConflictId, ConflictState, CredentialKind, Layout, Permission, PublishMode,
    Role, Side, UserId,
};
use hedgerow_seal::{KeySource, Keyring, SealingKey};
use hedgerow_store::{
    NewApiToken, NewSession, NewUser, NextSecret, RoleGrant, Store, TransportFields,
};
use hedgerow_testkit::{Authority, TestRepository};
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

type Done = Result<(), Box<dyn Error>>;

/// What the fixture's secrets are sealed with.
const SEALING_KEY: &str = "the sealing key of a fixture, which is no secret";

/// Where the repository of the fixture is, whoever makes it: its address is part of the audit.
fn folder() -> PathBuf {
    std::env::temp_dir().join("hedgerow-fixture")
}

#[tokio::main]
async fn main() -> Done {
    let target =
        std::env::args_os().nth(1).map(PathBuf::from).ok_or("name the folder to write to")?;
    let folder = folder();
    std::fs::create_dir(&folder)
        .map_err(|error| format!("{}: {error}; remove it if nobody uses it", folder.display()))?;
    let written = write(&folder, &target).await;
    std::fs::remove_dir_all(&folder)?;
    written
}

async fn write(folder: &Path, target: &Path) -> Done {
    let key = folder.join("key");
    std::fs::write(&key, SEALING_KEY)?;
    let mut config =
        EngineConfig { allow_file: true, ..EngineConfig::for_data(folder.join("data")) };
    config.sealing =
        Sealing { current: KeySource::File { path: key, create: false }, former: Vec::new() };
    let database = config.database.clone();
    let engine = Engine::open(config).await?;
    let remote = TestRepository::create(folder.join("remote.git"));
    people(engine.store()).await?;
    fabrics(&engine, &remote).await?;
    changes(&engine, &remote).await?;
    engine.shutdown().await;
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", database.display())).await?;
    let (version, text) = dump(&mut connection).await?;
    connection.close().await?;
    std::fs::create_dir_all(target)?;
    std::fs::write(target.join(format!("{version:04}.sql")), text)?;
    Ok(())
}

async fn people(store: &Store) -> Done {
    let grant = |fabric: Option<&str>, role| RoleGrant { fabric: fabric.map(str::to_owned), role };
    let mut tx = store.write().await?;
    for (login, role) in [("ada", Role::Admin), ("ben", Role::Publisher), ("cem", Role::Editor)] {
        let user = tx
            .add_user(&NewUser {
                login: login.to_owned(),
                name: format!("{}{} Example", login[..1].to_uppercase(), &login[1..]),
                email: format!("{login}@example.org"),
                password: "$argon2id$not-a-hash".to_owned(),
                active: login != "cem",
                grants: vec![grant(None, role)],
                created_at: 1,
            })
            .await?;
        tx.add_session(&NewSession {
            sha256: [login.as_bytes()[0]; 32],
            user_id: user.id,
            created_at: 2,
            expires_at: 1000,
            origin: Some("192.0.2.1".to_owned()),
            agent: None,
        })
        .await?;
        tx.add_token(&NewApiToken {
            user_id: user.id,
            name: "ci".to_owned(),
            sha256: [login.as_bytes()[0]; 32],
            scopes: vec![Permission::Read, Permission::Edit],
            fabrics: None,
            created_at: 3,
            expires_at: 1000,
        })
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A way of its own for the repository, as its row keeps it: one on disk has no use for it.
async fn way(store: &Store) -> Done {
    let keyring = Keyring::new(SealingKey::parse(SEALING_KEY.as_bytes())?, Vec::new());
    let repository = store.repository_by_name("origin").await?.ok_or("no repository")?;
    let fields = TransportFields {
        authorities: Some(Authority::new("Fixture CA").pem().to_owned()),
        proxy: Some("http://bot@proxy.example:3128".to_owned()),
        no_proxy: "example.org".to_owned(),
        ..TransportFields::default()
    };
    let password = NextSecret::Is("a password of nobody".to_owned().into());
    let mut tx = store.write().await?;
    tx.set_transport(repository.id, &fields, &NextSecret::Stays, &password, &keyring).await?;
    tx.commit().await?;
    Ok(())
}

/// A VPC as a person writes it.
fn vpc(name: &str, vlan: u16) -> String {
    format!(
        "# {name}: made by hand\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  \
         name: {name}\nspec:\n  subnets:\n    default:\n      subnet: 10.0.{}.0/24\n      vlan: \
         {vlan}\n",
        vlan % 250,
    )
}

async fn fabrics(engine: &Engine, remote: &TestRepository) -> Done {
    let two = format!("{}---\n{}", vpc("a", 1001), vpc("b", 1002));
    let aside = vpc("aside", 1003).lines().map(|line| format!("# {line}\n")).collect::<String>();
    let (broken, twice) = (vpc("broken", 1004), vpc("twice", 1005));
    let invalid = vpc("invalid", 1006).replace("vlan: 1006", "vlan: many");
    let (raw, eyes) = (vpc("raw", 1007), vpc("e", 1008));
    remote.commit(
        "main",
        "Start",
        &[
            ("env/net.yaml", Some(&two)),
            ("env/aside.yaml", Some(&aside)),
            ("env/broken.yaml", Some(&broken)),
            ("env/one.yaml", Some(&twice)),
            ("env/two.yaml", Some(&twice)),
            ("env/invalid.yaml", Some(&invalid)),
            ("dc/raw/raw.yaml", Some(&raw)),
            ("dc/unmanaged/notes.yaml", Some("not: [parsed\n")),
            ("eyes/net.yaml", Some(&eyes)),
        ],
    );
    let repository = NewRepository {
        name: "origin".to_owned(),
        url: remote.url(),
        branch: None,
        credential: None,
        transport: None,
    };
    engine.add_repository(repository).await?;
    way(engine.store()).await?;
    let secret = NewSecret::new("a secret of nobody".to_owned());
    engine
        .add_credential(NewCredential {
            name: "git".to_owned(),
            kind: CredentialKind::Token,
            user: Some("bot".to_owned()),
            secret,
            known_hosts: None,
            host: Some("git.example.org".to_owned()),
            expires_at: None,
        })
        .await?;
    for (name, layout, four_eyes) in [
        ("env", Layout::InPlace, false),
        ("dc", Layout::Managed, false),
        ("eyes", Layout::InPlace, true),
    ] {
        let new = NewFabric {
            name: name.to_owned(),
            repository: "origin".to_owned(),
            directory: name.to_owned(),
            layout,
            branch: None,
            crds: Vec::new(),
            exclude: match layout {
                Layout::InPlace => vec!["*.txt".to_owned()],
                Layout::Managed => Vec::new(),
            },
            publish: PublishMode::Manual,
            quiet_seconds: 30,
            four_eyes,
        };
        engine.add_fabric(new).await?;
        engine.sync(name).await?;
        let rule = "vlan: {unique: {of: {kind: VPC, path: 'spec.subnets[*].vlan'}}}\n";
        engine.declare_rules(name, rule.to_owned(), None).await?;
    }
    remote.commit("main", "Break one", &[("env/broken.yaml", Some("kind: [VPC\n"))]);
    engine.sync("env").await?;
    Ok(())
}

fn person(login: &str, id: i64) -> Actor {
    Actor {
        kind: ActorKind::User,
        user: Some(UserId(id)),
        login: login.to_owned(),
        name: format!("{}{} Example", login[..1].to_uppercase(), &login[1..]),
        email: format!("{login}@example.org"),
        token: None,
        from: Some("192.0.2.1".to_owned()),
    }
}

async fn save(engine: &Engine, fabric: &str, change: &str, edit: DraftEdit) -> Done {
    let request = DraftRequest {
        base: None,
        change: Some(change.to_owned()),
        edits: vec![edit],
        author: None,
        message: Some(format!("Because of {change}")),
    };
    engine.save_drafts(fabric, request).await?;
    Ok(())
}

fn set(resource: &str, vlan: u16) -> DraftEdit {
    DraftEdit::set(resource, vec![format!("spec.subnets.default.vlan={vlan}")])
}

async fn changes(engine: &Engine, remote: &TestRepository) -> Done {
    let (ada, ben) = (engine.acting_as(person("ada", 1)), engine.acting_as(person("ben", 2)));
    save(&ada, "env", "published", set("VPC/a", 2001)).await?;
    ada.publish("published", PublishRequest::default()).await?;
    save(&ada, "env", "discarded", set("VPC/a", 2002)).await?;
    ada.discard("discarded", None).await?;
    save(&ben, "env", "open", set("VPC/b", 2003)).await?;
    save(&ben, "env", "open", DraftEdit::Uncomment { resource: "VPC/aside".to_owned() }).await?;
    // One conflict that somebody decided, and one that is open.
    for (change, resource) in [("decided", "VPC/a"), ("conflicted", "VPC/b")] {
        save(&ada, "env", change, set(resource, 2004)).await?;
    }
    let theirs = format!("{}---\n{}", vpc("a", 2999), vpc("b", 2998));
    remote.commit("main", "Meanwhile", &[("env/net.yaml", Some(&theirs))]);
    engine.sync("env").await?;
    let open = Some(ConflictState::Open);
    let conflicts =
        engine.conflicts(&Scope::All, Some("env"), open, &PageRequest::first(100)).await?;
    for conflict in conflicts.items {
        if conflict.change.as_deref() == Some("decided") {
            ada.resolve(ConflictId(conflict.id), Resolution::Take(Side::Draft), None).await?;
        }
    }
    ada.publish("conflicted", PublishRequest::default()).await?;
    save(&ada, "eyes", "approved", set("VPC/e", 2005)).await?;
    ada.publish("approved", PublishRequest::default()).await?;
    let revision = engine.change("approved").await?.revision.ok_or("no revision")?;
    let approval = Approve { revision, comment: Some("fine".to_owned()), previewed: None };
    ben.approve("approved", approval).await?;
    save(&ada, "eyes", "awaiting", set("VPC/e", 2006)).await?;
    ada.publish("awaiting", PublishRequest::default()).await?;
    Ok(())
}

/// The whole database, and the number of its newest migration.
async fn dump(connection: &mut SqliteConnection) -> Result<(i64, String), Box<dyn Error>> {
    let version: i64 = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await?;
    let mut text = format!(
        "-- A database as the program wrote it that had {version} migrations. Made by `cargo xtask\n\
         -- fixture`, not by hand; see CONTRIBUTING.md. Sealing key: {SEALING_KEY}\n\
         PRAGMA foreign_keys = OFF;\n"
    );
    let schema = sqlx::query(
        "SELECT name, type, sql FROM sqlite_master
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &schema {
        writeln!(text, "{};", row.try_get::<&str, _>("sql")?)?;
    }
    let tables = schema
        .iter()
        .filter(|row| row.try_get("type").is_ok_and(|kind: &str| kind == "table"))
        .map(|row| row.try_get::<String, _>("name"))
        .collect::<Result<Vec<_>, _>>()?;
    // SQLite made its own table of counters with the first table that counts.
    text.push_str("DELETE FROM sqlite_sequence;\n");
    for table in tables.iter().map(String::as_str).chain(["sqlite_sequence"]) {
        rows(connection, table, &mut text).await?;
    }
    Ok((version, text))
}

/// The rows of a table, in the order of its key.
async fn rows(connection: &mut SqliteConnection, table: &str, text: &mut String) -> Done {
    let info =
        sqlx::query(AssertSqlSafe(format!("SELECT name, pk FROM pragma_table_info('{table}')")))
            .fetch_all(&mut *connection)
            .await?;
    let mut columns = Vec::new();
    let mut key = Vec::new();
    for row in &info {
        let name: String = row.try_get("name")?;
        if row.try_get::<i64, _>("pk")? > 0 {
            key.push(format!("\"{name}\""));
        }
        columns.push(name);
    }
    let quoted: Vec<String> = columns
        .iter()
        .map(|name| match (table, name.as_str()) {
            // When and how long a migration ran is of no interest.
            ("_sqlx_migrations", "installed_on") => "'''2026-01-01 00:00:00'''".to_owned(),
            ("_sqlx_migrations", "execution_time") => "'0'".to_owned(),
            _ => format!("quote(\"{name}\")"),
        })
        .collect();
    let order = if key.is_empty() { "1".to_owned() } else { key.join(", ") };
    let sql =
        format!("SELECT {} AS line FROM \"{table}\" ORDER BY {order}", quoted.join(" || ', ' || "));
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *connection).await? {
        let line: String = row.try_get("line")?;
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        writeln!(text, "INSERT INTO \"{table}\" ({}) VALUES ({line});", names.join(", "))?;
    }
    Ok(())
}
