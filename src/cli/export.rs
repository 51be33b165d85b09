//! `loopbrug export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::catalogues;
use loopbrug_infra::companion::write_companion;
use loopbrug_infra::export::manifest::Compression;
use loopbrug_infra::export::{Extent, export};
use loopbrug_infra::seal::Sealer;
use loopbrug_infra::vault::sealed_file::FileKey;

use super::{argument, known_region, progress};
use crate::output::say;
use crate::process::Database;
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to write to: one that there is not yet, an empty one, or one in which the same export was begun.
    folder: PathBuf,
    /// All events of this region.
    #[arg(
        long,
        value_parser = argument::text,
        required_unless_present = "stream",
        conflicts_with = "stream"
    )]
    region: Option<String>,
    /// Only the events of this trajectory, round, proposal or employer, by its id as the API writes it.
    #[arg(long, value_parser = argument::text)]
    stream: Option<String>,
    /// Only the events from this position on.
    #[arg(long, value_name = "POSITION", default_value_t = 1,
          value_parser = clap::value_parser!(u64).range(1..))]
    from: u64,
    /// How files are compressed.
    #[arg(long, value_enum, default_value = "zstd")]
    compression: By,
    /// Also write the companion, into this new file: what a move to another machine needs beside the events, sealed under
    /// the key file of the vault. Stop whoever records before.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["stream", "from"])]
    companion: Option<PathBuf>,
}

/// How files are compressed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// Zstandard: smaller, and several times faster.
    Zstd,
    /// What every machine can read.
    Gzip,
}

/// Has the log sealed as far as it is, and writes it.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<()> {
    let stream = arguments.stream.as_deref().map(argument::stream).transpose()?;
    let compression = match arguments.compression {
        By::Zstd => Compression::Zstd,
        By::Gzip => Compression::Gzip,
    };
    let after = arguments.from - 1;
    let database = Database::open_beside(settings).await?;
    let written = async {
        let pool = &database.pool;
        let extent = match (&arguments.region, stream) {
            (_, Some(stream)) => Extent::of_stream(pool, stream, after, compression).await?,
            (region, None) => {
                let region = region.as_deref().unwrap_or_default();
                known_region(&catalogues::load(pool).await?, region)?;
                Extent { region: Code::new(region), stream: None, after, compression }
            }
        };
        write(settings, &database, &extent, arguments).await
    };
    let written = written.await;
    database.close().await?;
    written
}

async fn write(
    settings: &Settings,
    database: &Database,
    extent: &Extent,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let (pool, region) = (&database.pool, &extent.region);
    let companion = arguments.companion.as_ref().map(|file| {
        anyhow::ensure!(!file.exists(), "{} is there already: name another file", file.display());
        Ok((file, FileKey::of(settings.vault_key()?)?))
    });
    let companion = companion.transpose()?;
    let mut sealer = Sealer::new(pool.clone(), [region].into_iter(), settings.seal_key()?);
    let bar = progress::of_events(&format!("{region}, sealing"))?;
    let head = sealer.cover(region, progress::moving(&bar)).await;
    bar.finish_and_clear();
    let head = head?;

    let bar = progress::of_events(&format!("{region}, exporting"))?;
    let written = export(pool, extent, &head, &arguments.folder, progress::moving(&bar)).await;
    bar.finish_and_clear();
    let written = written?;
    if let Some(position) = written.missing {
        tracing::error!(
            "the log lacks position {position}, so somebody changed it: `loopbrug audit check` names all that is wrong"
        );
    }
    let manifest = written.manifest;
    say!(
        "{region}: {} events up to position {} are in {}; {} events are newer and not in it",
        manifest.events,
        manifest.through,
        arguments.folder.display(),
        written.newer,
    )?;
    if let Some((file, key)) = companion {
        let written = write_companion(pool, &manifest, key, file).await?;
        say!("{region}: {} rows beside the log are in {}", written.rows, file.display())?;
    }
    Ok(())
}
