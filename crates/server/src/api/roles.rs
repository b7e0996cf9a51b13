//! What roles and permissions are called, and what they allow.

use axum::Json;
use hedgerow_model::{Permission, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problems;

/// The roles and the permissions that they bring.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RolesView {
    /// The roles, the least first; each includes those before it.
    roles: Vec<RoleAbout>,
    /// The permissions; also the scopes of an API token.
    permissions: Vec<PermissionAbout>,
}

/// A role.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleAbout {
    /// The role.
    role: Role,
    /// What its holder may do beyond the role before it, in words that follow the role.
    about: &'static str,
    /// What it allows in its fabric.
    permissions: &'static [Permission],
}

/// A permission.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PermissionAbout {
    /// The permission.
    permission: Permission,
    /// What it allows, in words that follow "may".
    about: &'static str,
    /// The least role that has it; for `administer`, in all fabrics.
    role: Role,
}

/// The roles, the permissions, and what each allows
#[utoipa::path(get, path = "/roles", tag = "people", operation_id = "listRoles",
    responses((status = 200, description = "All of them.", body = RolesView), Problems))]
pub(crate) async fn list() -> Json<RolesView> {
    let role =
        |&role: &Role| RoleAbout { role, about: role.about(), permissions: role.permissions() };
    let permission = |&permission: &Permission| PermissionAbout {
        permission,
        about: permission.about(),
        role: permission.least_role(),
    };
    Json(RolesView {
        roles: Role::ALL.iter().map(role).collect(),
        permissions: Permission::ALL.iter().map(permission).collect(),
    })
}
