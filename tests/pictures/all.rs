//! Every page in every look, whole, to be looked at.

use std::path::Path;

use quartermaster_tests::chromium::Look;
use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;
use quartermaster_tests::tour::tour;

/// Writes `NAME-WIDTH-SCHEME.png` for every page, with what is on the first screen of a phone as `NAME-first.png`.
pub(crate) async fn take(stage: &Stage, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut missed = Vec::new();
    for look in [Look::DESK, Look::PHONE] {
        let mut see = async |name: &str, person: &Person| {
            if look.phone {
                crate::keep(person, folder, &format!("{name}-{}-first", look.width)).await?;
            }
            for look in [look, look.dark()] {
                person.look(look).await?;
                let picture = person.whole_picture().await?;
                crate::write(folder, &format!("{name}-{}", look.name()), &picture)?;
            }
            person.look(look).await
        };
        missed.extend(tour(stage, look, &mut see).await?);
    }
    anyhow::ensure!(missed.is_empty(), "not seen: {}", missed.join("\n"));
    Ok(())
}
