//! A page of a list: which part of it is read, and whether there is more on either side.

use sqlx::{Encode, Postgres, QueryBuilder, Type};

/// A part of a list, in the list's own order: what lies between two places, counted from one end of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<P> {
    /// After the item in this place; absent: from the beginning.
    pub after: Option<P>,
    /// Before the item in this place; absent: up to the end.
    pub before: Option<P>,
    /// How many at most.
    pub size: u32,
    /// Those at the end of that part, and not those at its beginning.
    pub from_end: bool,
}

impl<P> Page<P> {
    /// The first items after a place, or of the list.
    #[must_use]
    pub fn first(size: u32, after: Option<P>) -> Self {
        Self { after, before: None, size, from_end: false }
    }

    /// How many rows are read for it: one more shows whether there is more.
    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.size) + 1
    }
}

/// The items of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// In the list's own order.
    pub items: Vec<T>,
    /// Whether there are others before them.
    pub previous: bool,
    /// Whether there are others after them.
    pub next: bool,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { items: Vec::new(), previous: false, next: false }
    }
}

impl<T> Paged<T> {
    /// A page of what was found for it, from the end that it is counted from: one more than it holds,
    /// where there is more. On the side where another page ended lies at least what that one ended with.
    pub(crate) fn of<P>(mut items: Vec<T>, page: &Page<P>) -> Self {
        let size = page.size as usize;
        let more = items.len() > size;
        items.truncate(size);
        if page.from_end {
            items.reverse();
            Self { items, previous: more, next: page.before.is_some() }
        } else {
            Self { items, previous: page.after.is_some(), next: more }
        }
    }

    /// The same page of something else, item by item.
    #[must_use]
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Paged<U> {
        let Self { items, previous, next } = self;
        Paged { items: items.into_iter().map(each).collect(), previous, next }
    }
}

/// Ends a statement with the page of a list that runs downwards by one column and, within that, upwards by
/// another; `values` are those of a place.
pub(crate) fn push_page<'a, P, A, B>(
    sql: &mut QueryBuilder<'a, Postgres>,
    page: &Page<P>,
    [down, up]: [&str; 2],
    values: impl Fn(&P) -> (A, B),
) where
    A: Encode<'a, Postgres> + Type<Postgres> + Send + Clone + 'a,
    B: Encode<'a, Postgres> + Type<Postgres> + Send + 'a,
{
    for (place, [below, above]) in [(&page.after, ["<", ">"]), (&page.before, [">", "<"])] {
        let Some((first, second)) = place.as_ref().map(&values) else { continue };
        // Written out so that the index, which runs downwards, bounds the first part.
        sql.push(format_args!(" AND {down} {below}= ")).push_bind(first.clone());
        sql.push(format_args!(" AND ({down} {below} ")).push_bind(first);
        sql.push(format_args!(" OR {up} {above} ")).push_bind(second).push(")");
    }
    let order = if page.from_end { ["ASC", "DESC"] } else { ["DESC", "ASC"] };
    let [first, second] = order;
    sql.push(format_args!(" ORDER BY {down} {first}, {up} {second} LIMIT ")).push_bind(page.rows());
}
