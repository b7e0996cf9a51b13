//! Filters of lists, saved under a name: one's own, and those that are shared.

use std::collections::BTreeMap;

use hedgerow_model::{Actor, AuditAction, FilterPage, UserId, is_hidden};
use hedgerow_store::{NewSavedFilter, SavedFilter, StoreError, Transaction};
use serde_json::{Value as Json, json};

use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{Event, FilterEdit, FilterView, NewFilter, Page, PageRequest};

/// Most filters of a person, and most that are shared of a fabric, or of none.
const MOST: i64 = 100;

/// Most characters of a name.
const NAME: usize = 100;

/// Most bytes of what a filter says, all parameters together.
const QUERY: usize = 4000;

/// What somebody may do with shared filters of a list; `None` is a list of all fabrics.
pub trait MayShare: Send + Sync {
    /// Whether they may see the list.
    fn see(&self, page: FilterPage, fabric: Option<&str>) -> bool;
    /// Whether they may share filters of it, and change and remove those that are.
    fn share(&self, page: FilterPage, fabric: Option<&str>) -> bool;
}

crate::core::capability! {
    /// Filters of lists, saved under a name.
    Filters, filters
}

impl Filters<'_> {
    /// One's own and the shared ones that one may see.
    pub(crate) async fn list(
        &self,
        ask: &PageRequest,
        actor: &Actor,
        may: &dyn MayShare,
    ) -> Result<Page<FilterView>, EngineError> {
        let limit = ask.length()?;
        let rows = self.store.saved_filters(actor.user, ask.after("filters")?, limit + 1).await?;
        let mut page = Page::cut(rows, limit, "filters", |row| row.id);
        page.items.retain(|row| may.see(row.page, fabric_of(row)));
        Ok(page.map(view))
    }

    pub(crate) async fn save(
        &self,
        new: NewFilter,
        actor: &Actor,
        may: &dyn MayShare,
    ) -> Result<FilterView, EngineError> {
        let NewFilter { name, page, fabric, query, shared } = new;
        let fabric = self.fabric_for(page, fabric.as_deref(), may).await?;
        let new = NewSavedFilter {
            user: owner(shared, actor)?,
            page,
            fabric: fabric.as_ref().map(|(id, _)| *id),
            name: named(&name)?,
            query: kept(page, query)?,
            saved_by: actor.name.clone(),
        };
        let name = fabric.as_ref().map(|(_, name)| name.as_str());
        if shared && !may.share(page, name) {
            return Err(may_not(name));
        }
        let mut tx = self.store.write().await?;
        self.has_room(&mut tx, &new).await?;
        let id = tx.add_saved_filter(&new, now()).await.map_err(taken(shared))?;
        self.written(tx, id, None, actor).await
    }

    pub(crate) async fn edit(
        &self,
        id: i64,
        edit: FilterEdit,
        expected: Option<i64>,
        actor: &Actor,
        may: &dyn MayShare,
    ) -> Result<FilterView, EngineError> {
        let mut tx = self.store.write().await?;
        let before = meant(&mut tx, id, expected, actor, may).await?;
        let shared = edit.shared.unwrap_or(before.user.is_none());
        let fabric = fabric_of(&before);
        if shared && !may.share(before.page, fabric) {
            return Err(may_not(fabric));
        }
        let new = NewSavedFilter {
            user: owner(shared, actor)?,
            page: before.page,
            fabric: before.fabric.as_ref().map(|(id, _)| *id),
            name: match edit.name {
                Some(name) => named(&name)?,
                None => before.name.clone(),
            },
            query: match edit.query {
                Some(query) => kept(before.page, query)?,
                None => before.query.clone(),
            },
            saved_by: actor.name.clone(),
        };
        let is_same =
            (new.user, &new.name, &new.query) == (before.user, &before.name, &before.query);
        if is_same {
            return Ok(view(before));
        }
        if new.user != before.user {
            self.has_room(&mut tx, &new).await?;
        }
        tx.set_saved_filter(id, &new, now()).await.map_err(taken(shared))?;
        self.written(tx, id, Some(before), actor).await
    }

    pub(crate) async fn remove(
        &self,
        id: i64,
        expected: Option<i64>,
        actor: &Actor,
        may: &dyn MayShare,
    ) -> Result<(), EngineError> {
        let mut tx = self.store.write().await?;
        let before = meant(&mut tx, id, expected, actor, may).await?;
        tx.remove_saved_filter(id).await?;
        self.tell(&mut tx, Some(&before), None, actor).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The fabric of a list of one; a list of all has none.
    async fn fabric_for(
        &self,
        page: FilterPage,
        fabric: Option<&str>,
        may: &dyn MayShare,
    ) -> Result<Option<(hedgerow_model::FabricId, String)>, EngineError> {
        let found = match (page.is_of_fabric(), fabric) {
            (true, Some(name)) if may.see(page, Some(name)) => {
                let fabric = self.fabric_named(name).await?;
                Some((fabric.id, fabric.name))
            }
            (true, Some(name)) => return Err(EngineError::not_found(Thing::Fabric, name)),
            (true, None) => {
                return Err(EngineError::Invalid(format!(
                    "`{page}` is a list of a fabric: name it"
                )));
            }
            (false, Some(_)) => {
                return Err(EngineError::Invalid(format!("`{page}` is no list of one fabric")));
            }
            (false, None) => None,
        };
        Ok(found)
    }

    async fn has_room(
        &self,
        tx: &mut Transaction,
        new: &NewSavedFilter,
    ) -> Result<(), EngineError> {
        if tx.count_saved_filters(new.user, new.fabric).await? < MOST {
            return Ok(());
        }
        let whose = if new.user.is_some() { "of your own" } else { "shared there" };
        Err(EngineError::Refused(format!("{MOST} filters are {whose} already; remove some first")))
    }

    async fn written(
        &self,
        mut tx: Transaction,
        id: i64,
        before: Option<SavedFilter>,
        actor: &Actor,
    ) -> Result<FilterView, EngineError> {
        let after = tx.saved_filter(id).await?.ok_or_else(|| unknown(id))?;
        self.tell(&mut tx, before.as_ref(), Some(&after), actor).await?;
        tx.commit().await?;
        Ok(view(after))
    }

    /// Tells the audit and other pages of what is shared, was or is no more. What is one's own concerns nobody.
    async fn tell(
        &self,
        tx: &mut Transaction,
        before: Option<&SavedFilter>,
        after: Option<&SavedFilter>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let is_shared = |one: &&SavedFilter| one.user.is_none();
        let (before, after) = (before.filter(is_shared), after.filter(is_shared));
        let Some(known) = after.or(before) else { return Ok(()) };
        let fabric = fabric_of(known).map(str::to_owned);
        let action = match after {
            Some(_) => AuditAction::FilterUpdate,
            None => AuditAction::FilterDelete,
        };
        let mut told = entry(actor, action).subject(&known.name).detail(known.page.as_str());
        if let Some(fabric) = &fabric {
            told = told.fabric(fabric.clone());
        }
        told = told.before(&said(before)).after(&said(after));
        tx.audit(&[told]).await?;
        self.record().emit(tx, &Event::Filters { fabric })?;
        Ok(())
    }
}

/// What the audit is told of a shared one.
fn said(filter: Option<&SavedFilter>) -> Json {
    filter.map_or(Json::Null, |one| json!({ "name": one.name, "query": one.query }))
}

/// The filter that is meant: one's own, or a shared one that one may change. Any other does not exist.
async fn meant(
    tx: &mut Transaction,
    id: i64,
    expected: Option<i64>,
    actor: &Actor,
    may: &dyn MayShare,
) -> Result<SavedFilter, EngineError> {
    let found = tx.saved_filter(id).await?.ok_or_else(|| unknown(id))?;
    let fabric = fabric_of(&found);
    match found.user {
        Some(owner) if actor.user != Some(owner) => return Err(unknown(id)),
        None if !may.see(found.page, fabric) => return Err(unknown(id)),
        None if !may.share(found.page, fabric) => return Err(may_not(fabric)),
        _ => {}
    }
    match expected {
        Some(expected) if expected != found.revision => Err(StoreError::Moved("the filter").into()),
        _ => Ok(found),
    }
}

fn fabric_of(filter: &SavedFilter) -> Option<&str> {
    filter.fabric.as_ref().map(|(_, name)| name.as_str())
}

fn unknown(id: i64) -> EngineError {
    EngineError::not_found(Thing::Filter, id.to_string())
}

fn may_not(fabric: Option<&str>) -> EngineError {
    EngineError::Forbidden(match fabric {
        Some(fabric) => {
            format!("filters of fabric `{fabric}` are shared by people who may edit it")
        }
        None => "filters of lists of all fabrics are shared by administrators".to_owned(),
    })
}

/// Whose it is: nobody's where it is shared.
fn owner(shared: bool, actor: &Actor) -> Result<Option<UserId>, EngineError> {
    match (shared, actor.user) {
        (true, _) => Ok(None),
        (false, Some(user)) => Ok(Some(user)),
        (false, None) => Err(EngineError::Refused(
            "only a person with an account has filters of their own; share it".to_owned(),
        )),
    }
}

fn named(name: &str) -> Result<String, EngineError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME || name.contains(is_hidden) {
        return Err(EngineError::Invalid(format!(
            "a filter's name is one line of 1 to {NAME} characters, without invisible ones"
        )));
    }
    Ok(name.to_owned())
}

/// What of a query the list knows.
fn kept(
    page: FilterPage,
    query: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, EngineError> {
    let is_known = |name: &String, value: &String| {
        page.parameters().contains(&name.as_str()) && !value.is_empty()
    };
    let kept: BTreeMap<String, String> =
        query.into_iter().filter(|(name, value)| is_known(name, value)).collect();
    if kept.is_empty() {
        return Err(EngineError::Invalid(
            "the list is not filtered: there is nothing to save".to_owned(),
        ));
    }
    let bytes: usize = kept.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > QUERY {
        return Err(EngineError::Invalid(format!(
            "the filter has {bytes} bytes, above the limit of {QUERY}"
        )));
    }
    Ok(kept)
}

fn taken(shared: bool) -> impl Fn(StoreError) -> EngineError {
    move |error| match error {
        StoreError::Taken { name, .. } => EngineError::Refused(format!(
            "{} already has a filter `{name}` of this list; replace that one, or choose another name",
            if shared { "everybody" } else { "you" }
        )),
        error => error.into(),
    }
}

fn view(filter: SavedFilter) -> FilterView {
    FilterView {
        id: filter.id,
        name: filter.name,
        page: filter.page,
        fabric: filter.fabric.map(|(_, name)| name),
        query: filter.query,
        shared: filter.user.is_none(),
        saved_by: filter.saved_by,
        saved_at: filter.saved_at,
        revision: filter.revision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_list_knows_is_kept_and_nothing_is_no_filter() {
        let query = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let all = query(&[("q", "kind:vpc"), ("new", "1"), ("tab", "x")]);
        assert_eq!(kept(FilterPage::Resources, all).unwrap(), query(&[("q", "kind:vpc")]));
        assert!(kept(FilterPage::Audit, query(&[("q", "x")])).is_err());
        assert!(kept(FilterPage::Changes, query(&[("q", "")])).is_err());
        assert!(kept(FilterPage::Changes, query(&[("q", &"x".repeat(QUERY))])).is_err());
    }

    #[test]
    fn a_name_is_one_visible_line() {
        assert_eq!(named("  mine ").unwrap(), "mine");
        for wrong in ["", " ", "a\nb", "a\u{200b}b", &"x".repeat(101)] {
            assert!(named(wrong).is_err(), "{wrong:?}");
        }
    }
}
