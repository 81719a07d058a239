//! A *country* gives the customers in it their names, streets and postcodes.

/// What addresses and names are made of in a country. Lists of words are split at their commas.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) name: &'static str,
    pub(super) postcode: Postcode,
    pub(super) streets: &'static str,
    pub(super) first_names: &'static str,
    pub(super) last_names: &'static str,
    /// First parts of company names.
    pub(super) stems: &'static str,
    /// Kinds of business.
    pub(super) trades: &'static str,
    pub(super) legal_form: &'static str,
}

/// How postcodes look.
#[derive(Debug, Clone, Copy)]
pub(super) enum Postcode {
    /// `0150`
    Four,
    /// `10115`
    Five,
    /// `413 01`
    ThreeAndTwo,
    /// `3011 AB`
    FourAndLetters,
}

/// The countries of the customers.
pub(super) const COUNTRIES: [Country; 5] = [
    Country {
        name: "Norway",
        postcode: Postcode::Four,
        streets: "Storgata, Kirkeveien, Havnegata, Skolegata, Bjørkeveien, Industriveien, Fjordgata, \
            Solbakken",
        first_names: "Ingrid, Lars, Kari, Ola, Sigrid, Magnus, Astrid, Eirik, Marit, Jonas, Silje, Håkon, \
            Tuva, Sindre, Liv, Vegard",
        last_names: "Haugen, Berge, Solheim, Lunde, Moen, Strand, Nygård, Viken, Fossum, Aune, Dahle, \
            Eikeli, Torsvik, Rønning, Sæther, Kvamme, Myhre, Bakke, Ødegård, Hovland",
        stems: "Solvik, Kråkenes, Bjørnstad, Fjellro, Nordvåg, Granli, Tindeberg, Elvestad, \
            Havblikk, Rognelia, Lyngmo, Steinsund",
        trades: "Hagesenter, Jernvare, Bygg, Vaktmesterservice, Byggevare, Gartneri",
        legal_form: "AS",
    },
    Country {
        name: "Sweden",
        postcode: Postcode::ThreeAndTwo,
        streets: "Storgatan, Kyrkogatan, Hamngatan, Skolgatan, Björkvägen, Industrigatan, Ängsvägen, \
            Parkgatan",
        first_names: "Elsa, Nils, Maja, Oskar, Linnea, Anton, Ebba, Gustav, Karin, Axel, Saga, Viktor, \
            Åsa, Henrik, Tove, Isak",
        last_names: "Lindberg, Ekström, Sandgren, Hallberg, Nyqvist, Åkesson, Björklund, Sjödin, \
            Wikander, Forsell, Holmdahl, Lundell, Norling, Rosén, Dahlgren, Öberg, Strandh, \
            Vallin, Hedin, Alm",
        stems: "Ekeby, Björkhaga, Lövnäs, Tallåsen, Sjövik, Rosenlund, Kvarnby, Åkerlund, Stenbro, \
            Vitsippan, Norrängen, Hasselfors",
        trades: "Trädgård, Järnhandel, Bygg, Fastighetsservice, Handelsträdgård, Verktyg",
        legal_form: "AB",
    },
    Country {
        name: "Denmark",
        postcode: Postcode::Four,
        streets: "Hovedgaden, Kirkestræde, Havnevej, Skolevej, Birkevej, Industrivej, Møllegade, \
            Søndergade",
        first_names: "Freja, Mads, Signe, Rasmus, Ida, Frederik, Mette, Emil, Clara, Søren, Laura, \
            Anders, Maren, Oliver, Birgit, Troels",
        last_names: "Bundgaard, Kjeldsen, Mørch, Lauridsen, Thygesen, Skovgaard, Bech, Vestergaard, \
            Holst, Krogh, Ravn, Dalsgaard, Toft, Juhl, Nørgaard, Brandt, Lykke, Friis, \
            Overgaard, Winther",
        stems: "Bøgelund, Søholm, Klitgården, Engvang, Møllebæk, Strandager, Hyldebo, Nørreskov, \
            Agerlund, Pilevang, Rugbjerg, Fyrtårn",
        trades: "Havecenter, Isenkram, Byg, Ejendomsservice, Planteskole, Trælast",
        legal_form: "ApS",
    },
    Country {
        name: "Germany",
        postcode: Postcode::Five,
        streets: "Hauptstraße, Kirchweg, Hafenstraße, Schulstraße, Birkenallee, Industriestraße, \
            Gartenweg, Am Markt",
        first_names: "Anna, Lukas, Lena, Jonas, Marie, Felix, Sophie, Paul, Katrin, Tobias, Heike, \
            Jürgen, Nele, Stefan, Greta, Matthias",
        last_names: "Brinkmann, Kessler, Lorenz, Seidel, Vogt, Böttcher, Henning, Krämer, Ostermann, \
            Petersen, Reinhardt, Thiele, Wendt, Ziegler, Albers, Dittrich, Fuhrmann, Gerlach, \
            Hübner, Jahnke",
        stems: "Birkenhof, Lindenau, Sonnenfeld, Elbufer, Heidekraut, Kastanienhof, Nordwind, \
            Spreewiese, Tannengrund, Wiesental, Grünhagen, Steinbrück",
        trades: "Gartenmarkt, Eisenwaren, Baustoffe, Hausmeisterdienst, Baumschule, Werkzeughandel",
        legal_form: "GmbH",
    },
    Country {
        name: "Netherlands",
        postcode: Postcode::FourAndLetters,
        streets: "Dorpsstraat, Kerkstraat, Havenweg, Schoolstraat, Berkenlaan, Industrieweg, \
            Molenweg, Tuinlaan",
        first_names: "Sanne, Daan, Fleur, Bram, Lotte, Thijs, Eva, Ruben, Anouk, Jeroen, Maud, Koen, \
            Femke, Wouter, Iris, Pieter",
        last_names: "van Dalen, Verhoeven, de Graaf, Postma, Kuipers, van Leeuwen, Mulder, Hoekstra, \
            Dekker, van der Linden, Brouwer, Schouten, Willemsen, Kramer, Bosman, van Rijn, \
            Zijlstra, Tuinman, de Wit, Huisman",
        stems: "Duinzicht, Polderhof, Waterland, De Linde, Molenkamp, Bloemhof, Zeewind, Rietland, \
            Oosterpark, De Klomp, Veldzicht, Maasoever",
        trades: "Tuincentrum, IJzerwaren, Bouwmarkt, Vastgoedonderhoud, Kwekerij, Gereedschap",
        legal_form: "BV",
    },
];
