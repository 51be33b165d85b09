//! The seal of a region: its heads, and proofs by them.

use async_graphql::connection::EmptyFields;
use async_graphql::{ComplexObject, Context, Error, Object, OneofObject, SimpleObject};
use chrono::{DateTime, Utc};
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::{Seal, SealError, SealStatus, TreeHead, TreeKey, Which};
use loopbrug_infra::views::ViewError;

use super::page::{LIST, List, Listed, list_of, no_cursor};
use crate::error::unanswered;

/// The seal of a region.
pub(crate) struct SealView {
    pub(crate) seal: Seal,
    pub(crate) status: SealStatus,
}

pub(super) fn refused(ctx: &Context<'_>, error: SealError) -> Error {
    unanswered(ctx)(ViewError::from(error))
}

/// A size or a position of the log.
pub(super) fn counted(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn shown(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

/// The seal of a region's log: a tree of hashes over its events, whose heads are signed.
#[Object(name = "Seal")]
impl SealView {
    /// By which name the tree is known: the first line of its checkpoints.
    async fn origin(&self) -> String {
        self.status.tree.origin()
    }

    /// The last head of the tree before this one, as the checkpoints name it: where the log came back older than it was
    /// sealed. Null otherwise.
    async fn follows(&self) -> Option<String> {
        self.status.tree.follows.as_ref().map(ToString::to_string)
    }

    /// The keys by which its checkpoints are verified, the first one first.
    #[graphql(complexity = "5 + child_complexity")]
    async fn keys(&self, ctx: &Context<'_>) -> Result<Vec<SealKeyView>, Error> {
        let keys = self.seal.keys(&self.status.tree).await;
        let keys = keys.map_err(|error| refused(ctx, error))?;
        Ok(keys.into_iter().map(SealKeyView::of).collect())
    }

    /// The last head.
    async fn last_head(&self) -> TreeHeadView {
        TreeHeadView::of(&self.seal, self.status.head.clone())
    }

    /// How many events it does not cover yet.
    async fn unsealed(&self) -> u32 {
        counted(self.status.unsealed)
    }

    /// A head.
    #[graphql(complexity = "5 + child_complexity")]
    async fn head(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] which: WhichHeadInput,
    ) -> Result<TreeHeadView, Error> {
        let found = self.seal.head(which.into()).await;
        Ok(TreeHeadView::of(&self.seal, found.map_err(|error| refused(ctx, error))?))
    }

    /// The heads of the tree that grows, the last one first.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    async fn heads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<TreeHeadView, EmptyFields>, Error> {
        let place = |cursor: &str, _| cursor.parse().map_err(|_| no_cursor(cursor));
        let page = LIST.page([first, last], [after, before], place)?;
        let found = self.seal.heads(&self.status.tree, &page).await;
        let found = found.map_err(|error| refused(ctx, error))?;
        Ok(list_of(found, EmptyFields, |head| TreeHeadView::of(&self.seal, head)))
    }

    /// That the event at a position of the log is in the tree of a head.
    #[graphql(complexity = "20 + child_complexity")]
    async fn inclusion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The position.")] position: u32,
        #[graphql(desc = "The head. Default: the last one.")] head: Option<WhichHeadInput>,
    ) -> Result<InclusionProof, Error> {
        let proved = async {
            let which = head.map_or(Which::Last, Into::into);
            let head = self.seal.head(which).await?;
            let proof = self.seal.prove(position.into(), &head).await?;
            Ok((head, proof))
        };
        let (head, proof) = proved.await.map_err(|error| refused(ctx, error))?;
        Ok(InclusionProof {
            index: counted(proof.index),
            leaf_hash: Hash::of_leaf(&proof.leaf).to_string(),
            hashes: shown(&proof.hashes),
            head: TreeHeadView::of(&self.seal, head),
        })
    }

    /// That the tree that grows had one size and grew to another one. Both are sizes of heads.
    #[graphql(complexity = "20 + child_complexity")]
    async fn consistency(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The smaller size.")] from: u32,
        #[graphql(desc = "The larger size.")] to: u32,
    ) -> Result<ConsistencyProof, Error> {
        let grew = self.seal.consistency(from.into(), to.into()).await;
        let grew = grew.map_err(|error| refused(ctx, error))?;
        let (from_root, to_root) = (grew.from.to_string(), grew.to.to_string());
        Ok(ConsistencyProof { from, from_root, to, to_root, hashes: shown(&grew.hashes) })
    }
}

/// Which head.
#[derive(OneofObject)]
pub(crate) enum WhichHeadInput {
    /// The one of this number.
    Number(i32),
    /// The smallest that covers this position.
    Covering(u32),
    /// The last that was signed by this moment.
    SignedBy(DateTime<Utc>),
}

impl From<WhichHeadInput> for Which {
    fn from(which: WhichHeadInput) -> Self {
        match which {
            WhichHeadInput::Number(number) => Self::Number(number.into()),
            WhichHeadInput::Covering(position) => Self::Covering(position.into()),
            WhichHeadInput::SignedBy(moment) => Self::SignedBy(moment),
        }
    }
}

/// A key by which checkpoints are verified.
#[derive(SimpleObject)]
#[graphql(name = "SealKey")]
pub(super) struct SealKeyView {
    /// The key, as every client of C2SP signed notes reads it: name, id, key.
    verifier_key: String,
    /// It signed the heads larger than this, up to those of the next key.
    after_size: u32,
    /// A note by the key before it, which says that this one follows. Null: it is the first one, or that key was lost.
    endorsement: Option<String>,
}

impl SealKeyView {
    pub(super) fn of(key: TreeKey) -> Self {
        Self {
            verifier_key: key.verifier.to_string(),
            after_size: counted(key.after_size),
            endorsement: key.endorsement,
        }
    }
}

/// A signed head of the tree.
#[derive(SimpleObject)]
#[graphql(name = "TreeHead", complex)]
pub(crate) struct TreeHeadView {
    #[graphql(skip)]
    seal: Seal,
    #[graphql(skip)]
    head: TreeHead,
    /// Its number among the heads of its tree, from 1 on.
    number: u32,
    /// How many events it covers: all up to this position of the log.
    size: u32,
    /// The root of the tree, in base64.
    root: String,
    /// When the last of these events was recorded (UTC).
    recorded_at: DateTime<Utc>,
    /// When it was signed (UTC).
    signed_at: DateTime<Utc>,
}

impl TreeHeadView {
    pub(super) fn of(seal: &Seal, head: TreeHead) -> Self {
        Self {
            seal: seal.clone(),
            number: counted(head.number.unsigned_abs()),
            size: counted(head.size),
            root: head.root.to_string(),
            recorded_at: head.recorded_at,
            signed_at: head.signed_at,
            head,
        }
    }
}

#[ComplexObject]
impl TreeHeadView {
    /// The C2SP checkpoint, with our signature and those of witnesses.
    #[graphql(complexity = "2")]
    async fn checkpoint(&self, ctx: &Context<'_>) -> Result<String, Error> {
        self.seal.checkpoint(&self.head).await.map_err(|error| refused(ctx, error))
    }

    /// The witnesses that cosigned it, each by its key.
    #[graphql(complexity = "2")]
    async fn witnesses(&self, ctx: &Context<'_>) -> Result<Vec<String>, Error> {
        self.seal.witnesses(&self.head).await.map_err(|error| refused(ctx, error))
    }
}

impl Listed for TreeHeadView {
    const LIST: &'static str = "TreeHead";

    type Row = TreeHead;

    fn cursor(row: &TreeHead) -> String {
        row.number.to_string()
    }
}

/// That an event is in the tree of a head (RFC 6962).
#[derive(SimpleObject)]
pub(super) struct InclusionProof {
    /// Its index in the tree: one less than its position in the log.
    index: u32,
    /// The hash of the event as the log has it now, in base64. Where the proof does not hold with it, the event was
    /// changed.
    leaf_hash: String,
    /// The hashes beside it, from below, in base64.
    hashes: Vec<String>,
    /// The head.
    head: TreeHeadView,
}

/// That a tree is what a smaller one grew to (RFC 6962).
#[derive(SimpleObject)]
pub(super) struct ConsistencyProof {
    /// The smaller size.
    from: u32,
    /// Its root, in base64.
    from_root: String,
    /// The larger size.
    to: u32,
    /// Its root, in base64.
    to_root: String,
    /// The hashes that prove it, in base64.
    hashes: Vec<String>,
}
