//! The key that signs, exchanged or lost.

use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::seal::note::Note;
use loopbrug_infra::seal::{SealError, Sealer, rotate_key};

use super::{Sealing, heads_hold, key_file, sealer};
use crate::story::region;

fn another(sealing: &Sealing) -> Sealer {
    sealer(sealing.pool(), sealing.folder.path().join("other.key"))
}

#[tokio::test]
async fn heads_from_before_the_key_was_exchanged_still_hold_and_the_old_key_vouches_for_the_new_one()
 {
    let mut sealing = Sealing::begin().await;
    let old_head = sealing.grow(1).await;
    let (seal, file) = (sealing.seal(), SealKeyFile::at(key_file(&sealing.folder)));
    let before = file.keys().unwrap();
    assert_eq!(rotate_key(sealing.pool(), &[region()], &file, false).await.unwrap(), 1);
    let after = file.keys().unwrap();
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before[0].public(), after[0].public());
    // The same process goes on, by the key that is in the file now.
    let new_head = sealing.grow(1).await;
    let tree = seal.trees().await.unwrap().remove(0);
    let keys = seal.keys(&tree).await.unwrap();
    let [old, new] = keys.as_slice() else { panic!("{keys:?}") };
    assert_ne!(old.verifier.id(), new.verifier.id());
    assert_eq!((old.after_size, new.after_size), (0, 3));
    let signed = |note: &str| {
        let note: Note = note.parse().unwrap();
        [old, new].map(|key| note.signature(&key.verifier).is_some())
    };
    assert_eq!((signed(&old_head.note), signed(&new_head.note)), ([true, false], [false, true]));
    let endorsement = new.endorsement.as_ref().unwrap();
    assert_eq!(signed(endorsement), [true, false]);
    assert!(endorsement.contains(&new.verifier.to_string()) && endorsement.contains("after 3"));
    assert_eq!(heads_hold(sealing.pool()).await.len(), 2);
    assert!(seal.check(|_, _| ()).await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn another_key_signs_nothing_until_it_follows_the_one_that_is_lost() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    sealing.record(1).await;
    let mut other = another(&sealing);
    let refused = other.step(&region()).await.unwrap_err();
    assert!(matches!(refused, SealError::OtherKey), "{refused}");
    let (seal, file) = (sealing.seal(), SealKeyFile::at(sealing.folder.path().join("other.key")));
    let refused = rotate_key(sealing.pool(), &[region()], &file, false).await.unwrap_err();
    assert!(matches!(refused, SealError::OtherKey), "{refused}");
    rotate_key(sealing.pool(), &[region()], &file, true).await.unwrap();
    other.step(&region()).await.unwrap();
    let tree = seal.trees().await.unwrap().remove(0);
    let keys = seal.keys(&tree).await.unwrap();
    assert!(keys[1].endorsement.is_none(), "nobody vouches for it");
    assert_eq!(heads_hold(sealing.pool()).await.len(), 2);
}
