//! The seal of another database's log, written as it was there: trees, keys, tiles, heads, cosignatures.

use loopbrug_domain::catalogue::Code;
use sqlx::{PgConnection, PgExecutor};

use super::rows::{SealedTree, TreeKey, number};
pub(crate) use super::rows::{edge, write_tiles};
use crate::export::heads::ExportedHead;

/// The last head that is there: its tree, its number, its size.
pub(crate) type LastHead = (i32, i64, i64);

/// Writes the trees of a region with their keys, if they are not there.
pub(crate) async fn write_trees(
    connection: &mut PgConnection,
    trees: &[(SealedTree, Vec<TreeKey>)],
) -> Result<(), sqlx::Error> {
    for (tree, keys) in trees {
        sqlx::query(
            "INSERT INTO seal_trees (region, tree, id, follows) VALUES ($1, $2, $3, $4)
             ON CONFLICT (region, tree) DO NOTHING",
        )
        .bind(tree.region.as_str())
        .bind(tree.tree)
        .bind(tree.id)
        .bind(tree.follows.as_ref().map(ToString::to_string))
        .execute(&mut *connection)
        .await?;
        for key in keys {
            sqlx::query(
                "INSERT INTO seal_keys (region, tree, key, public_key, after_size, endorsement)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (region, tree, key) DO NOTHING",
            )
            .bind(tree.region.as_str())
            .bind(tree.tree)
            .bind(key.key)
            .bind(key.verifier.bytes().as_slice())
            .bind(number(key.after_size))
            .bind(&key.endorsement)
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// The last head of a region that is there.
pub(crate) async fn last_head(
    database: impl PgExecutor<'_>,
    region: &Code,
) -> Result<Option<LastHead>, sqlx::Error> {
    sqlx::query_as(
        "SELECT tree, number, size FROM seal_heads WHERE region = $1
         ORDER BY tree DESC, number DESC LIMIT 1",
    )
    .bind(region.as_str())
    .fetch_optional(database)
    .await
}

fn column<T>(heads: &[ExportedHead], of: impl Fn(&ExportedHead) -> T) -> Vec<T> {
    heads.iter().map(of).collect()
}

/// Writes the next heads of a region, in order; gives the last one.
pub(crate) async fn write_heads(
    connection: &mut PgConnection,
    region: &Code,
    last: Option<LastHead>,
    heads: &[ExportedHead],
) -> Result<Option<LastHead>, sqlx::Error> {
    let (mut last, mut before) = (last, Vec::with_capacity(heads.len()));
    for head in heads {
        before.push(last.filter(|(tree, ..)| *tree == head.tree).map(|(.., size)| size));
        last = Some((head.tree, head.number, number(head.size)));
    }
    sqlx::query(
        "INSERT INTO seal_heads (region, tree, number, size, before_size, root, event_id, recorded_at, signed_at,
                                 key, note)
         SELECT $1, tree, number, size, before_size, root, event_id, recorded_at::timestamptz,
                signed_at::timestamptz, key, note
         FROM unnest($2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::uuid[], $8::text[],
                     $9::text[], $10::integer[], $11::text[])
              AS head (tree, number, size, before_size, root, event_id, recorded_at, signed_at, key, note)",
    )
    .bind(region.as_str())
    .bind(column(heads, |head| head.tree))
    .bind(column(heads, |head| head.number))
    .bind(column(heads, |head| number(head.size)))
    .bind(before)
    .bind(column(heads, |head| head.root.0.to_vec()))
    .bind(column(heads, |head| head.eventid))
    .bind(column(heads, |head| head.recordedat.clone()))
    .bind(column(heads, |head| head.signedat.clone()))
    .bind(column(heads, |head| head.key))
    .bind(column(heads, |head| head.note.clone()))
    .execute(&mut *connection)
    .await?;
    for head in heads {
        for by in &head.cosignatures {
            sqlx::query(
                "INSERT INTO seal_cosignatures (region, tree, size, witness, signature, taken_at)
                 VALUES ($1, $2, $3, $4, $5, $6::timestamptz)",
            )
            .bind(region.as_str())
            .bind(head.tree)
            .bind(number(head.size))
            .bind(&by.witness)
            .bind(&by.signature)
            .bind(&by.takenat)
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(last)
}
