//! Lists page by page, as Relay has them: connections of the library.

use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::connection::{
    Connection, ConnectionNameType, DisableNodesField, Edge, EdgeNameType, EmptyFields,
};
use async_graphql::{Context, Error, Object, ObjectType, OutputType};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::MalformedId;
use loopbrug_infra::views::{ListOf, Page, Paged, Views};

use super::shows::Shows;
use crate::error::{coded, unanswered};

/// What a list consists of.
pub(crate) trait Listed: OutputType {
    /// What the types of the list are called after.
    const LIST: &'static str;

    /// What it is made of.
    type Row;

    /// The place of that in the list.
    fn cursor(row: &Self::Row) -> String;
}

/// A list of such, with more fields of its own.
pub(crate) type List<N, Fields = EmptyFields> =
    Connection<String, N, Fields, EmptyFields, NamesOf<N>, NamesOf<N>, DisableNodesField>;

/// The names of the types of a list.
pub(crate) struct NamesOf<N>(PhantomData<fn() -> N>);

impl<N: Listed> ConnectionNameType for NamesOf<N> {
    fn type_name<T: OutputType>() -> String {
        format!("{}Connection", N::LIST)
    }
}

impl<N: Listed> EdgeNameType for NamesOf<N> {
    fn type_name<T: OutputType>() -> String {
        format!("{}Edge", N::LIST)
    }
}

/// A page of a list, with what else the list says.
pub(super) fn list_of<N: Listed, Fields: ObjectType>(
    page: Paged<N::Row>,
    fields: Fields,
    node: impl Fn(N::Row) -> N,
) -> List<N, Fields> {
    let mut list = List::with_additional_fields(page.previous, page.next, fields);
    let items = page.items.into_iter();
    list.edges.extend(items.map(|row| Edge::new(N::cursor(&row), node(row))));
    list
}

/// A page of a list whose items show what they are made of.
pub(crate) fn shown_list<N, Total>(
    page: Paged<N::Row>,
    total: Total,
    catalogue: &Arc<Catalogue>,
) -> List<N, Total>
where
    N: Listed + Shows<N::Row>,
    Total: ObjectType,
{
    list_of(page, total, |row| N::of(&row, catalogue))
}

/// What is said of the whole of a list that is searched in memory: how many were found.
pub(crate) struct Found(pub(crate) u32);

/// What is said of the whole of a list.
#[Object]
impl Found {
    /// How many items the whole list has, whatever the page.
    async fn total_count(&self) -> u32 {
        self.0
    }
}

/// What is said of the whole of a list.
pub(crate) struct ListTotal(pub(crate) ListOf);

/// What is said of the whole of a list.
#[Object]
impl ListTotal {
    /// How many items the whole list has, whatever the page.
    #[graphql(complexity = "TOTAL")]
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u32, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        views.count(actor, &self.0).await.map_err(unanswered(ctx))
    }
}

/// What it costs to count a list: every row of it is looked at.
pub(super) const TOTAL: usize = 50;

/// How many items a page of a list has.
pub(crate) struct PageSize {
    /// Where nothing is said.
    unasked: i32,
    /// At most.
    most: i32,
}

/// Pages of most lists.
pub(crate) const LIST: PageSize = PageSize { unasked: 20, most: 200 };
/// Pages of the work list.
pub(crate) const WORK: PageSize = PageSize { unasked: 50, most: 200 };
/// Pages of notes: each has a text.
pub(crate) const NOTES: PageSize = PageSize { unasked: 20, most: 100 };
/// Pages of a history: each step carries the state after it.
pub(crate) const STEPS: PageSize = PageSize { unasked: 20, most: 100 };

impl PageSize {
    /// How many are asked for, which may be as many as a page holds.
    pub(crate) fn read(&self, asked: i32) -> Result<u32, Error> {
        let most = self.most;
        let size = u32::try_from(asked)
            .map_err(|_| coded("PAGE_SIZE_NEGATIVE", format!("a page of {asked} cannot be had")))?;
        if asked > most {
            let message = format!(
                "a page holds {most} at most, not {asked}: go on after its endCursor, or before its \
                 startCursor"
            );
            return Err(coded("PAGE_TOO_LARGE", message));
        }
        Ok(size)
    }

    /// What a page costs of something that costs so much each. One that cannot be had costs no more
    /// than the largest that can: it is refused by its own name.
    pub(crate) fn cost(&self, first: Option<i32>, last: Option<i32>, each: usize) -> usize {
        let asked = first.or(last).unwrap_or(self.unasked);
        let size = usize::try_from(asked.clamp(0, self.most)).unwrap_or(0);
        5 + size.saturating_mul(each) / 4
    }

    /// The page that a client asks for by Relay's arguments. `place` reads the cursor of
    /// an argument, which it is given the name of.
    pub(crate) fn page<P>(
        &self,
        [first, last]: [Option<i32>; 2],
        [after, before]: [Option<String>; 2],
        place: impl Fn(&str, &'static str) -> Result<P, Error>,
    ) -> Result<Page<P>, Error> {
        if first.is_some() && last.is_some() {
            let message = "a page is counted from one end: ask for the first ones or for the last";
            return Err(coded("PAGE_FROM_BOTH_ENDS", message));
        }
        let read = |cursor: Option<String>, argument| {
            cursor.map(|cursor| place(&cursor, argument)).transpose()
        };
        Ok(Page {
            size: self.read(first.or(last).unwrap_or(self.unasked))?,
            from_end: last.is_some(),
            after: read(after, "after")?,
            before: read(before, "before")?,
        })
    }
}

/// A cursor that is none of this list.
pub(super) fn no_cursor(text: &str) -> Error {
    coded("MALFORMED_ID", MalformedId { kind: "cursor", text: text.to_owned() })
}
