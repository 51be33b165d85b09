//! Signed heads, each to be kept outside of this system, and the keys by which they are verified.

use loopbrug_domain::catalogue::Code;
use loopbrug_infra::seal::proof::is_consistent;
use loopbrug_infra::seal::{Integrity, Seal, SealError, TreeHead, Which};
use loopbrug_infra::views::{Page, ViewError};
use maud::{Markup, html};

use crate::address::{address, given};
use crate::lang::Lang;
use crate::region::day;
use crate::replay::end_of;
use crate::trouble::Trouble;

/// How many are shown on a page.
const SHOWN: usize = 10;

/// The heads of the tree that grows, the last one first: from the end, from those before a number, or from a day back.
pub(super) async fn panel(
    lang: Lang,
    seal: &Seal,
    integrity: &Integrity,
    region: &Code,
    [on, before]: [&Option<String>; 2],
) -> Result<Markup, Trouble> {
    let Some(tree) = integrity.trees.first() else {
        return Ok(
            html! { section.panel { h2 { (lang.say("seal-heads")) } p { (lang.say("seal-nothing-yet")) } } },
        );
    };
    let before = given(before.as_ref()).map(str::parse).transpose();
    let mut after: Option<i64> = before.map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?;
    let on = given(on.as_ref()).map(day).transpose()?;
    if let Some(day) = on {
        let head = seal.head(Which::SignedBy(end_of(day))).await.map_err(ViewError::from)?;
        // Of an older tree there is no list: its last head is what the tree that grows says that it follows.
        after = Some(if head.tree == tree.tree { head.number + 1 } else { 1 });
    }
    let size = u32::try_from(SHOWN + 1).unwrap_or(u32::MAX);
    let found = seal.heads(tree, &Page::first(size, after)).await.map_err(ViewError::from)?;
    let mut rows = vec![];
    for pair in found.items.windows(2) {
        rows.push(row(lang, seal, region, &pair[0], Some(&pair[1])).await?);
    }
    // The first head of all follows none.
    if let Some(last) = found.items.last().filter(|_| found.items.len() <= SHOWN) {
        rows.push(row(lang, seal, region, last, None).await?);
    }
    let shown = &found.items[..found.items.len().min(SHOWN)];
    let earlier = shown.last().filter(|_| found.items.len() > SHOWN || found.next).map(|last| {
        let query = [("regio", Some(region.to_string())), ("voor", Some(last.number.to_string()))];
        address("/zegel", query)
    });
    Ok(html! {
        section.panel id="heads" aria-labelledby="heads-title" {
            h2 id="heads-title" { (lang.say("seal-heads")) }
            p.under { (lang.say("seal-heads-why")) }
            form.inline method="get" action="/zegel#heads" {
                input type="hidden" name="regio" value=(region);
                div.field {
                    label for="op" { (lang.say("seal-heads-on")) }
                    input type="date" id="op" name="op" value=[on];
                }
                button.outlined type="submit" { (lang.say("show")) }
            }
            div.scroll tabindex="0" role="group" aria-labelledby="heads-title" {
                table {
                    thead {
                        tr {
                            th.number scope="col" { (lang.say("seal-events")) }
                            th scope="col" { (lang.say("seal-signed")) }
                            th scope="col" { (lang.say("seal-root")) }
                            th scope="col" { (lang.say("seal-follows")) }
                            th scope="col" { (lang.say("seal-witnesses")) }
                            th scope="col" { (lang.say("seal-to-keep")) }
                        }
                    }
                    tbody { @for row in rows { (row) } }
                }
            }
            @if let Some(earlier) = earlier { p { a.button.quiet href={ (earlier) "#heads" } { (lang.say("replay-earlier")) } } }
        }
    })
}

async fn row(
    lang: Lang,
    seal: &Seal,
    region: &Code,
    head: &TreeHead,
    before: Option<&TreeHead>,
) -> Result<Markup, ViewError> {
    let follows = match before {
        Some(before) => Some(follows(seal, before, head).await?),
        None => None,
    };
    let witnesses = seal.witnesses(head).await?;
    let root = head.root.to_string();
    let keep = address(
        "/zegel/controlepunt",
        [("regio", Some(region.to_string())), ("nummer", Some(head.number.to_string()))],
    );
    let size = lang.with("seal-size", [("n", head.size.into())]);
    Ok(html! {
        tr {
            td.number { (size) }
            td { (lang.moment(head.signed_at)) }
            td { code { (root.get(..12).unwrap_or(&root)) "…" } }
            td {
                @match follows {
                    Some(true) => span.badge.good { (lang.say("seal-follows-yes")) },
                    Some(false) => span.badge.bad { (lang.say("seal-follows-no")) },
                    None => span.badge { (lang.say("seal-follows-none")) },
                }
            }
            td {
                @if witnesses.is_empty() { span.zero { (lang.say("seal-no-witness")) } }
                @for witness in &witnesses { code { (witness.split('+').next().unwrap_or(witness)) } " " }
            }
            td { a href=(keep) download { (lang.say("seal-keep")) span.hidden { " " (size) } } }
        }
    })
}

/// Whether the tree of a head is what that of the head before it grew to.
async fn follows(seal: &Seal, before: &TreeHead, head: &TreeHead) -> Result<bool, ViewError> {
    match seal.consistency(before.size, head.size).await {
        Ok(grew) => {
            let [old, new] = [before, head].map(|of| (of.size, of.root));
            Ok(is_consistent(old, new, &grew.hashes))
        }
        Err(SealError::TileMissing) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The trees of the log, the one that grows first, with the keys that sign them.
pub(super) async fn keys(
    lang: Lang,
    seal: &Seal,
    integrity: &Integrity,
) -> Result<Markup, ViewError> {
    let mut trees = vec![];
    for tree in &integrity.trees {
        trees.push((tree, seal.keys(tree).await?));
    }
    Ok(html! {
        @if !trees.is_empty() {
            section.panel aria-labelledby="keys-title" {
                h2 id="keys-title" { (lang.say("seal-keys")) }
                p.under { (lang.say("seal-keys-why")) }
                @for (tree, keys) in &trees {
                    div {
                        h3 { code.hash { (tree.origin()) } }
                        @if let Some(began) = tree.began_at { p.small { (lang.with("seal-began", [("when", lang.moment(began).into())])) } }
                        @if let Some(follows) = &tree.follows {
                            p.small { (lang.with("seal-came-back", [("n", follows.size.into())])) " " code.hash { (follows.origin) } }
                        }
                        ul.plain {
                            @for key in keys {
                                li {
                                    code.hash { (key.verifier) }
                                    p.small {
                                        (lang.with("seal-key-after", [("n", key.after_size.into())]))
                                        @if key.after_size > 0 {
                                            " " (lang.say(if key.endorsement.is_some() { "seal-key-endorsed" } else { "seal-key-lost" }))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}
