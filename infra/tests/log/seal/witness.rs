//! Cosignatures of witnesses.

use loopbrug_infra::seal::note::{Note, VerifierKey};

use super::Sealing;
use crate::witness::Witness;

#[tokio::test]
async fn a_cosignature_of_a_witness_that_is_known_travels_with_its_head() {
    let mut sealing = Sealing::begin().await;
    let head = sealing.grow(1).await;
    let seal = sealing.seal();
    let (witness, stranger) = (Witness::of_seed(1), Witness::of_seed(2));
    let text = head.note.parse::<Note>().unwrap().text;
    let line = witness.cosigns("witness.example/w1", 1_700_000_000, &text);
    let other_line = stranger.cosigns("other.example", 1_700_000_000, &text);
    let key: VerifierKey = witness.key("witness.example/w1").parse().unwrap();
    let other: VerifierKey = stranger.key("other.example").parse().unwrap();
    let known = [key.clone()];
    let cosigned = format!("{}{other_line}\n{line}\n", head.note);
    let code =
        |refused: Result<usize, loopbrug_infra::seal::SealError>| refused.unwrap_err().code();

    let by_a_stranger = format!("{}{other_line}\n", head.note);
    let refused = seal.cosign(&by_a_stranger, &known).await;
    assert_eq!(code(refused), Some("NO_WITNESS"));
    let of_another = witness.cosigns("witness.example/w1", 1_700_000_000, "a\n1\n");
    let refused = seal.cosign(&format!("{}{of_another}\n", head.note), &known).await;
    assert_eq!(code(refused), Some("NO_WITNESS"), "it signed something else");
    for wrong in [
        cosigned.replacen("\n3\n", "\n2\n", 1),
        cosigned.replacen("loopbrug/", "loopbrug/x", 1),
        cosigned.replacen('=', "=\nextension", 1),
        "no note".to_owned(),
    ] {
        let refused = seal.cosign(&wrong, &known).await;
        assert_eq!(code(refused), Some("NOT_A_CHECKPOINT"), "{wrong}");
    }
    assert_eq!(seal.checkpoint(&head).await.unwrap(), head.note);

    for _ in 0..2 {
        assert_eq!(seal.cosign(&cosigned, &known).await.unwrap(), 1);
    }
    let issued = seal.checkpoint(&head).await.unwrap();
    assert_eq!(issued, format!("{}{line}\n", head.note), "once, and nobody else's");
    assert!(issued.parse::<Note>().unwrap().signature(&key).is_some());
    assert!(issued.parse::<Note>().unwrap().signature(&other).is_none());
    assert_eq!(seal.witnesses(&head).await.unwrap(), [key.to_string()]);
    let next = sealing.grow(1).await;
    assert_eq!(sealing.seal().checkpoint(&next).await.unwrap(), next.note);
}
