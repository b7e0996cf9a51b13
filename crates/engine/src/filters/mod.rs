//! Filters of lists, saved under a name: one's own, and those that are shared.

use std::collections::BTreeMap;

use hedgerow_model::{Actor, AuditAction, FilterPage, UserId, is_hidden};
use hedgerow_store::{NewSavedFilter, SavedFilter, SavedOf, StoreError, Transaction};
use serde_json::{Value as Json, json};

use crate::core::now;
use crate::error::{EngineError, Thing};
use crate::record::entry;
use crate::views::{Event, FilterEdit, FilterQuery, FilterView, NewFilter, Page, PageRequest};

/// Most filters of a person for the lists of one fabric, or for those of all, and most that are shared there.
const MOST: i64 = 100;

/// Most characters of a name.
const NAME: usize = 100;

/// Most bytes of what a filter says, all parameters together.
const QUERY: usize = 4000;

/// What a caller may do with saved filters. A list without a fabric is one of all fabrics.
pub trait FilterAccess: Send + Sync {
    /// Whether the caller may see the list.
    fn see(&self, page: FilterPage, fabric: Option<&str>) -> bool;
    /// Whether the caller may share filters of the list, and change and remove shared ones.
    fn share(&self, page: FilterPage, fabric: Option<&str>) -> bool;
    /// Whether the caller may know of a fabric.
    fn know(&self, fabric: &str) -> bool;
    /// Whether the caller may save, change and remove filters of their own: not with a token that only reads.
    fn keep(&self) -> bool;
}

crate::core::capability! {
    /// Filters of lists, saved under a name.
    Filters, filters
}

impl Filters<'_> {
    /// One's own and the shared ones that one may see.
    pub(crate) async fn list(
        &self,
        of: &FilterQuery,
        ask: &PageRequest,
        actor: &Actor,
        may: &dyn FilterAccess,
    ) -> Result<Page<FilterView>, EngineError> {
        let fabric = match &of.fabric {
            Some(name) if may.know(name) => Some(self.fabric_named(name).await?.id),
            Some(name) => return Err(EngineError::not_found(Thing::Fabric, name)),
            None => None,
        };
        let (limit, after) = (ask.length()?, ask.after("filters")?);
        let lists = SavedOf { page: of.list, fabric };
        let rows = self.store.saved_filters(actor.user, lists, after, limit + 1).await?;
        let mut page = Page::cut(rows, limit, "filters", |row| row.id);
        page.items.retain(|row| is_visible(row, may));
        Ok(page.map(view))
    }

    pub(crate) async fn save(
        &self,
        new: NewFilter,
        actor: &Actor,
        may: &dyn FilterAccess,
    ) -> Result<FilterView, EngineError> {
        let NewFilter { name, page, fabric, query, shared } = new;
        let fabric = self.fabric_for(page, fabric.as_deref(), may).await?;
        let new = NewSavedFilter {
            user: owner(shared, actor, may)?,
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
        may: &dyn FilterAccess,
    ) -> Result<FilterView, EngineError> {
        let mut tx = self.store.write().await?;
        let before = meant(&mut tx, id, expected, actor, may).await?;
        let shared = edit.shared.unwrap_or(before.user.is_none());
        let fabric = fabric_of(&before);
        if shared && !may.share(before.page, fabric) {
            return Err(may_not(fabric));
        }
        let new = NewSavedFilter {
            user: owner(shared, actor, may)?,
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
        may: &dyn FilterAccess,
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
        may: &dyn FilterAccess,
    ) -> Result<Option<(hedgerow_model::FabricId, String)>, EngineError> {
        let found = match (page.is_of_fabric(), fabric) {
            (true, Some(name)) if may.know(name) => {
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
                return Err(EngineError::Invalid(format!("`{page}` is not a list of one fabric")));
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
        let of = match new.fabric {
            Some(_) => "for the lists of the fabric",
            None => "for the lists of all fabrics",
        };
        let whose = if new.user.is_some() { "you have" } else { "everybody has" };
        Err(EngineError::Refused(format!(
            "{whose} {MOST} filters {of} already, which is the most; remove one first"
        )))
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
    may: &dyn FilterAccess,
) -> Result<SavedFilter, EngineError> {
    let found = tx.saved_filter(id).await?.ok_or_else(|| unknown(id))?;
    let fabric = fabric_of(&found);
    let is_of_another = found.user.is_some() && found.user != actor.user;
    if is_of_another || !is_visible(&found, may) {
        return Err(unknown(id));
    }
    match found.user {
        Some(_) if !may.keep() => return Err(only_reads()),
        None if !may.share(found.page, fabric) => return Err(may_not(fabric)),
        _ => {}
    }
    match expected {
        Some(expected) if expected != found.revision => Err(StoreError::Moved("the filter").into()),
        _ => Ok(found),
    }
}

/// Whether the caller may see a filter that is theirs or shared. A shared one may name a fabric in what it says.
fn is_visible(filter: &SavedFilter, may: &dyn FilterAccess) -> bool {
    let named = filter.query.get("fabric").filter(|_| filter.user.is_none());
    may.see(filter.page, fabric_of(filter)) && named.is_none_or(|fabric| may.know(fabric))
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
            format!("sharing filters of fabric `{fabric}` needs the permission to edit it")
        }
        None => "sharing filters of lists of all fabrics needs an administrator".to_owned(),
    })
}

fn only_reads() -> EngineError {
    EngineError::Forbidden("a token that may only read saves no filters".to_owned())
}

/// Whose it is: nobody's where it is shared.
fn owner(
    shared: bool,
    actor: &Actor,
    may: &dyn FilterAccess,
) -> Result<Option<UserId>, EngineError> {
    match (shared, actor.user) {
        (true, _) => Ok(None),
        (false, Some(_)) if !may.keep() => Err(only_reads()),
        (false, Some(user)) => Ok(Some(user)),
        (false, None) => Err(EngineError::Refused(
            "the installation's own token is not a person: it saves shared filters only".to_owned(),
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
    if kept.values().any(|value| value.contains(is_hidden)) {
        return Err(EngineError::Invalid(
            "the filter contains invisible characters; remove them and save it again".to_owned(),
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
            "{} filter of this list is called `{name}` already; replace it, or choose another name",
            if shared { "a shared" } else { "your" }
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
        assert!(kept(FilterPage::Changes, query(&[("q", "a\u{202e}b")])).is_err());
    }

    #[test]
    fn a_name_is_one_visible_line() {
        assert_eq!(named("  mine ").unwrap(), "mine");
        for wrong in ["", " ", "a\nb", "a\u{200b}b", &"x".repeat(101)] {
            assert!(named(wrong).is_err(), "{wrong:?}");
        }
    }
}
