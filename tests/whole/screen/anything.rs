//! Whatever is typed, clicked or resized: no panic, a way out, and no key of the footer cut in half.

use super::stage::{ASCII, BLOCK, Stage, first_pages};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEventKind};
use proptest::prelude::*;
use std::cell::RefCell;
use zonefall::screen::app::Message;
use zonefall::screen::keys::{COMMON, Key};

#[derive(Debug, Clone)]
enum Doing {
    Key(KeyEvent),
    Mouse(MouseEventKind, u16, u16),
    Resize(u16, u16),
    Pass(u64),
}

fn key() -> impl Strategy<Value = KeyEvent> {
    let named = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Delete,
        KeyCode::F(1),
    ]);
    // Ctrl-C ends the program, which is another test's business; `q` may.
    prop_oneof![
        3 => named.prop_map(KeyEvent::from),
        6 => prop::char::range(' ', '~').prop_map(|c| KeyCode::Char(c).into()),
        1 => any::<char>().prop_map(|c| KeyCode::Char(c).into()),
        1 => Just(KeyEvent::new(KeyCode::Char('l'), KeyModifiers::CONTROL)),
    ]
}

fn mouse() -> impl Strategy<Value = MouseEventKind> {
    prop::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::Moved,
    ])
}

fn doing() -> impl Strategy<Value = Doing> {
    let far = prop_oneof![4 => 0u16..200, 1 => any::<u16>()];
    prop_oneof![
        10 => key().prop_map(Doing::Key),
        3 => (mouse(), far.clone(), far).prop_map(|(kind, x, y)| Doing::Mouse(kind, x, y)),
        1 => (0u16..300, 0u16..100).prop_map(|(w, h)| Doing::Resize(w, h)),
        1 => (0u64..100_000).prop_map(Doing::Pass),
    ]
}

fn act(stage: &mut Stage, doing: &Doing) {
    match *doing {
        Doing::Key(key) => stage.message(Message::Key(key)),
        Doing::Mouse(kind, x, y) => stage.mouse(kind, x, y),
        Doing::Resize(w, h) => stage.resize(w, h),
        Doing::Pass(seconds) => stage.pass(seconds),
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_done_panics(which in any::<prop::sample::Index>(), all in prop::collection::vec(doing(), 1..60)) {
        let pages = first_pages();
        let mut stage = Stage::with(pages[which.index(pages.len())].1(), (80, 24), ASCII);
        for one in &all {
            act(&mut stage, one);
            if stage.app.ended {
                break;
            }
            stage.buffer();
        }
        // Two keys lead out, wherever one is.
        stage.keys("Esc Ctrl-c");
        prop_assert!(stage.app.ended);
    }

    #[test]
    fn every_screen_can_be_drawn_at_any_size(width in 0u16..=220, height in 0u16..=70) {
        thread_local! {
            static STAGES: RefCell<Vec<Stage>> = const { RefCell::new(Vec::new()) };
        }
        STAGES.with_borrow_mut(|stages| {
            if stages.is_empty() {
                let open = |(_, page): &super::stage::FirstPage| Stage::with(page(), (80, 24), BLOCK);
                stages.extend(first_pages().iter().map(open));
            }
            for stage in stages {
                stage.resize(width, height);
                let text = stage.text();
                let keys = stage.app.page().map_or(&[][..], |p| p.keys());
                if height >= 4 && stage.app.said.is_none() {
                    let foot = text.lines().nth(usize::from(height) - 1).unwrap_or("");
                    for part in foot.split("  ").map(str::trim).filter(|p| !p.is_empty()) {
                        prop_assert!(is_whole(part, keys), "`{part}` of `{foot}` at {width}x{height}");
                    }
                }
            }
            Ok(())
        })?;
    }
}

fn is_whole(part: &str, own: &[Key]) -> bool {
    let mut all = own.iter().chain(COMMON);
    all.any(|k| format!("{} {}", k.shown, k.does) == part)
}

/// A key means one thing on a screen, every command is known where it is listed, and names are words with hyphens.
#[test]
fn tables_of_keys_are_sound() {
    for (name, page) in first_pages() {
        let mut stage = Stage::with(page(), (80, 24), ASCII);
        let own: Vec<Key> = stage.app.page().map_or(Vec::new(), |p| p.keys().to_vec());
        let mut seen: Vec<(bool, KeyCode)> = Vec::new();
        for key in own.iter().chain(COMMON) {
            let common = COMMON.iter().any(|c| c.id == key.id);
            assert!(
                key.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                key.id
            );
            for &code in key.codes {
                assert!(
                    !seen.contains(&(key.ctrl, code)),
                    "{name}: {code:?} means two things"
                );
                seen.push((key.ctrl, code));
            }
            if !common {
                stage = Stage::with(page(), (80, 24), ASCII);
                assert!(
                    stage.knows(key.id),
                    "{name} does not know its own {}",
                    key.id
                );
            }
        }
    }
}
