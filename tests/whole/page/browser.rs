//! A browser reads the page without a network and draws it: wide, narrow, dark.
//!
//! Takes the browser that `ZONEFALL_BROWSER` names, or a Chromium on the PATH. Without one it says so and tests nothing;
//! named and not there is a failure.

use super::page;
use crate::program::Desk;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const QUIET: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--disable-extensions",
];

/// Something that shows pages.
struct Browser {
    program: PathBuf,
    desk: Desk,
}

impl Browser {
    fn find() -> Option<Self> {
        let desk = Desk::new();
        if let Some(program) = std::env::var_os("ZONEFALL_BROWSER") {
            let program = PathBuf::from(program);
            assert!(
                program.exists(),
                "ZONEFALL_BROWSER: {} is not there",
                program.display()
            );
            return Some(Self { program, desk });
        }
        let path = std::env::var_os("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let mut all = NAMES
            .iter()
            .flat_map(|n| folders.iter().map(move |f| f.join(n)));
        match all.find(|p| p.is_file()) {
            Some(program) => Some(Self { program, desk }),
            None => {
                println!("no browser: set ZONEFALL_BROWSER to a Chromium to look at the page");
                None
            }
        }
    }

    /// What the browser prints with these arguments about a file.
    fn look(&self, args: &[String], file: &str) -> Vec<u8> {
        let profile = tempfile::TempDir::new().expect("a folder");
        let output = Command::new(&self.program)
            .args(QUIET)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(args)
            .arg(format!("file://{}", self.desk.path(file).display()))
            .output()
            .expect("the browser starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        output.stdout
    }

    /// The document as it stands after loading.
    fn dom(&self, file: &str) -> String {
        String::from_utf8(self.look(&["--dump-dom".to_owned()], file)).expect("UTF-8")
    }

    /// A picture of so many pixels.
    fn picture(&self, file: &str, width: u32, height: u32, more: &[&str]) -> Picture {
        let shot = self.desk.path("shot.png");
        let mut args = vec![
            format!("--screenshot={}", shot.display()),
            format!("--window-size={width},{height}"),
        ];
        args.extend(more.iter().map(|m| (*m).to_owned()));
        self.look(&args, file);
        Picture::read(&shot)
    }
}

/// Colours of a picture.
struct Picture {
    width: u32,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn read(path: &Path) -> Self {
        let file = std::fs::File::open(path).expect("a picture");
        let mut reader = png::Decoder::new(std::io::BufReader::new(file))
            .read_info()
            .expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut bytes).expect("a frame");
        let each = info.color_type.samples();
        let pixels = bytes[..info.buffer_size()].chunks_exact(each);
        Self {
            width: info.width,
            pixels: pixels.map(|p| [p[0], p[1], p[2]]).collect(),
        }
    }

    /// Share of pixels that differ from the one in the corner.
    fn drawn(&self) -> f64 {
        let ground = self.pixels[0];
        let drawn = self.pixels.iter().filter(|p| **p != ground).count();
        drawn as f64 / self.pixels.len() as f64
    }

    fn dark(&self) -> bool {
        self.pixels[0].iter().all(|&c| c < 64)
    }
}

#[test]
fn a_browser_shows_it() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let text = page(&["run", "one-egg"]);
    browser.desk.put("page.html", &text);
    let dom = browser.dom("page.html");
    let shown = super::html::skeleton(&dom);
    assert_eq!(
        shown,
        super::html::skeleton(&text),
        "nothing is dropped or moved"
    );
    for must in [
        "# one-egg under aws-2011-04-21",
        "shop was down 32h05m",
        "## Timeline",
        "## Assumptions",
    ] {
        assert!(shown.contains(must), "{must}");
    }
    for width in [1280, 390] {
        let picture = browser.picture("page.html", width, 1600, &[]);
        assert_eq!(picture.width, width);
        let drawn = picture.drawn();
        assert!((0.03..0.6).contains(&drawn), "{width}: {drawn}");
        assert!(!picture.dark());
    }
    let night = ["--blink-settings=preferredColorScheme=0"];
    assert!(browser.picture("page.html", 800, 600, &night).dark());
}

/// Measures, from a page around the page, how wide it gets. A frame of its own has a width of its own.
#[test]
fn it_fits_into_a_phone_and_onto_a_wall() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let pages = [
        ("run", page(&["run", "picnic-hamper"])),
        ("sweep", super::many::of_a_sweep()),
        ("matrix", super::many::of_a_matrix()),
        ("check", super::many::of_a_check()),
    ];
    for (name, text) in pages {
        browser.desk.put("page.html", text);
        fits(&browser, name);
    }
}

fn fits(browser: &Browser, name: &str) {
    for width in [360, 768, 1280] {
        let harness = format!(
            "<!DOCTYPE html><iframe id=f src=page.html width={width} height=800></iframe><p id=r></p><script>\
             f.onload = () => {{ const d = f.contentDocument.documentElement; const out = [];\
             for (const e of f.contentDocument.querySelectorAll('body *')) {{ const b = e.getBoundingClientRect();\
             if (b.right > d.clientWidth + 1 && !e.closest('.wide, .skip, .defs')) out.push(e.tagName + '.' + e.className); }}\
             const small = [...f.contentDocument.querySelectorAll('p, td, th, dd, dt, li, span, b')]\
             .filter(e => !e.matches('.dots') && parseFloat(getComputedStyle(e).fontSize) < 12).length;\
             r.textContent = 'wide ' + d.scrollWidth + ' of ' + d.clientWidth + '; over ' + out.length + ' ' + out.slice(0, 3) + '; small ' + small; }};\
             </script>"
        );
        browser.desk.put("harness.html", harness);
        let args = [
            "--dump-dom",
            "--allow-file-access-from-files",
            "--virtual-time-budget=5000",
        ];
        let args = args.map(str::to_owned);
        let dom = String::from_utf8(browser.look(&args, "harness.html")).expect("UTF-8");
        let told = dom
            .split("<p id=\"r\">")
            .nth(1)
            .and_then(|t| t.split("</p>").next());
        let told = told.unwrap_or_default();
        let (wide, rest) = told.split_once("; ").unwrap_or_default();
        let (is, of) = wide
            .trim_start_matches("wide ")
            .split_once(" of ")
            .unwrap_or_default();
        assert!(!is.is_empty() && is == of, "{name}, {width}: {told}");
        assert_eq!(rest, "over 0 ; small 0", "{name}, {width}");
    }
}
