//! The secrets by which figures are rounded, one a region: drawn once, and kept for ever.

use loopbrug_domain::catalogue::Code;
use loopbrug_reporting::disclosure::perturbation::Secret;
use sqlx::PgPool;

/// The secret of a region. The database draws it when it is asked for the first time, so that all
/// processes have the same; three random ids hold more chance than it needs.
pub(crate) async fn of(pool: &PgPool, region: &Code) -> Result<Secret, sqlx::Error> {
    sqlx::query(
        "INSERT INTO disclosure_secrets (region, secret)
         VALUES ($1, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
                            || uuid_send(gen_random_uuid())))
         ON CONFLICT DO NOTHING",
    )
    .bind(region.as_str())
    .execute(pool)
    .await?;
    let secret: Vec<u8> =
        sqlx::query_scalar("SELECT secret FROM disclosure_secrets WHERE region = $1")
            .bind(region.as_str())
            .fetch_one(pool)
            .await?;
    let bytes =
        secret.try_into().map_err(|_| sqlx::Error::Decode("a secret has 32 bytes".into()))?;
    Ok(Secret::new(bytes))
}
