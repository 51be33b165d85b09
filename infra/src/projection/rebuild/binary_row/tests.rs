use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use uuid::Uuid;

use super::*;

fn written(value: impl Serialize, of: ColumnType) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    write_field(value, of, &mut out).ok().map(|()| out)
}

fn one(value: impl Serialize, of: Scalar) -> Option<Vec<u8>> {
    written(value, ColumnType::One(of))
}

/// A field of these bytes.
fn bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    field(bytes, &mut out).unwrap();
    out
}

#[test]
fn the_column_says_which_form_a_value_has() {
    let date = NaiveDate::from_ymd_opt(1999, 12, 30).unwrap();
    let moment: DateTime<Utc> = "2000-01-01T01:00:00.000007+01:00".parse().unwrap();
    assert_eq!(one("tab\t \"é\"", Scalar::Text), Some(bytes("tab\t \"é\"".as_bytes())));
    assert_eq!(one(date, Scalar::Date), Some(bytes(&(-2_i32).to_be_bytes())));
    assert_eq!(one(moment, Scalar::Moment), Some(bytes(&7_i64.to_be_bytes())));
    assert_eq!(one(Uuid::from_u128(258), Scalar::Uuid), Some(bytes(&258_u128.to_be_bytes())));
    assert_eq!(one(7_u32, Scalar::Int8), Some(bytes(&7_i64.to_be_bytes())));
    assert_eq!(one(-7_i8, Scalar::Int2), Some(bytes(&(-7_i16).to_be_bytes())));
    assert_eq!(one(None::<u32>, Scalar::Int4), Some(vec![0xff; 4]));
    assert_eq!(written(json!([1]), ColumnType::Json), Some(bytes(b"\x01[1]")));
    assert_eq!(written(json!(null), ColumnType::Json), Some(vec![0xff; 4]));
}

#[test]
fn what_does_not_fit_is_refused() {
    assert_eq!(one(u32::MAX, Scalar::Int4), None);
    assert_eq!(one(u64::MAX, Scalar::Int8), None);
    assert_eq!(one("seven", Scalar::Int8), None);
    assert_eq!(one("2000-02-30", Scalar::Date), None);
    assert_eq!(one(["a"], Scalar::Text), None);
    assert_eq!(written("a", ColumnType::List(Scalar::Text)), None);
}

#[test]
fn a_list_has_one_dimension_or_none() {
    let numbers = |numbers: &[i32]| numbers.iter().flat_map(|n| n.to_be_bytes()).collect();
    let list = |of, list: &[Option<&str>]| written(list, ColumnType::List(of));
    let empty: Vec<u8> = numbers(&[12, 0, 1, 25]);
    assert_eq!(list(Scalar::Text, &[]), Some(empty));
    let filled: Vec<u8> = numbers(&[32, 1, 1, 1082, 2, 1, 4, 366, -1]);
    assert_eq!(list(Scalar::Date, &[Some("2001-01-01"), None]), Some(filled));
}
