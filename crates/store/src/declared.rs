//! The rules that a fabric declares, as the text that a person wrote.

use hedgerow_model::FabricId;
use sqlx::Row;

use crate::dialect::Connection;
use crate::{StoreError, Transaction};

/// The rules that a fabric declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The revision of the fabric's settings at which it was written.
    pub revision: i64,
    /// The text.
    pub text: String,
}

both! {
    /// The rules that a fabric declares; `None` where it declares none.
    ///
    /// # Errors
    /// When the database does not answer.
    declaration(fabric: FabricId) -> Option<Declaration> = read_declaration;
}

async fn read_declaration(
    of: &mut Connection,
    fabric: FabricId,
) -> Result<Option<Declaration>, StoreError> {
    let row = sqlx::query("SELECT revision, text FROM declaration WHERE fabric_id = $1")
        .bind(fabric.0)
        .fetch_optional(&mut *of)
        .await?;
    let read = |row: crate::dialect::DbRow| {
        Ok(Declaration { revision: row.try_get("revision")?, text: row.try_get("text")? })
    };
    row.map(read).transpose()
}

impl Transaction {
    /// Writes the rules that a fabric declares, in the place of those before; `None` for none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_declaration(
        &mut self,
        fabric: FabricId,
        declaration: Option<&Declaration>,
    ) -> Result<(), StoreError> {
        let query = match declaration {
            None => sqlx::query("DELETE FROM declaration WHERE fabric_id = $1").bind(fabric.0),
            Some(Declaration { revision, text }) => sqlx::query(
                "INSERT INTO declaration (fabric_id, revision, text) VALUES ($1, $2, $3)
                 ON CONFLICT (fabric_id) DO UPDATE SET revision = excluded.revision,
                   text = excluded.text",
            )
            .bind(fabric.0)
            .bind(*revision)
            .bind(text.as_str()),
        };
        query.execute(self.connection()).await?;
        Ok(())
    }
}
