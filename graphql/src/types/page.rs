//! Pages: how many items one may have, what it costs, and whether there is more (Relay).

use async_graphql::{Error, SimpleObject};

use crate::error::coded;

/// A page has this many at most.
pub(crate) const MAX_PAGE: i32 = 200;
/// A page of a history has this many steps at most: with each goes how things stood after it.
pub(crate) const MAX_STEPS: i32 = 100;

/// How many are asked for, which may be as many as a page holds.
pub(crate) fn page_size(first: i32, most: i32) -> Result<u32, Error> {
    let size = u32::try_from(first)
        .map_err(|_| coded("PAGE_SIZE_NEGATIVE", format!("a page of {first} cannot be had")))?;
    if first > most {
        let message =
            format!("a page holds {most} at most, not {first}: go on after its endCursor");
        return Err(coded("PAGE_TOO_LARGE", message));
    }
    Ok(size)
}

/// What a page costs of something that costs so much each. One that cannot be had costs no more than
/// the largest that can: it is refused by its own name.
pub(crate) fn page_cost(first: i32, most: i32, each: usize) -> usize {
    let size = usize::try_from(first.clamp(0, most)).unwrap_or(0);
    5 + size.saturating_mul(each) / 4
}

/// Whether there is more.
#[derive(SimpleObject)]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    pub(super) end_cursor: Option<String>,
}
