//! A *demonym* is the adjective of a country or region ("Italian"); the data names the place itself.

/// Adjectives with the names that the data may have for the place.
#[rustfmt::skip]
const PLACES: &[(&str, &[&str])] = &[
    ("american", &["usa", "us", "america"]), ("argentine", &["argentina"]), ("argentinian", &["argentina"]), ("australian", &["australia"]),
    ("austrian", &["austria"]), ("belgian", &["belgium"]), ("brazilian", &["brazil"]), ("british", &["uk", "gb", "britain"]), ("bulgarian", &["bulgaria"]),
    ("canadian", &["canada"]), ("chilean", &["chile"]), ("chinese", &["china"]), ("colombian", &["colombia"]), ("croatian", &["croatia"]),
    ("cypriot", &["cyprus"]), ("czech", &["czechia"]), ("danish", &["denmark"]), ("dutch", &["netherlands", "holland"]), ("egyptian", &["egypt"]),
    ("english", &["england"]), ("estonian", &["estonia"]), ("finnish", &["finland"]), ("french", &["france"]), ("german", &["germany"]),
    ("greek", &["greece"]), ("hungarian", &["hungary"]), ("icelandic", &["iceland"]), ("indian", &["india"]), ("indonesian", &["indonesia"]),
    ("irish", &["ireland"]), ("israeli", &["israel"]), ("italian", &["italy"]), ("japanese", &["japan"]), ("kenyan", &["kenya"]),
    ("korean", &["korea"]), ("latvian", &["latvia"]), ("lithuanian", &["lithuania"]), ("luxembourgish", &["luxembourg"]), ("malaysian", &["malaysia"]),
    ("maltese", &["malta"]), ("mexican", &["mexico"]), ("moroccan", &["morocco"]), ("nigerian", &["nigeria"]), ("norwegian", &["norway"]),
    ("pakistani", &["pakistan"]), ("peruvian", &["peru"]), ("polish", &["poland"]), ("portuguese", &["portugal"]), ("romanian", &["romania"]),
    ("russian", &["russia"]), ("scottish", &["scotland"]), ("serbian", &["serbia"]), ("singaporean", &["singapore"]), ("slovak", &["slovakia"]),
    ("slovenian", &["slovenia"]), ("spanish", &["spain"]), ("swedish", &["sweden"]), ("swiss", &["switzerland"]), ("thai", &["thailand"]),
    ("turkish", &["turkey", "turkiye"]), ("ukrainian", &["ukraine"]), ("uruguayan", &["uruguay"]), ("venezuelan", &["venezuela"]),
    ("vietnamese", &["vietnam"]), ("welsh", &["wales"]), ("catalan", &["catalonia", "cataluna"]), ("andalusian", &["andalusia", "andalucia"]),
    ("bavarian", &["bavaria", "bayern"]), ("saxon", &["saxony", "sachsen"]), ("flemish", &["flanders"]), ("walloon", &["wallonia"]),
    ("texan", &["texas"]), ("californian", &["california"]), ("floridian", &["florida"]), ("hawaiian", &["hawaii"]), ("alaskan", &["alaska"]),
    ("quebecois", &["quebec"]), ("ontarian", &["ontario"]), ("albertan", &["alberta"]), ("tasmanian", &["tasmania"]), ("sicilian", &["sicily"]),
];

/// Names of the place that an adjective speaks of; none where it is no such adjective. "Italians" are people from there.
pub(crate) fn home_of(word: &str) -> impl Iterator<Item = &'static str> + use<> {
    let said = |adjective: &str| word == adjective || word.strip_suffix('s') == Some(adjective);
    PLACES
        .iter()
        .find(|(adjective, _)| said(adjective))
        .into_iter()
        .flat_map(|(_, places)| places.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjectives_name_their_places() {
        assert_eq!(home_of("italian").collect::<Vec<_>>(), ["italy"]);
        assert_eq!(home_of("germans").next(), Some("germany"));
        assert_eq!(home_of("dutch").count(), 2);
        assert_eq!(home_of("perishable").next(), None);
    }
}
