//! One step of sealing: the next events become leaves, and the head of the tree is signed.

use loopbrug_domain::catalogue::Code;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::checkpoint::Followed;
use super::error::SealError;
use super::hash::Hash;
use super::key::{SealKey, SealKeyFile};
use super::known::{Known, KnownHead};
use super::leaf::LogRow;
use super::log_rows::log_rows;
use super::rows::{self, SealedTree, TreeHead, TreeKey, Which, counted, number};
use super::tile::Tile;
use super::tree::Frontier;
use crate::database::begin;

/// So many events become leaves in one step, at most.
const BATCH: u64 = 5_000;

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed {
    /// A head was signed; whether the log has more.
    Signed {
        /// How many events it covers.
        size: u64,
        /// The log has more.
        more: bool,
    },
    /// There was nothing to seal.
    Nothing,
    /// Another process seals this region.
    Standby,
}

/// The tree of a region as this process left it.
#[derive(Debug, Clone)]
pub(super) struct Grown {
    tree: SealedTree,
    number: i64,
    root: Hash,
    frontier: Frontier,
}

/// Where a tree is, as the database has it.
struct At {
    /// The first tree of the region; none where this one is.
    first: Option<Uuid>,
    tree: SealedTree,
    head: Option<TreeHead>,
    key: Option<TreeKey>,
}

/// Seals the next events of a region. What is in `grown` spares reading the edge of the tree; where somebody else was at
/// work it is read. The transaction holds the region's turn, and neither the head of the log nor any event.
pub(super) async fn step(
    pool: &PgPool,
    region: &Code,
    file: &SealKeyFile,
    known: &Known,
    grown: &mut Option<Grown>,
) -> Result<Sealed, SealError> {
    // It is as it was only if this step gets to its end.
    let before = grown.take();
    let mut transaction = begin(pool).await?;
    if !take_turn(&mut transaction, region).await? {
        *grown = before;
        return Ok(Sealed::Standby);
    }
    let At { first, tree, head, key } = tree_to_grow(&mut transaction, region, known).await?;
    let keys = file.keys()?;
    let signer = match &key {
        Some(key) => signer(&keys, key)?,
        None => keys.last().ok_or(SealError::OtherKey)?,
    };
    // A new tree goes on with the key of the one before it, which is its first one.
    let key = key.filter(|_| head.is_some()).map_or(1, |key| key.key);
    let frontier = match (before, &head) {
        (Some(before), Some(head)) if before.is(&tree, head) => before.frontier,
        (_, Some(head)) => edge(&mut transaction, &tree, head).await?,
        (_, None) => Frontier::default(),
    };
    let from = frontier.size();
    let events = log_rows(&mut *transaction, region, from, from + BATCH).await?;
    let Some(last) = events.last().map(|last| last.event_id) else {
        // Said now, and not when it is dropped: who looks again needs the turn.
        transaction.rollback().await?;
        return Ok(Sealed::Nothing);
    };
    // Whoever records shares the threads of the runtime, and hashing takes one for a while.
    let growing = tokio::task::spawn_blocking(move || grow(frontier, &events));
    let (frontier, tiles) =
        growing.await.map_err(std::io::Error::other).map_err(sqlx::Error::Io)??;
    let (size, root) = (frontier.size(), frontier.root());
    rows::write_tiles(&mut transaction, &tree, &tiles).await?;
    let checkpoint = tree.checkpoint(size, root);
    let note = signer.sign(&checkpoint.origin, checkpoint.to_string())?;
    if head.is_none() {
        begin_key(&mut transaction, &tree, signer.public(), 0, None).await?;
    }
    let head_number = head.as_ref().map_or(1, |head| head.number + 1);
    let more: bool = sqlx::query_scalar(
        "WITH signed AS (
             INSERT INTO seal_heads
                 (region, tree, number, size, before_size, root, event_id, recorded_at, key, note)
             SELECT $1, $2, $3, $4, $5, $6, $7, recorded_at, $8, $9
             FROM events WHERE region = $1 AND position = $4
         )
         SELECT position > $4 FROM log_head WHERE region = $1",
    )
    .bind(region.as_str())
    .bind(tree.tree)
    .bind(head_number)
    .bind(number(size))
    .bind(head.map(|head| number(head.size)))
    .bind(root.0.as_slice())
    .bind(last)
    .bind(key)
    .bind(note.to_string())
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    known.remember(first.unwrap_or(tree.id), KnownHead { tree: tree.id, size, root });
    *grown = Some(Grown { tree, number: head_number, root, frontier });
    Ok(Sealed::Signed { size, more })
}

/// Makes events leaves; gives the tiles that are full with them, and those of the edge.
fn grow(mut frontier: Frontier, events: &[LogRow]) -> Result<(Frontier, Vec<Tile>), SealError> {
    let mut tiles = vec![];
    for event in events {
        if counted(event.position) != frontier.size() + 1 {
            return Err(SealError::Hole(frontier.size() + 1));
        }
        frontier.push(Hash::of_leaf(&event.leaf()?), &mut tiles);
    }
    tiles.extend(frontier.tiles());
    Ok((frontier, tiles))
}

impl Grown {
    fn is(&self, tree: &SealedTree, head: &TreeHead) -> bool {
        self.tree.id == tree.id
            && (self.number, self.frontier.size(), self.root) == (head.number, head.size, head.root)
    }
}

/// Takes the region's turn, unless somebody has it. A process that stops in the middle without its connection ending is
/// cut off, so that another can take over.
async fn take_turn(connection: &mut PgConnection, region: &Code) -> Result<bool, SealError> {
    let take = "
        SELECT set_config('idle_in_transaction_session_timeout', '5s', true)
        FROM seal_turns WHERE region = $1 FOR UPDATE SKIP LOCKED";
    let taken = async |connection: &mut PgConnection| {
        sqlx::query(take).bind(region.as_str()).fetch_optional(connection).await
    };
    if taken(&mut *connection).await?.is_some() {
        return Ok(true);
    }
    let ensured = sqlx::query("INSERT INTO seal_turns (region) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(region.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(ensured.rows_affected() > 0 && taken(connection).await?.is_some())
}

/// The last tree of a region, or a new one: where there is none, or the log is not the one that was sealed.
async fn tree_to_grow(
    connection: &mut PgConnection,
    region: &Code,
    known: &Known,
) -> Result<At, SealError> {
    let trees = rows::trees(&mut *connection, region).await?;
    let Some(tree) = trees.first().cloned() else {
        let tree = begin_tree(connection, region, None).await?;
        return Ok(At { first: None, tree, head: None, key: None });
    };
    let head = rows::head(&mut *connection, region, Which::Last).await?;
    let key = rows::keys(&mut *connection, &tree).await?.pop();
    let lost = lost_head(connection, &trees, head.as_ref(), known).await?;
    let first = trees.last().map(|first| first.id);
    let Some(lost) = lost else { return Ok(At { first, tree, head, key }) };
    tracing::error!(
        %region, lost = %lost, "the log came back older than it was sealed: beginning a new tree"
    );
    Ok(At { first, tree: begin_tree(connection, region, Some(lost)).await?, head: None, key })
}

/// The last head that was signed, where the log does not have what it covers any more: the events, or the head itself.
async fn lost_head(
    connection: &mut PgConnection,
    trees: &[SealedTree],
    head: Option<&TreeHead>,
    known: &Known,
) -> Result<Option<Followed>, SealError> {
    let [grows, ..] = trees else { return Ok(None) };
    let region = grows.region.as_str();
    if let Some(newest) = trees.last().and_then(|first| known.newest(first.id)) {
        let root: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT root FROM seal_heads JOIN seal_trees USING (region, tree)
             WHERE region = $1 AND id = $2 AND size = $3",
        )
        .bind(region)
        .bind(newest.tree)
        .bind(number(newest.size))
        .fetch_optional(&mut *connection)
        .await?;
        match root {
            None => {
                let tree = SealedTree { id: newest.tree, ..grows.clone() };
                let (size, root) = (newest.size, newest.root);
                return Ok(Some(Followed { origin: tree.origin(), size, root }));
            }
            Some(root) if root != newest.root.0 => {
                return Err(SealError::NotTheTreeThatWasSigned(newest.size));
            }
            Some(_) => {}
        }
    }
    let Some(head) = head else { return Ok(None) };
    let is_there: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM events JOIN seal_heads AS head USING (region, event_id)
                        WHERE region = $1 AND position = $3 AND tree = $2 AND size = $3)",
    )
    .bind(region)
    .bind(head.tree)
    .bind(number(head.size))
    .fetch_one(connection)
    .await?;
    let lost = Followed { origin: grows.origin(), size: head.size, root: head.root };
    Ok((!is_there).then_some(lost))
}

async fn begin_tree(
    connection: &mut PgConnection,
    region: &Code,
    follows: Option<Followed>,
) -> Result<SealedTree, SealError> {
    let (tree, id, began_at) = sqlx::query_as(
        "INSERT INTO seal_trees (region, tree, follows)
         SELECT $1, coalesce(max(tree), 0) + 1, $2 FROM seal_trees WHERE region = $1
         RETURNING tree, id, began_at",
    )
    .bind(region.as_str())
    .bind(follows.as_ref().map(ToString::to_string))
    .fetch_one(connection)
    .await?;
    Ok(SealedTree { region: region.clone(), tree, id, follows, began_at })
}

/// The key of the file that signed last.
pub(super) fn signer<'a>(keys: &'a [SealKey], key: &TreeKey) -> Result<&'a SealKey, SealError> {
    let of = |signer: &&SealKey| signer.public() == *key.verifier.bytes();
    keys.iter().find(of).ok_or(SealError::OtherKey)
}

/// Has the heads of a tree after a size be signed by a key.
pub(super) async fn begin_key(
    connection: &mut PgConnection,
    tree: &SealedTree,
    public: [u8; 32],
    after_size: u64,
    endorsement: Option<String>,
) -> Result<(), SealError> {
    sqlx::query(
        "INSERT INTO seal_keys (region, tree, key, public_key, after_size, endorsement)
         SELECT $1, $2, coalesce(max(key), 0) + 1, $3, $4, $5
         FROM seal_keys WHERE region = $1 AND tree = $2",
    )
    .bind(tree.region.as_str())
    .bind(tree.tree)
    .bind(public.as_slice())
    .bind(number(after_size))
    .bind(endorsement)
    .execute(connection)
    .await?;
    Ok(())
}

/// The edge of a tree, which has the root that was signed.
async fn edge(
    connection: &mut PgConnection,
    tree: &SealedTree,
    head: &TreeHead,
) -> Result<Frontier, SealError> {
    let frontier = rows::edge(connection, tree, head.size).await?.ok_or(SealError::TileMissing)?;
    if frontier.root() != head.root {
        return Err(SealError::NotTheTreeThatWasSigned(head.size));
    }
    Ok(frontier)
}
