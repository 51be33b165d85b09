//! Receipts of figures, and their secret halves.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_reporting::disclosure::Treatment;
use loopbrug_reporting::reports::{Precise, Table, shown};

use super::{Reported, ViewError, Views};
use crate::database::read;
use crate::publications::FrozenTable;
use crate::receipt::{
    Commitment, NamedEdition, OfRegion, Question, Receipt, SecretHalf, SignedReceipt, key_name,
};
use crate::seal::{SealError, SealedTree};
use crate::secrets;

/// How long a receipt waits for a head that covers what it is about: what was recorded last is sealed within seconds.
const PATIENCE: Duration = Duration::from_secs(5);

impl Views {
    /// The receipt of an answer, as a signed note. Where figures are rounded, the exact table is counted once more for what
    /// the receipt commits to.
    ///
    /// # Errors
    /// Where the log is not sealed that far yet, or this program does not sign; see [`ViewError`].
    pub async fn receipt(&self, reported: &Reported) -> Result<String, ViewError> {
        let key = self.key.as_ref().ok_or(SealError::NoKeyHere)?;
        let (mut regions, mut trees) = (vec![], vec![]);
        for (region, as_of) in &reported.as_of {
            let seal = self.seal_of(region)?;
            let (tree, head) = seal.covering(as_of.position.0.into(), PATIENCE).await?;
            let latest = self.catalogue(region)?;
            let version = reported.edition.as_ref().map_or(latest.version(), |of| of.catalogue);
            let catalogue = self.named_catalogue(region, version)?;
            regions.push(OfRegion {
                region: region.clone(),
                position: as_of.position.0,
                day: as_of.day,
                catalogue: catalogue.version(),
                catalogue_sha256: catalogue.hash().to_owned(),
                checkpoint: head.note,
            });
            trees.push((seal, tree));
        }
        let question = question(reported);
        let exact = match reported.shown.precise {
            Precise::Exact => None,
            Precise::Rounded(_) => {
                let exact = self.exact(&question, &regions).await?;
                let secret = read(|| secrets::of(&self.pool, &regions[0].region)).await?;
                Some(Commitment::draw(&secret, &exact).map_err(sqlx::Error::Io)?)
            }
        };
        let table = FrozenTable::of(&reported.shown).in_order();
        let receipt = Receipt { question, regions, table, exact };
        let text = receipt.text().map_err(SealError::from)?;
        let mut signed = vec![];
        for (seal, tree) in trees {
            let name = key_name(&tree.origin());
            signed.push(seal.sign(&tree, key, &name, text.clone()).await?);
        }
        let mut notes = signed.into_iter();
        let mut note = notes.next().ok_or(SealError::NoSuchHead)?;
        notes.for_each(|other| note.signatures.extend(other.signatures));
        Ok(note.to_string())
    }

    /// The secret half of a receipt that was issued here: for whoever may see the exact figures that it is about.
    ///
    /// # Errors
    /// Where `actor` may not, or that is no receipt of rounded figures; see [`ViewError`].
    pub async fn secret_half(&self, actor: &Actor, receipt: &str) -> Result<SecretHalf, ViewError> {
        let signed: SignedReceipt = receipt.parse().map_err(|_| ViewError::NotAReceipt)?;
        let Receipt { question, regions, exact, .. } = &signed.receipt;
        let (Some(first), Some(exact)) = (regions.first(), exact) else {
            return Err(ViewError::NotAReceipt);
        };
        let about = question.filter.organisation;
        for of in regions {
            self.catalogue(&of.region)?;
            may(actor, &of.region, Action::ReadInFull, Subject::Figures(about))?;
            if !self.is_issued_here(&signed, of).await? {
                return Err(ViewError::NotAReceipt);
            }
        }
        let table = self.exact(question, regions).await?;
        let secret = read(|| secrets::of(&self.pool, &first.region)).await?;
        exact.opened(&secret, table).ok_or(ViewError::CountedOtherwise)
    }

    /// The catalogue by which figures were counted.
    fn named_catalogue(
        &self,
        region: &Code,
        version: NaiveDate,
    ) -> Result<&Arc<Catalogue>, ViewError> {
        let found = self.catalogues.get(region.as_str(), version);
        found.ok_or_else(|| ViewError::CatalogueNotLoaded { region: region.clone(), version })
    }

    /// Whether a key of the tree that the checkpoint is of signed it.
    async fn is_issued_here(
        &self,
        signed: &SignedReceipt,
        of: &OfRegion,
    ) -> Result<bool, ViewError> {
        let Ok((checkpoint, _)) = of.signed_checkpoint() else { return Ok(false) };
        let seal = self.seal_of(&of.region)?;
        let is_of = |tree: &&SealedTree| tree.origin() == checkpoint.origin;
        let trees = seal.trees().await?;
        let Some(tree) = trees.iter().find(is_of) else { return Ok(false) };
        let keys = seal.keys(tree).await?;
        Ok(keys.iter().any(|key| signed.is_signed_by(&key.verifier)))
    }

    /// The exact table of a question, counted from images that are as far.
    async fn exact(
        &self,
        question: &Question,
        regions: &[OfRegion],
    ) -> Result<FrozenTable, ViewError> {
        for of in regions {
            let wanted = Some(Position(of.position));
            self.image(&of.region, wanted).await?;
            self.procedure_image(&of.region, wanted).await?;
        }
        let (this, question, regions) = (self.clone(), question.clone(), regions.to_vec());
        let pass = move || {
            let tables = regions.iter().map(|of| {
                let catalogue = this.named_catalogue(&of.region, of.catalogue)?;
                let table = this.with_sources_of(&of.region, catalogue, |sources| {
                    question.answer(of, sources)
                })?;
                table.ok_or(ViewError::NotAReceipt)
            });
            let tables = tables.collect::<Result<Vec<_>, ViewError>>()?;
            let table = Table::joined(tables).ok_or(ViewError::NotAReceipt)?;
            Ok(FrozenTable::of(&shown(&table, Treatment::Exact)).in_order())
        };
        self.scans.run(pass).await?
    }
}

/// What was asked, as a receipt says it.
fn question(reported: &Reported) -> Question {
    let asked = reported.asked.clone();
    Question {
        report: reported.shown.report,
        from: reported.period.from(),
        to: reported.period.to(),
        codes: asked.codes,
        filter: asked.filter,
        audience: asked.audience,
        own: asked.own,
        edition: reported
            .edition
            .as_ref()
            .map(|edition| NamedEdition { number: edition.number, method: edition.method.clone() }),
    }
}
