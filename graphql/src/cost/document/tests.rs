use std::fmt::Write;

use async_graphql::parser::parse_query;

use super::*;

fn code(text: &str) -> Option<&'static str> {
    Measured::of(&parse_query(text).unwrap()).err().map(|refused| refused.code)
}

/// Fragments that spread the next one twice each.
fn bomb(fragments: usize, innermost: &str) -> String {
    let mut text = "{ ...f0 }".to_owned();
    for n in 0..fragments {
        write!(text, " fragment f{n} on Query {{ ...f{0} ...f{0} }}", n + 1).unwrap();
    }
    write!(text, " fragment f{fragments} on Query {{ {innermost} }}").unwrap();
    text
}

#[test]
fn fragments_that_double_each_other_are_counted_and_not_spread_out() {
    // Some 10^59 fields.
    let begun = std::time::Instant::now();
    assert_eq!(code(&bomb(199, "__typename")), Some("TOO_MANY_SPREADS"));
    assert_eq!(code(&bomb(30, "__typename")), Some("TOO_MANY_SPREADS"));
    assert_eq!(code(&bomb(7, "__typename")), None);
    let fields = "a b c d e f g h i j k l m n o p q r s t u v w x y z ";
    assert_eq!(code(&bomb(7, fields)), Some("QUERY_TOO_COMPLEX"));
    assert!(begun.elapsed().as_secs() < 20);
}

#[test]
fn a_fragment_within_itself_is_refused() {
    for text in [
        "{ ...f } fragment f on Query { ...f }",
        "{ ...f } fragment f on Query { a { ...g } } fragment g on Query { ... { ...f } }",
    ] {
        assert_eq!(code(text), Some("INVALID_QUERY"), "{text}");
    }
    assert_eq!(code("{ ...nowhere }"), None, "what is not there is reported by others");
}

#[test]
fn depth_is_counted_through_fragments() {
    let nested = |n: usize| format!("{}a{}", "a { ".repeat(n), " }".repeat(n));
    assert_eq!(code(&format!("{{ {} }}", nested(11))), None);
    assert_eq!(code(&format!("{{ {} }}", nested(12))), Some("QUERY_TOO_DEEP"));
    let halves = |n: usize| {
        format!("{{ {} }} fragment f on A {{ {} }}", nested(6).replace("a }", "...f }"), nested(n))
    };
    assert_eq!(code(&halves(5)), None);
    assert_eq!(code(&halves(6)), Some("QUERY_TOO_DEEP"));
}

#[test]
fn aliases_directives_and_fragments_have_limits_of_their_own() {
    let many = |n: usize, one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<String>();
    let aliases = |n| format!("{{ {} }}", many(n, &|n| format!("a{n}: b ")));
    assert_eq!(code(&aliases(300)), None);
    assert_eq!(code(&aliases(301)), Some("TOO_MANY_ALIASES"));
    let directives = |n| format!("{{ a {} }}", "@skip(if: false) ".repeat(n));
    assert_eq!(code(&directives(200)), None);
    assert_eq!(code(&directives(201)), Some("TOO_MANY_DIRECTIVES"));
    let unused = |n| format!("{{ a }} {}", many(n, &|n| format!("fragment f{n} on A {{ a }} ")));
    assert_eq!(code(&unused(200)), None);
    assert_eq!(code(&unused(201)), Some("TOO_MANY_FRAGMENTS"));
    let long = |n: usize| format!("{{ {} }}", many(n, &|n| format!("{}{n:04} ", "a".repeat(96))));
    assert_eq!(code(&long(200)), None);
    assert_eq!(code(&long(201)), Some("QUERY_TOO_LONG"));
    // Where nothing spreads it, it is looked at nevertheless.
    let large = format!("{{ a }} fragment f on A {{ {} }}", "a ".repeat(2_000));
    assert_eq!(code(&large), Some("QUERY_TOO_COMPLEX"));
}
