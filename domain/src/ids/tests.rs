use super::*;

#[test]
fn a_kbo_number_is_read_with_and_without_dots_and_written_with_ten_digits() {
    let number: KboNumber = "0000.000.097".parse().unwrap();
    assert_eq!(number, KboNumber::of_stem(0));
    assert_eq!(number.to_string(), "0000000097");
    for text in ["0000000097", "BE0000000097", "BE 0000.000.097", "be 0000 000 097 "] {
        assert_eq!(text.parse(), Ok(number), "{text}");
    }
}

#[test]
fn a_kbo_number_with_wrong_check_digits_is_refused() {
    for text in ["0000000098", "000000097", "00000000970", "00000000x7", "", "BE", "NL0000000097"] {
        assert!(text.parse::<KboNumber>().is_err(), "{text}");
    }
}

#[test]
fn an_organisation_has_one_proposal_in_a_region_and_round() {
    let (here, there) = (Code::new("vlaamse-ardennen"), Code::new("meetjesland"));
    let (round, next) = (Code::new("2023"), Code::new("2026"));
    let (one, other) = (KboNumber::of_stem(1), KboNumber::of_stem(2));
    let id = ProposalId::of(&here, &round, one);
    assert_eq!(id, ProposalId::of(&here, &round, one));
    assert_ne!(id, ProposalId::of(&there, &round, one));
    assert_ne!(id, ProposalId::of(&here, &next, one));
    assert_ne!(id, ProposalId::of(&here, &round, other));
}

#[test]
fn a_command_names_the_same_things_again_and_others_in_another_region() {
    let command = CommandId(Uuid::from_u128(1));
    let (here, there) = (Code::new("vlaamse-ardennen"), Code::new("meetjesland"));
    let job = |region| command.within(region).derive("employment");
    assert_eq!(job(&here), job(&here));
    assert_ne!(job(&here), job(&there));
    assert_ne!(job(&here), command.within(&here).derive("training"));
    assert_ne!(job(&here), CommandId(Uuid::from_u128(2)).within(&here).derive("employment"));
    let client = ClientId(Uuid::from_u128(7));
    let of = |region| command.within(TrajectoryId::of(region, client)).derive("employment");
    assert_ne!(of(&here), of(&there));
}

#[test]
fn no_caller_has_the_id_of_a_command_that_the_server_sends() {
    let sent = CommandId(Uuid::from_u128(1));
    for ours in [sent.within("here").command("key destroyed"), sent.within("here").part(0)] {
        assert!(ours.to_string().parse::<CommandId>().is_err());
        assert_ne!(ours, CommandId(sent.within("here").derive("key destroyed")));
    }
    for theirs in [sent.0, sent.within("here").derive("key destroyed")] {
        assert_eq!(theirs.to_string().parse(), Ok(CommandId(theirs)));
    }
}

#[test]
fn a_client_has_one_trajectory_in_a_region_and_another_elsewhere() {
    let client = ClientId(Uuid::from_u128(7));
    let here = TrajectoryId::of(&Code::new("vlaamse-ardennen"), client);
    assert_eq!(here, TrajectoryId::of(&Code::new("vlaamse-ardennen"), client));
    assert_ne!(here, TrajectoryId::of(&Code::new("meetjesland"), client));
}
