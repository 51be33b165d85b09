//! The seal as the database has it: trees, keys, heads, tiles, cosignatures.

use std::ops::Range;

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgExecutor, Row};
use uuid::Uuid;

use super::checkpoint::{Checkpoint, Followed};
use super::error::SealError;
use super::hash::Hash;
use super::note::{Signs, VerifierKey};
use super::tile::{Tile, TileId, Tiles};
use super::tree::Frontier;
use crate::page::{Page, Paged};

/// A tree of a region.
#[derive(Debug, Clone)]
pub struct SealedTree {
    /// Its region.
    pub region: Code,
    /// Its number among those of the region.
    pub tree: i32,
    /// How it is known to others.
    pub id: Uuid,
    /// The last head of the tree before it, where the log came back older than it was sealed.
    pub follows: Option<Followed>,
    /// When it was begun; none of a tree that is known by an export alone.
    pub began_at: Option<DateTime<Utc>>,
}

/// A head that was signed.
#[derive(Debug, Clone)]
pub struct TreeHead {
    /// The tree that it is of, by its number.
    pub tree: i32,
    /// Its number among the heads of the tree, from 1 on.
    pub number: i64,
    /// How many events it covers: all up to this position.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// When the last of these events was recorded.
    pub recorded_at: DateTime<Utc>,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
    /// The key, by its number among those of the tree.
    pub key: i32,
    /// The checkpoint as it was signed, without cosignatures.
    pub note: String,
}

/// A key by which the heads of a tree are verified.
#[derive(Debug, Clone)]
pub struct TreeKey {
    /// Its number among the keys of the tree, from 1 on.
    pub key: i32,
    /// The key itself, under the tree's origin.
    pub verifier: VerifierKey,
    /// It signed the heads larger than this, up to those of the next key.
    pub after_size: u64,
    /// What the key before it signed, so that whoever knows that one may believe this one.
    pub endorsement: Option<String>,
}

/// Which head is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The last one.
    Last,
    /// The one of this number, of the last tree.
    Number(i64),
    /// The smallest that covers so many events, of the last tree.
    Covering(u64),
    /// The last that was signed by a moment.
    SignedBy(DateTime<Utc>),
}

impl SealedTree {
    /// The origin of its checkpoints.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("loopbrug/{}/{}", self.region, self.id)
    }

    /// What is signed of it at a size.
    #[must_use]
    pub fn checkpoint(&self, size: u64, root: Hash) -> Checkpoint {
        Checkpoint { origin: self.origin(), size, root, follows: self.follows.clone() }
    }

    fn read(region: &Code, row: &PgRow) -> Result<Self, SealError> {
        let follows: Option<String> = row.try_get("follows")?;
        let follows = follows.map(|line| line.parse()).transpose();
        Ok(Self {
            region: region.clone(),
            tree: row.try_get("tree")?,
            id: row.try_get("id")?,
            follows: follows.map_err(|_| SealError::Unreadable)?,
            began_at: row.try_get("began_at")?,
        })
    }
}

/// A number that the database counts from 0 up.
pub(crate) fn counted(number: i64) -> u64 {
    number.unsigned_abs()
}

/// The same, for the database.
pub(crate) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn hash(bytes: &[u8]) -> Result<Hash, SealError> {
    Hash::try_from(bytes).map_err(|_| SealError::Unreadable)
}

/// The trees of a region, the last one first.
pub(crate) async fn trees(
    database: impl PgExecutor<'_>,
    region: &Code,
) -> Result<Vec<SealedTree>, SealError> {
    let rows = sqlx::query(
        "SELECT tree, id, follows, began_at FROM seal_trees WHERE region = $1 ORDER BY tree DESC",
    );
    let rows = rows.bind(region.as_str()).fetch_all(database).await?;
    rows.iter().map(|row| SealedTree::read(region, row)).collect()
}

const HEAD: &str = "tree, number, size, root, recorded_at, signed_at, key, note";

fn head_of(row: &PgRow) -> Result<TreeHead, SealError> {
    Ok(TreeHead {
        tree: row.try_get("tree")?,
        number: row.try_get("number")?,
        size: counted(row.try_get("size")?),
        root: hash(row.try_get("root")?)?,
        recorded_at: row.try_get("recorded_at")?,
        signed_at: row.try_get("signed_at")?,
        key: row.try_get("key")?,
        note: row.try_get("note")?,
    })
}

/// A head of a region; none where there is no such head.
pub(super) async fn head(
    database: impl PgExecutor<'_>,
    region: &Code,
    which: Which,
) -> Result<Option<TreeHead>, SealError> {
    let of_last = "tree = (SELECT max(tree) FROM seal_trees WHERE region = $1)";
    let (condition, order) = match which {
        Which::Last => (of_last.to_owned(), "number DESC"),
        Which::Number(_) => (format!("{of_last} AND number = $2"), "number"),
        Which::Covering(_) => (format!("{of_last} AND size >= $2"), "size"),
        Which::SignedBy(_) => {
            ("signed_at <= $2".to_owned(), "signed_at DESC, tree DESC, number DESC")
        }
    };
    let statement = format!(
        "SELECT {HEAD} FROM seal_heads WHERE region = $1 AND {condition} ORDER BY {order} LIMIT 1"
    );
    let query = sqlx::query(&statement).bind(region.as_str());
    let query = match which {
        Which::Last => query,
        Which::Number(of) => query.bind(of),
        Which::Covering(size) => query.bind(number(size)),
        Which::SignedBy(moment) => query.bind(moment),
    };
    query.fetch_optional(database).await?.as_ref().map(head_of).transpose()
}

/// A page of the heads of a tree by number, the last one first.
pub(super) async fn heads(
    database: impl PgExecutor<'_>,
    tree: &SealedTree,
    page: &Page<i64>,
) -> Result<Paged<TreeHead>, SealError> {
    let order = if page.from_end { "ASC" } else { "DESC" };
    let statement = format!(
        "SELECT {HEAD} FROM seal_heads
         WHERE region = $1 AND tree = $2 AND number < coalesce($3, 9223372036854775807)
               AND number > coalesce($4, 0) ORDER BY number {order} LIMIT $5"
    );
    let query = sqlx::query(&statement).bind(tree.region.as_str()).bind(tree.tree);
    let rows =
        query.bind(page.after).bind(page.before).bind(page.rows()).fetch_all(database).await?;
    Ok(Paged::of(rows.iter().map(head_of).collect::<Result<_, _>>()?, page))
}

/// The heads of a tree that are larger than one size and not larger than another, the smallest first.
pub(super) async fn heads_between(
    database: impl PgExecutor<'_>,
    tree: &SealedTree,
    after: u64,
    up_to: u64,
) -> Result<Vec<TreeHead>, SealError> {
    let statement = format!(
        "SELECT {HEAD} FROM seal_heads
         WHERE region = $1 AND tree = $2 AND size > $3 AND size <= $4 ORDER BY size"
    );
    let query = sqlx::query(&statement).bind(tree.region.as_str()).bind(tree.tree);
    let rows = query.bind(number(after)).bind(number(up_to)).fetch_all(database).await?;
    rows.iter().map(head_of).collect()
}

/// The keys of a tree, the first one first.
pub(crate) async fn keys(
    database: impl PgExecutor<'_>,
    tree: &SealedTree,
) -> Result<Vec<TreeKey>, SealError> {
    let rows = sqlx::query(
        "SELECT key, public_key, after_size, endorsement FROM seal_keys
         WHERE region = $1 AND tree = $2 ORDER BY key",
    )
    .bind(tree.region.as_str())
    .bind(tree.tree)
    .fetch_all(database)
    .await?;
    let key = |row: &PgRow| {
        Ok(TreeKey {
            key: row.try_get("key")?,
            verifier: VerifierKey::of_bytes(
                &tree.origin(),
                Signs::Text,
                row.try_get("public_key")?,
            )
            .map_err(|_| SealError::Unreadable)?,
            after_size: counted(row.try_get("after_size")?),
            endorsement: row.try_get("endorsement")?,
        })
    };
    rows.iter().map(key).collect()
}

/// Some tiles of a tree, with what is in them now.
pub(crate) async fn tiles(
    database: impl PgExecutor<'_>,
    tree: &SealedTree,
    ids: &[TileId],
) -> Result<Vec<Tile>, SealError> {
    let rows: Vec<(i16, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT level, index, hashes FROM unnest($3::smallint[], $4::bigint[]) AS asked (level, index)
         JOIN seal_tiles USING (level, index) WHERE region = $1 AND tree = $2",
    )
    .bind(tree.region.as_str())
    .bind(tree.tree)
    .bind(ids.iter().map(|id| i16::from(id.level)).collect::<Vec<_>>())
    .bind(ids.iter().map(|id| number(id.index)).collect::<Vec<_>>())
    .fetch_all(database)
    .await?;
    let tile = |(level, index, hashes): (i16, i64, Vec<u8>)| {
        let id = TileId { level: u8::try_from(level).unwrap_or(u8::MAX), index: counted(index) };
        let hashes = Tile::read(&hashes).ok_or(SealError::Unreadable)?;
        Ok(Tile { id, hashes })
    };
    rows.into_iter().map(tile).collect()
}

/// The right edge of a tree at a size; none where a hash of it is not there.
pub(crate) async fn edge(
    database: impl PgExecutor<'_>,
    tree: &SealedTree,
    size: u64,
) -> Result<Option<Frontier>, SealError> {
    let ids: Vec<_> = TileId::edge(size).collect();
    let tiles = tiles(database, tree, &ids).await?;
    let tile = |id| tiles.iter().find(|tile| tile.id == id).map(|tile| tile.hashes.clone());
    Ok(Frontier::restore(size, tile))
}

/// The hashes of subtrees of a tree.
pub(super) async fn subtrees(
    database: impl PgExecutor<'_>,
    tree: &SealedTree,
    subtrees: Vec<Range<u64>>,
) -> Result<Vec<Hash>, SealError> {
    let tiles: Tiles =
        tiles(database, tree, &Tiles::needed(&subtrees)).await?.into_iter().collect();
    let hashes = subtrees.into_iter().map(|subtree| tiles.hash(subtree));
    hashes.map(|hash| hash.ok_or(SealError::TileMissing)).collect()
}

/// Writes tiles: new ones, and those that grew.
pub(crate) async fn write_tiles(
    connection: &mut PgConnection,
    tree: &SealedTree,
    tiles: &[Tile],
) -> Result<(), SealError> {
    sqlx::query(
        "INSERT INTO seal_tiles (region, tree, level, index, hashes)
         SELECT $1, $2, level, index, hashes
         FROM unnest($3::smallint[], $4::bigint[], $5::bytea[]) AS tile (level, index, hashes)
         ON CONFLICT (region, tree, level, index) DO UPDATE SET hashes = EXCLUDED.hashes",
    )
    .bind(tree.region.as_str())
    .bind(tree.tree)
    .bind(tiles.iter().map(|tile| i16::from(tile.id.level)).collect::<Vec<_>>())
    .bind(tiles.iter().map(|tile| number(tile.id.index)).collect::<Vec<_>>())
    .bind(tiles.iter().map(Tile::bytes).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}
