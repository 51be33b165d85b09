//! Events, tiles and heads that are not those of the tree.

use std::fs;

use super::super::super::fault::{Event, Place};
use super::super::super::heads::ExportedHead;
use super::super::super::{CHECKPOINT, EVENTS, HEADS};
use super::*;
use crate::seal::hash::Hash;
use crate::seal::tile::TileId;

const LAST: usize = 699;

/// The fault that is found where the events are written otherwise.
fn events(change: impl FnOnce(&mut Vec<Vec<u8>>)) -> ExportFault {
    let mut made = Made::plain();
    made.put_events(|mut lines| {
        change(&mut lines);
        lines
    });
    made.fault()
}

/// A line with another text in it.
fn edit(line: &mut Vec<u8>, from: &str, to: &str) {
    let text = String::from_utf8(line.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    *line = text.replacen(from, to, 1).into_bytes();
}

#[test]
fn an_event_that_was_edited_is_named_by_its_position() {
    for at in [0, 256, LAST] {
        for (from, to) in [
            ("\"tenure\":\"room\"", "\"tenure\":\"flat\""),
            ("\"time\":\"2024", "\"time\":\"2023"),
            ("\"worker\":\"w\"", "\"worker\":\"v\""),
            ("\"type\":", " \"type\":"),
        ] {
            let position = at as u64 + 1;
            let changed = ExportFault::EventChanged { line: position, position };
            assert_eq!(events(|lines| edit(&mut lines[at], from, to)), changed);
        }
    }
    let both = |lines: &mut Vec<Vec<u8>>| {
        edit(&mut lines[300], "room", "flat");
        edit(&mut lines[5], "room", "flat");
    };
    assert_eq!(events(both), ExportFault::EventChanged { line: 6, position: 6 });
}

#[test]
fn an_event_that_is_missing_out_of_order_doubled_or_put_in_is_named_by_its_position() {
    let place = Event::AtPosition;
    let missing = |line, at| ExportFault::EventMissing { line, event: place(at) };
    assert_eq!(events(|lines| drop(lines.remove(0))), missing(1, 1));
    assert_eq!(events(|lines| drop(lines.remove(400))), missing(401, 401));
    let truncated = |line, at| ExportFault::EventsTruncated { line, event: place(at) };
    assert_eq!(events(|lines| drop(lines.remove(LAST))), truncated(700, 700));
    assert_eq!(events(|lines| lines.truncate(300)), truncated(301, 301));
    assert_eq!(events(Vec::clear), truncated(1, 1));
    let reordered = |line, at| ExportFault::EventsReordered { line, event: place(at) };
    assert_eq!(events(|lines| lines.swap(4, 5)), reordered(5, 5));
    assert_eq!(events(|lines| lines.swap(0, LAST)), reordered(1, 1));
    assert_eq!(events(|lines| lines.reverse()), reordered(1, 1));
    let doubled = |line, at| ExportFault::EventDoubled { line, event: place(at) };
    assert_eq!(events(|lines| lines.insert(5, lines[4].clone())), doubled(6, 5));
    assert_eq!(events(|lines| lines.insert(9, lines[0].clone())), doubled(10, 1));
    assert_eq!(events(|lines| lines.push(lines[LAST].clone())), doubled(701, 700));
    let one_more = |lines: &mut Vec<Vec<u8>>| lines.push(row(701).leaf().unwrap());
    assert_eq!(events(one_more), ExportFault::TooManyEvents { line: 701 });
    // Put in between, and all that follow moved on by one.
    let put_in = |lines: &mut Vec<Vec<u8>>| {
        let moved = (401..=700).map(row).map(|mut row| {
            row.position += 1;
            row.leaf().unwrap()
        });
        lines.truncate(401);
        lines.extend(moved.take(299));
    };
    assert_eq!(events(put_in), ExportFault::EventChanged { line: 402, position: 402 });
}

#[test]
fn a_line_that_is_no_event_or_of_another_region_is_named() {
    for line in ["", "{}", "null", "{\"position\":6}", "\u{0}"] {
        let fault = events(|lines| lines[5] = line.as_bytes().to_vec());
        assert_eq!(fault, ExportFault::NotAnEvent { line: 6 }, "{line}");
    }
    let deep = events(|lines| lines[5] = "[".repeat(1 << 20).into_bytes());
    assert_eq!(deep, ExportFault::NotAnEvent { line: 6 });
    let elsewhere = events(|lines| edit(&mut lines[5], "vlaamse-ardennen", "meetjesland"));
    assert_eq!(elsewhere, ExportFault::OtherRegion { line: 6, position: 6 });
}

#[test]
fn of_a_stream_each_event_is_there_in_its_order_and_no_other() {
    let stream = uuid::Uuid::from_u128(100).to_string();
    let part = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut made = Made::plain();
        made.leave_out(0, Some(&stream));
        let mut lines = made.lines()[297..300].to_vec();
        change(&mut lines);
        made.put_lines(EVENTS, &lines);
        made.finish();
        made.fault()
    };
    let place = Event::OfStream;
    let missing = ExportFault::EventMissing { line: 1, event: place(1) };
    assert_eq!(part(&|lines| drop(lines.remove(0))), missing);
    let reordered = ExportFault::EventsReordered { line: 2, event: place(2) };
    assert_eq!(part(&|lines| lines.swap(1, 2)), reordered);
    let truncated = ExportFault::EventsTruncated { line: 3, event: place(3) };
    assert_eq!(part(&|lines| drop(lines.pop())), truncated);
    let doubled = ExportFault::EventDoubled { line: 2, event: place(1) };
    assert_eq!(part(&|lines| lines.insert(0, lines[0].clone())), doubled);
    let other = ExportFault::OtherStream { line: 2, position: 1 };
    assert_eq!(part(&|lines| lines[1] = row(1).leaf().unwrap()), other);
    let changed = ExportFault::EventChanged { line: 3, position: 300 };
    assert_eq!(part(&|lines| edit(&mut lines[2], "room", "flat")), changed);
    let moved = ExportFault::EventChanged { line: 2, position: 2 };
    assert_eq!(part(&|lines| edit(&mut lines[1], "\"position\":299", "\"position\":2")), moved);
}

#[test]
fn a_manifest_that_says_that_there_are_fewer_events_is_of_another_export() {
    let mut made = Made::plain();
    (made.manifest.after, made.manifest.events) = (9, 691);
    made.finish();
    assert_eq!(made.fault().code(), "OTHER_MANIFEST");
    let mut made = Made::plain();
    made.manifest.events = 699;
    made.finish();
    assert_eq!(made.fault().code(), "OTHER_MANIFEST");
}

#[test]
fn where_a_tile_alone_was_changed_it_is_the_tile_that_is_named() {
    let lowest = TileId { level: 0, index: 1 };
    let made = Made::plain();
    let mut hashes = Export::open(made.path()).unwrap().tile(lowest).unwrap();
    hashes.hashes[3] = Hash([7; 32]);
    made.put_tile(lowest, &hashes.bytes());
    let found = made.verified(&against(&[], &[&made.key()]));
    let changed =
        |path: &str, position| ExportFault::TileChanged { path: path.to_owned(), position };
    assert_eq!(found.faults[0], changed("tile/0/001", 260));

    let above = TileId { level: 1, index: 0 };
    let made = Made::plain();
    let mut hashes = Export::open(made.path()).unwrap().tile(above).unwrap();
    hashes.hashes[1] = Hash([7; 32]);
    made.put_tile(above, &hashes.bytes());
    assert_eq!(made.fault(), changed("tile/1/000.p/2", 257));
    made.put_tile(above, &hashes.bytes()[1..]);
    assert_eq!(made.fault().code(), "TRUNCATED");
}

#[test]
fn an_event_that_was_changed_with_its_tile_is_found_by_what_is_above() {
    let mut made = Made::plain();
    let mut line = made.lines()[299].clone();
    edit(&mut line, "room", "flat");
    let lowest = TileId { level: 0, index: 1 };
    let mut tile = Export::open(made.path()).unwrap().tile(lowest).unwrap();
    tile.hashes[43] = Hash::of_leaf(&line);
    made.put_tile(lowest, &tile.bytes());
    made.put_events(|mut lines| {
        lines[299] = line;
        lines
    });
    let found = made.faults();
    let changed = ExportFault::TileChanged { path: "tile/0/001".to_owned(), position: 257 };
    let rewritten = ExportFault::Rewritten { head: Head::Line(2), after: 3, up_to: 300 };
    assert_eq!(found, [changed, rewritten]);
}

#[test]
fn a_head_that_is_missing_or_not_what_was_signed_is_named_by_its_line() {
    type Change = fn(&mut Vec<ExportedHead>);
    let changes: [(Change, &str, u64); 12] = [
        (|heads| drop(heads.remove(0)), "HEAD_MALFORMED", 1),
        (|heads| drop(heads.remove(1)), "HEAD_MALFORMED", 2),
        (|heads| heads.swap(0, 1), "HEAD_MALFORMED", 1),
        (|heads| heads.insert(1, heads[0].clone()), "HEAD_MALFORMED", 2),
        (|heads| heads[1].eventid = uuid::Uuid::nil(), "HEAD_MALFORMED", 2),
        (|heads| heads[1].recordedat.clear(), "HEAD_MALFORMED", 2),
        (|heads| heads[1].tree = 2, "HEAD_MALFORMED", 2),
        (|heads| heads[1].key = 2, "WRONG_KEY", 2),
        (|heads| heads[1].root.0[0] ^= 1, "BAD_SIGNATURE", 2),
        (|heads| heads[1].size += 1, "BAD_SIGNATURE", 2),
        (|heads| heads[1].note.clear(), "NO_CHECKPOINT", 2),
        (|heads| heads[1].note = heads[0].note.clone(), "BAD_SIGNATURE", 2),
    ];
    for (change, code, line) in changes {
        let mut made = Made::plain();
        made.put_heads(change);
        let fault = made.fault();
        let text = fault.to_string();
        assert!(fault.code() == code && text.contains(&format!("line {line}")), "{text}");
    }
    let mut made = Made::plain();
    made.put_heads(|heads| drop(heads.pop()));
    let place = Place { file: made.manifest.compressed(HEADS), line: Some(3) };
    assert_eq!(made.fault(), ExportFault::Truncated(place));
    let old = made.fork();
    made.put_heads(|heads| heads.insert(2, ExportedHead { number: 3, ..old[1].clone() }));
    assert_eq!(made.fault().code(), "TWO_HEADS");
}

#[test]
fn a_file_that_is_not_the_one_of_the_manifest_is_named_where_nothing_else_is_wrong() {
    let made = Made::plain();
    fs::write(made.path().join("catalogues/2024.toml"), "[other]\n").unwrap();
    assert_eq!(made.fault(), ExportFault::FileChanged("catalogues/2024.toml".to_owned()));
    let made = Made::plain();
    let mut note = made.heads.last().unwrap().checkpoint();
    note.push_str("\u{2014} other AAAAAAAA\n");
    fs::write(made.path().join(CHECKPOINT), note).unwrap();
    assert_eq!(made.fault(), ExportFault::FileChanged(CHECKPOINT.to_owned()));
}
