//! Queries about people: whether somebody is known, and all that is kept of somebody.

use std::borrow::Cow;

use async_graphql::{Context, Error, ID, Json, Object, SimpleObject};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::Position;
use loopbrug_domain::insz::Insz;
use loopbrug_infra::directory::Directory;
use loopbrug_infra::vault::WhoIs;
use loopbrug_infra::views::Views;
use serde_json::Value;

use super::{LOAD, latest};
use crate::error::{coded, unanswered};
use crate::id;
use crate::mutation::Personal;
use crate::purpose::given_purpose;
use crate::types::{FoundClient, KnownClient, LIST, List, found_clients, trajectory_place};

/// What it costs to look for a name: many are compared, some are opened.
const SEARCH: usize = 100;

/// Fields that are asked with what is typed about a client.
pub(crate) const PERSONAL: [&str; 2] = ["clients", "knownClient"];

/// What it costs to go through all that is kept of a client.
const EXPORT: usize = 500;

/// What can be asked about people.
#[derive(Default)]
pub(super) struct ClientQuery;

/// Everything that is kept of a client.
#[derive(SimpleObject)]
struct ClientExport {
    /// As data: every event, what was sealed in clear. What nobody can read is null, and the event says `erased`, or
    /// `unreadable` where the key is lost.
    json: Json<Value>,
    /// The same as a text in Dutch, with the names that the log has beside those of events and fields.
    /// Whoever looked is named by the organisation, with the id of the worker.
    text: String,
}

#[Object]
impl ClientQuery {
    /// The clients of a region who have a name with all words that are typed, or with words that begin with them, among
    /// those whose personal data you may open; the one whose trajectory was opened last first. Case, accents and the
    /// order of words make no difference. To search is recorded, with whom it names and what for. Send it by POST,
    /// so that what was typed is in no address.
    #[graphql(complexity = "SEARCH + LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "A part of the name, two letters of a word at least.")] search: Personal,
        #[graphql(desc = "What it is asked for, a code of the list `access_purpose`.")]
        purpose: String,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Wait until this position of the log is in the list.")] at_least: Option<
            u32,
        >,
    ) -> Result<List<FoundClient>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let catalogue = latest(views, &region)?;
        let views = views.for_purpose(Some(given_purpose(catalogue.lists(), &purpose)?));
        let page = LIST.page([first, last], [after, before], trajectory_place)?;
        let at_least = at_least.map(Position);
        let found = views.clients(actor, catalogue.region(), search.text(), &page, at_least).await;
        Ok(found_clients(found.map_err(unanswered(ctx))?, catalogue))
    }

    /// Whether somebody is known already, before a trajectory is opened: by INSZ in all regions, or by names and birth
    /// date in this one, which only suggests. The answer is with which organisation, and no more. Send it by POST, so that
    /// what was typed is in no address.
    #[graphql(complexity = "LOAD + 10 * child_complexity")]
    async fn known_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "The number in the national register, or a bis number.")] insz: Option<
            Personal,
        >,
        #[graphql(desc = "All names, in any order.")] name: Option<Personal>,
        #[graphql(desc = "The day of birth, as `1990-12-31`.")] birth_date: Option<Personal>,
        #[graphql(
            desc = "What it is asked for, a code of the list `access_purpose`. Default: as the request says, or what \
                    the role is there for."
        )]
        purpose: Option<String>,
    ) -> Result<Vec<KnownClient>, Error> {
        let mut views = Cow::Borrowed(ctx.data::<Views>()?);
        if let Some(purpose) = purpose {
            let purpose = given_purpose(views.catalogues().lists(), &purpose)?;
            views = Cow::Owned(views.for_purpose(Some(purpose)));
        }
        let region = latest(&views, &region)?.region();
        let insz = match insz.map(|insz| insz.text().parse::<Insz>()).transpose() {
            Ok(insz) => insz,
            Err(error) => return Err(coded("MALFORMED_INSZ", error)),
        };
        let Ok(birth_date) = birth_date.map(|born| born.text().parse()).transpose() else {
            return Err(coded("OF_ANOTHER_FORM", "birthDate: write it as 1990-12-31"));
        };
        let who = WhoIs { insz, name: name.map(Personal::into_text), birth_date };
        let found = views.known_client(ctx.data::<Actor>()?, region, &who, None).await;
        Ok(found.map_err(unanswered(ctx))?.into_iter().map(Into::into).collect())
    }

    /// Everything that is kept of the client of a trajectory, for the steward of the region to give to the client. It
    /// is recorded. Null where nothing was recorded under this id.
    #[graphql(complexity = "EXPORT + child_complexity")]
    async fn export_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of the trajectory.")] trajectory_id: ID,
        #[graphql(
            desc = "What it is read for, a code of the list `access_purpose`.",
            default_with = "String::from(\"client_request\")"
        )]
        purpose: String,
    ) -> Result<Option<ClientExport>, Error> {
        let id = id::trajectory(&trajectory_id).map_err(|error| coded("MALFORMED_ID", error))?;
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let purpose = given_purpose(views.catalogues().lists(), &purpose)?;
        let found = views.exported(actor, id, &purpose, ctx.data::<Directory>()?).await;
        let found = found.map_err(unanswered(ctx))?;
        Ok(found.map(|exported| ClientExport { json: Json(exported.json), text: exported.text }))
    }
}

#[cfg(test)]
mod tests {
    use super::PERSONAL;

    #[test]
    fn every_question_with_what_is_typed_about_a_client_is_named() {
        let sources = [include_str!("clients.rs"), include_str!("../query.rs")];
        let fields = sources.iter().flat_map(|source| source.split("async fn ").skip(1));
        let named = fields.filter_map(|field| {
            let (name, rest) = field.split_once('(')?;
            let (arguments, _) = rest.split_once(" -> ")?;
            arguments.contains("Personal").then(|| name.split('_').collect::<Vec<_>>().concat())
        });
        let mut named: Vec<_> = named.collect();
        let mut expected: Vec<_> = PERSONAL.iter().map(|name| name.to_lowercase()).collect();
        named.sort_unstable();
        expected.sort_unstable();
        assert_eq!(named, expected);
    }
}
