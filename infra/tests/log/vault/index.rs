//! By what it is found again whether a client is known.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::insz::Insz;
use loopbrug_infra::database::begin;
use loopbrug_infra::vault::{Known, Likeness, WhoIs};
use sqlx::PgPool;

use super::{bound, count, region, trajectory};
use crate::server::{Vaulted, vaulted};
use crate::story::actor;
use crate::waiting::wait_until;

fn who(insz: Option<&str>, name: &str, born: &str) -> WhoIs {
    WhoIs {
        insz: insz.map(|stem| Insz::invented(stem, 1900).unwrap()),
        name: Some(name.to_owned().into()),
        birth_date: Some(born.parse().unwrap()),
    }
}

fn found(known: &[Known]) -> Vec<(u128, Likeness)> {
    known.iter().map(|known| (known.trajectory.0.as_u128(), known.likeness)).collect()
}

#[tokio::test]
async fn a_client_is_known_by_the_insz_and_suggested_by_name_and_birth_date() {
    let ours = vaulted().await;
    let (here, there) = (region(), Code::new("meetjesland"));
    let vault = &ours.vault;
    let (an, jan) = (Some("900201001"), Some("850714003"));
    vault.index(&here, trajectory(1), &who(an, "Ann Van den Berghe", "1990-02-01")).await.unwrap();
    vault.index(&there, trajectory(2), &who(an, "Anna Vandenberghe", "1990-02-01")).await.unwrap();
    vault.index(&here, trajectory(3), &who(jan, "Jan Peeters", "1985-07-14")).await.unwrap();

    let asked = who(an, "VANDENBERGHE  Änn", "1990-02-01");
    let everywhere = vault.known(None, &asked, None).await.unwrap();
    assert_eq!(found(&everywhere), [(2, Likeness::Insz), (1, Likeness::Insz)]);
    assert_eq!(
        found(&vault.known(Some(&here), &asked, None).await.unwrap()),
        [(1, Likeness::Insz)]
    );
    assert_eq!(vault.known(Some(&here), &asked, Some(trajectory(1))).await.unwrap(), []);
    let by_name = who(None, "Ann Vandenberghe", "1990-02-01");
    assert_eq!(found(&vault.known(None, &by_name, None).await.unwrap()), [(1, Likeness::Name)]);
    let other_day = who(None, "Ann Vandenberghe", "1991-02-01");
    assert_eq!(vault.known(None, &other_day, None).await.unwrap(), []);

    // What was changed takes the place of what was.
    vault.index(&here, trajectory(1), &who(None, "Els Claes", "1990-02-01")).await.unwrap();
    assert_eq!(found(&vault.known(None, &asked, None).await.unwrap()), [(2, Likeness::Insz)]);
    assert_eq!(vault.known(None, &by_name, None).await.unwrap(), []);

    // What was destroyed is gone, and does not come back.
    vault.destroy(&there, trajectory(2)).await.unwrap();
    vault.index(&there, trajectory(2), &asked).await.unwrap();
    assert_eq!(vault.known(None, &asked, None).await.unwrap(), []);
    assert_eq!(count(&ours.pool, "known_clients").await, 3);
}

#[tokio::test]
async fn whoever_is_erased_while_the_index_is_written_is_not_in_it_afterwards() {
    let ours = vaulted().await;
    let (here, vault, pool) = (region(), &ours.vault, &ours.pool);
    let somebody = who(None, "Jan Peeters", "1985-07-14");
    for n in [1, 2] {
        vault.seal(&bound(&here, n), "zee").await.unwrap();
    }
    let in_the_index = async || count(pool, "known_clients").await;

    // The key is destroyed first, and the index waits for that.
    let mut destroying = begin(pool).await.unwrap();
    let destroy =
        "UPDATE client_keys SET wrapped_by = NULL, wrapped_key = NULL, destroyed_at = now()
                   WHERE trajectory = $1";
    let one = sqlx::query(destroy).bind(trajectory(1).0);
    one.execute(&mut *destroying).await.unwrap();
    let (indexed, ()) = tokio::join!(vault.index(&here, trajectory(1), &somebody), async {
        waits_for_a_lock(pool).await;
        destroying.commit().await.unwrap();
    });
    indexed.unwrap();
    assert_eq!(in_the_index().await, 0);

    // The index is written first, and the destruction of the key waits for that.
    let mut indexing = begin(pool).await.unwrap();
    let lock = "SELECT FROM client_keys WHERE trajectory = $1 FOR SHARE";
    sqlx::query(lock).bind(trajectory(2).0).execute(&mut *indexing).await.unwrap();
    let row = "INSERT INTO known_clients VALUES ('vlaamse-ardennen', $1, 'name', 'x')";
    sqlx::query(row).bind(trajectory(2).0).execute(&mut *indexing).await.unwrap();
    let (destroyed, ()) = tokio::join!(vault.destroy(&here, trajectory(2)), async {
        waits_for_a_lock(pool).await;
        indexing.commit().await.unwrap();
    });
    assert!(destroyed.unwrap().had_key);
    assert_eq!(in_the_index().await, 0);
}

/// Waits until somebody waits for what another one has locked.
async fn waits_for_a_lock(pool: &PgPool) {
    let waiting =
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    wait_until("somebody waits for a lock", async || count(pool, waiting).await > 0).await;
}

#[tokio::test]
async fn that_two_are_not_the_same_person_is_remembered_until_one_is_erased() {
    let ours = vaulted().await;
    let (here, vault) = (region(), &ours.vault);
    let namesake = who(None, "Jan Peeters", "1985-07-14");
    for n in [1, 2, 3] {
        vault.index(&here, trajectory(n), &namesake).await.unwrap();
    }
    let beside = async |n| {
        let known = vault.known(None, &namesake, Some(trajectory(n))).await.unwrap();
        known.iter().map(|known| known.trajectory.0.as_u128()).collect::<Vec<_>>()
    };
    let say = async |one, other| {
        let two = ((&here, trajectory(one)), (&here, trajectory(other)));
        vault.not_same_person(&actor(), two.0, two.1).await.unwrap();
    };
    say(2, 1).await;
    say(1, 2).await;
    for (one, other) in [(1, 2), (2, 1)] {
        let said = vault.said_apart(trajectory(one), trajectory(other)).await.unwrap();
        assert_eq!(said, Some(here.clone()));
    }
    assert_eq!((beside(1).await, beside(2).await, beside(3).await), (vec![3], vec![3], vec![1, 2]));
    vault.destroy(&here, trajectory(2)).await.unwrap();
    assert_eq!(count(&ours.pool, "not_same_person").await, 0);
}

#[tokio::test]
async fn whose_index_was_left_behind_is_known_after_a_while() {
    let Vaulted { vault, pool, .. } = &vaulted().await;
    let here = region();
    vault.index_later(&here, trajectory(1)).await.unwrap();
    vault.index_later(&here, trajectory(2)).await.unwrap();
    vault.index(&here, trajectory(2), &WhoIs::default()).await.unwrap();
    assert_eq!(vault.left_behind().await.unwrap(), [], "it may be at work still");
    sqlx::query("UPDATE to_index SET since = since - interval '1 minute'")
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(vault.left_behind().await.unwrap(), [(here, trajectory(1))]);
}
