//! A Kubernetes cluster, reached as its API allows.
//!
//! How it is reached and who asks ([`Connection`]), which kinds it serves, what it has of them, and what happens to
//! them. Every exchange is bounded in time and in bytes; a redirect is not followed. What is not answered is an
//! error and never an empty list. Knows nothing of databases or fabrics.

mod act;
mod client;
mod connection;
mod course;
mod error;
mod exec;
mod follow;
mod kinds;
mod kubeconfig;
mod object;
mod permissions;

pub use act::{Act, Write};
pub use client::Cluster;
pub use connection::{Connection, Login, check_server};
pub use course::{Ahead, Failures, Next, after};
pub use error::{ClusterError, TakenField};
pub use exec::{Exec, ExecTrouble, Programs};
pub use follow::{ListPage, Told, Watch};
pub use kinds::ServedKind;
pub use kubeconfig::{
    Chosen, KubeconfigError, LARGEST, read_kubeconfig, read_with_files, to_kubeconfig,
};
pub use object::Observed;
pub use permissions::{Held, Need, allowing, missing};
