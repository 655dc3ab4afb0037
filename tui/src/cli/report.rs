//! Reports in other forms beside the result: `--report junit=check.xml,sarif=check.sarif`.

use clap::Args;
use std::path::{Path, PathBuf};

/// A form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JUnit XML.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
    /// Markdown for a pull request.
    Markdown,
    /// The same as `--format json`.
    Json,
    /// GitLab Code Quality.
    CodeQuality,
    /// Workflow commands for GitHub.
    Github,
    /// Markdown for the summary of a step.
    Summary,
    /// A row per promise.
    Csv,
    /// One page for a browser.
    Html,
}

/// Every form, as it is typed.
const FORMS: [(&str, Form); 9] = [
    ("junit", Form::Junit),
    ("sarif", Form::Sarif),
    ("md", Form::Markdown),
    ("json", Form::Json),
    ("codequality", Form::CodeQuality),
    ("github", Form::Github),
    ("summary", Form::Summary),
    ("csv", Form::Csv),
    ("html", Form::Html),
];

/// A report that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In which form.
    pub form: Form,
    /// Where to; `None`: to standard output.
    pub file: Option<PathBuf>,
}

/// The reports of a command.
#[derive(Debug, Clone, Default, Args)]
pub struct Reports {
    /// Write reports too, whatever the exit code: junit=FILE, sarif=FILE, md=FILE (a comment for a pull request),
    /// json=FILE, codequality=FILE (GitLab), github=FILE or github=- (annotations), summary=FILE (of a step), csv=FILE, html=FILE (one
    /// page);
    /// several with commas between them, or repeated
    #[arg(long = "report", value_name = "FORM=FILE", value_delimiter = ',', value_parser = report)]
    pub list: Vec<Report>,
}

fn report(typed: &str) -> Result<Report, String> {
    let forms = || {
        let names = FORMS.map(|(name, _)| name);
        format!("write FORM=FILE; FORM is one of {}", names.join(", "))
    };
    let (name, file) = typed.split_once('=').ok_or_else(forms)?;
    let (_, form) = FORMS
        .into_iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(forms)?;
    match (file, form) {
        ("", _) => Err(format!("the file is missing: {name}=FILE")),
        ("-", Form::Github) => Ok(Report { form, file: None }),
        ("-", _) => Err("only github=- goes to standard output".to_owned()),
        (file, _) => Ok(Report {
            form,
            file: Some(PathBuf::from(file)),
        }),
    }
}

impl Reports {
    /// Whether each report has a place of its own.
    ///
    /// # Errors
    /// Two for the same file, also where `output` is one of them; or two on standard output, which would not be
    /// readable by a program: `data` says that a program reads that.
    pub fn are_apart(&self, output: Option<&Path>, data: bool) -> Result<(), String> {
        let mut files: Vec<PathBuf> = output.map(plain).into_iter().collect();
        for report in &self.list {
            let Some(file) = &report.file else {
                if data && output.is_none() {
                    return Err(
                        "github=- and the JSON would be mixed on standard output\n  \
                                = help: name a file after --output, or leave out --format json"
                            .to_owned(),
                    );
                }
                continue;
            };
            let path = plain(file);
            if files.contains(&path) {
                return Err(format!(
                    "two results are to be written to {}\n  = help: a file holds one; name another",
                    file.display()
                ));
            }
            files.push(path);
        }
        let to_stdout = self.list.iter().filter(|r| r.file.is_none());
        if to_stdout.count() > 1 {
            return Err("github=- is asked for twice\n  = help: once is enough".to_owned());
        }
        Ok(())
    }
}

/// A path without `.` in it.
fn plain(path: &Path) -> PathBuf {
    let parts = path.components();
    parts
        .filter(|c| *c != std::path::Component::CurDir)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_read() {
        let read = |typed: &str| report(typed);
        assert_eq!(
            read("md=a=b.md"),
            Ok(Report {
                form: Form::Markdown,
                file: Some(PathBuf::from("a=b.md"))
            })
        );
        assert_eq!(
            read("github=-"),
            Ok(Report {
                form: Form::Github,
                file: None
            })
        );
        for wrong in ["", "junit", "junit=", "pdf=x", "csv=-", "=x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_has_a_place_of_its_own() {
        let list = |typed: &[&str]| Reports {
            list: typed.iter().map(|t| report(t).expect("a report")).collect(),
        };
        let some = list(&["md=a.md", "csv=b.csv", "github=-"]);
        assert_eq!(some.are_apart(Some(Path::new("c")), false), Ok(()));
        assert!(some.are_apart(Some(Path::new("./a.md")), false).is_err());
        assert!(some.are_apart(None, true).is_err());
        assert!(some.are_apart(Some(Path::new("c")), true).is_ok());
        assert!(list(&["md=a", "csv=./a"]).are_apart(None, false).is_err());
    }
}
