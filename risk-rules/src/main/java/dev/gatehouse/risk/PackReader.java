package dev.gatehouse.risk;

import dev.gatehouse.risk.PackContent.PackTest;
import dev.gatehouse.risk.PackContent.TierPolicy;
import dev.gatehouse.risk.Rule.Gate;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns a pack's YAML into its content: structure first, then expressions against the facts, then its own tests. */
final class PackReader {
    static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private static final List<String> EVIDENCE_KINDS = List.of(
            "audit",
            "drift-audit",
            "performance-audit",
            "splits-audit",
            "validation-report",
            "checklist",
            "document",
            "card");
    /** Gates that are there without any pack. */
    private static final Set<String> RESERVED_GATES = Set.of("findings", "release-approved", "risk-assessment");

    /** Longest period in a pack: nothing here outlives a working life, and dates stay dates. */
    private static final Period MAX_PERIOD = Period.ofYears(50);

    private final Problems problems;
    private final Section root;
    private final Map<String, Gate> gates;
    private final ConditionCompiler compiler;
    private final RuleReader ruleReader;
    private final Map<String, Integer> ruleLines = new HashMap<>();
    private final Map<String, Fact> facts;
    private final Set<String> listNames;

    private PackReader(String file, Section root, boolean takenApart) throws InvalidPackException {
        this.problems = root.problems();
        this.root = root;
        this.facts = FactDeclarations.read(root);
        Map<String, List<String>> lists = readLists();
        this.listNames = lists.keySet();
        this.gates = readGates();
        problems.throwIfAny();
        this.compiler = new ConditionCompiler(file, facts, lists, takenApart);
        this.ruleReader = new RuleReader(facts, gates, compiler, problems);
    }

    static PackContent read(String file, byte[] bytes) throws InvalidPackException {
        return read(file, bytes, true);
    }

    /** @param takenApart false to leave every condition to CEL as a whole, which must say the same */
    static PackContent read(String file, byte[] bytes, boolean takenApart) throws InvalidPackException {
        PackReader reader = new PackReader(file, StrictYaml.read(file, bytes, PolicyPack.MAX_PACK_BYTES), takenApart);
        PackContent content = reader.read();
        PackTests.run(content, reader.ruleLines::get, reader.problems);
        reader.problems.throwIfAny();
        return content;
    }

    /** As {@link #read}, but the pack's own tests are not run, nor missed where there are none. */
    static PackContent readUntested(String file, byte[] bytes, boolean takenApart) throws InvalidPackException {
        return new PackReader(file, StrictYaml.read(file, bytes, PolicyPack.MAX_PACK_BYTES), takenApart).read();
    }

    private PackContent read() throws InvalidPackException {
        Section pack = root.section("pack").orElse(null);
        if (pack == null) {
            root.problem("pack", "'pack' with id, version, title and kind is missing");
            throw problems.refusal();
        }
        String id = matching(pack, "id", ID);
        String version = pack.text("version");
        String title = pack.text("title");
        PolicyPack.Kind kind = pack.parsed(
                        "kind", text -> FactDeclarations.word(PolicyPack.Kind.class, text), "law or house")
                .orElse(PolicyPack.Kind.LAW);
        pack.refuseUnread();
        Period lookAhead = root.optionalParsed("look_ahead", PackReader::period, "a period such as P24M")
                .orElse(Period.ZERO);
        Map<String, String> terms = readTerms();
        List<Rule> rules = readRules();
        Optional<Scorecard> scorecard = root.section("scorecard").flatMap(this::readScorecard);
        Map<Tier, TierPolicy> tiers = root.section("tiers").map(this::readTiers).orElse(Map.of());
        List<PackTest> tests = readTests();
        root.refuseUnread();
        problems.throwIfAny();
        PackContent content = new PackContent(
                id, version, title, kind, lookAhead, facts, terms, rules, scorecard, tiers, gates, tests);
        return content;
    }

    private Map<String, List<String>> readLists() {
        Map<String, List<String>> read = new TreeMap<>();
        root.section("lists")
                .ifPresent(all -> all.keys().forEach(name -> {
                    if (!FactDeclarations.NAME.matcher(name).matches()
                            || facts.containsKey(name)
                            || name.equals(ConditionCompiler.ASSESSED_ON)) {
                        all.problem(name, "a list is named in lower_case_words, and not like a fact");
                    }
                    read.put(name, List.copyOf(all.texts(name)));
                }));
        return read;
    }

    private Map<String, Gate> readGates() {
        Map<String, Gate> read = new TreeMap<>();
        root.section("gates")
                .ifPresent(all -> all.keys()
                        .forEach(id -> all.section(id).ifPresent(section -> {
                            List<String> givenBy =
                                    section.texts("given_by").stream().sorted().toList();
                            if (givenBy.isEmpty()) {
                                section.problem("given_by", "'given_by' must list who may give the evidence");
                            }
                            if (!ID.matcher(id).matches()) {
                                section.problem(
                                        "title", "gate id '" + Section.shown(id) + "' must be lower-case-words");
                            }
                            if (RESERVED_GATES.contains(id)) {
                                section.problem(
                                        "title", "gate id '" + id + "' is one that every version has; choose another");
                            }
                            String kind = section.text("evidence");
                            if (!EVIDENCE_KINDS.contains(kind)) {
                                section.problem(
                                        "evidence", "'evidence' must be one of " + String.join(", ", EVIDENCE_KINDS));
                            }
                            Optional<Period> fresh =
                                    section.optionalParsed("fresh_for", PackReader::period, "a period such as P90D");
                            read.put(id, new Gate(id, section.text("title"), kind, givenBy, fresh));
                            section.refuseUnread();
                        })));
        return read;
    }

    /** The terms in the file's order, each known to those below it. */
    private Map<String, String> readTerms() {
        Map<String, String> read = new LinkedHashMap<>();
        root.section("terms").ifPresent(all -> {
            if (all.keys().size() > PolicyPack.MAX_TERMS) {
                root.problem("terms", "has " + all.keys().size() + " terms; the limit is " + PolicyPack.MAX_TERMS);
                return;
            }
            for (String name : all.keys()) {
                if (!FactDeclarations.NAME.matcher(name).matches()
                        || facts.containsKey(name)
                        || listNames.contains(name)
                        || name.equals(ConditionCompiler.ASSESSED_ON)) {
                    all.problem(name, "a term is named in lower_case_words, and not like a fact or a list");
                    continue;
                }
                all.expression(name).ifPresent(expression -> {
                    read.put(name, expression.source().strip());
                    compiler.compile(expression, "term " + name, problems)
                            .ifPresent(term -> compiler.define(name, term));
                });
            }
        });
        return read;
    }

    private List<Rule> readRules() {
        List<Rule> rules = new ArrayList<>();
        List<Section> sections = root.sections("rules");
        if (sections.size() > PolicyPack.MAX_RULES) {
            root.problem("rules", "has " + sections.size() + " rules; the limit is " + PolicyPack.MAX_RULES);
            return rules;
        }
        for (Section section : sections) {
            String id = matching(section, "id", ID);
            if (ruleLines.putIfAbsent(id, section.line()) != null) {
                section.problem("id", "rule id '" + id + "' is used twice");
            }
            ruleReader.read(id, section.within(id)).ifPresent(rules::add);
        }
        Map<String, String> classTitles = new HashMap<>();
        for (Rule rule : rules) {
            rule.legalClass().ifPresent(effect -> {
                String title = classTitles.computeIfAbsent(effect.id(), any -> effect.title());
                if (!title.equals(effect.title())) {
                    problems.add(
                            rule.line(),
                            rule.id(),
                            "legal class " + effect.id() + " is titled '" + Section.shown(title)
                                    + "' by an earlier rule; use one title");
                }
            });
        }
        return rules;
    }

    private Optional<Scorecard> readScorecard(Section section) {
        List<Scorecard.Factor> factors = new ArrayList<>();
        for (Section factor : section.sections("factors")) {
            String id = matching(factor, "id", ID);
            String title = factor.text("title");
            SortedMap<Integer, Condition> lines = new TreeMap<>();
            Section points = factor.section("points").orElse(null);
            if (points == null || points.keys().isEmpty()) {
                factor.problem("points", "'points' must map points to conditions");
                continue;
            }
            for (String key : points.keys()) {
                int worth = points(key);
                if (worth == 0) {
                    points.problem(key, "points must be 1 to " + Scorecard.MAX_POINTS);
                }
                points.expression(key)
                        .flatMap(expression -> compiler.compile(expression, "scorecard/" + id, problems))
                        .ifPresent(condition -> lines.put(worth, condition));
            }
            factor.refuseUnread();
            if (!lines.isEmpty()) {
                factors.add(new Scorecard.Factor(id, title, lines));
            }
        }
        Section tiers = section.section("tiers").orElse(null);
        if (tiers == null || factors.isEmpty()) {
            section.problem("tiers", "a scorecard needs factors, and tiers with the least points of MEDIUM and HIGH");
            return Optional.empty();
        }
        Optional<Integer> medium = tiers.parsed("MEDIUM", Integer::valueOf, "points");
        Optional<Integer> high = tiers.parsed("HIGH", Integer::valueOf, "points");
        tiers.refuseUnread();
        String citation = section.text("citation");
        Optional<Certainty> certainty = certainty(section);
        Optional<LocalDate> from = effectiveFrom(section);
        section.refuseUnread();
        if (medium.isEmpty() || high.isEmpty() || certainty.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        if (medium.get() > high.get()) {
            tiers.problem("HIGH", "must not need fewer points than MEDIUM");
        }
        return Optional.of(
                new Scorecard(citation, certainty.get(), from.get(), List.copyOf(factors), medium.get(), high.get()));
    }

    private Map<Tier, TierPolicy> readTiers(Section section) {
        Map<Tier, TierPolicy> tiers = new EnumMap<>(Tier.class);
        String citation = section.text("citation");
        Optional<Certainty> certainty = certainty(section);
        Optional<LocalDate> from = effectiveFrom(section);
        for (Tier tier : List.of(Tier.LOW, Tier.MEDIUM, Tier.HIGH)) {
            section.section(tier.name()).ifPresent(policy -> {
                List<Gate> required = ruleReader.gates(policy);
                Demands demands = DemandsReader.read(policy);
                policy.refuseUnread();
                if (certainty.isPresent() && from.isPresent()) {
                    tiers.put(tier, new TierPolicy(citation, certainty.get(), from.get(), required, demands));
                }
            });
        }
        section.refuseUnread();
        return tiers;
    }

    private List<PackTest> readTests() {
        Map<String, Object> base =
                root.section("test_facts").map(Section::plainValues).orElse(Map.of());
        List<PackTest> tests = new ArrayList<>();
        List<Section> sections = root.sections("tests");
        if (sections.size() > PolicyPack.MAX_TESTS) {
            root.problem("tests", "has " + sections.size() + " tests; the limit is " + PolicyPack.MAX_TESTS);
            return tests;
        }
        for (Section section : sections) {
            Map<String, Object> stated = new LinkedHashMap<>(base);
            section.section("facts").ifPresent(own -> stated.putAll(own.plainValues()));
            section.texts("without").forEach(stated::remove);
            String name = section.text("name");
            LocalDate on = section.parsed("on", PackReader::day, "a date such as 2026-11-21")
                    .orElse(LocalDate.EPOCH);
            Optional<Set<String>> classes = section.has("legal_classes")
                    ? Optional.of(new TreeSet<>(section.texts("legal_classes")))
                    : Optional.empty();
            Optional<Set<String>> missing =
                    section.has("missing") ? Optional.of(new TreeSet<>(section.texts("missing"))) : Optional.empty();
            tests.add(new PackTest(
                    name,
                    section.line(),
                    on,
                    stated,
                    section.optionalParsed(
                            "status", text -> Assessment.Status.valueOf(text), "ASSESSED, BLOCKED or PROHIBITED"),
                    section.optionalParsed("tier", Tier::valueOf, "LOW, MEDIUM, HIGH or PROHIBITED"),
                    section.optionalParsed("points", Integer::valueOf, "a whole number"),
                    classes,
                    missing,
                    section.texts("fires"),
                    section.texts("does_not_fire")));
            section.texts("legal_classes");
            section.texts("missing");
            section.refuseUnread();
        }
        return tests;
    }

    static Optional<Certainty> certainty(Section section) {
        return section.parsed(
                "certainty", text -> Certainty.ofCode(text).orElseThrow(IllegalArgumentException::new), "O, S, G or D");
    }

    static Optional<LocalDate> effectiveFrom(Section section) {
        return section.parsed("effective_from", PackReader::day, "a date such as 2027-12-02");
    }

    static String matching(Section section, String key, Pattern pattern) {
        String text = section.text(key);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            section.problem(key, "'" + key + "' must be lower-case-words, at most 64 characters");
        }
        return text;
    }

    static LocalDate day(String text) {
        return FactValues.withinDays(LocalDate.parse(text));
    }

    static Period period(String text) {
        Period period = Period.parse(text);
        boolean negative = period.getYears() < 0 || period.getMonths() < 0 || period.getDays() < 0;
        LocalDate day = LocalDate.EPOCH;
        if (negative || period.isZero() || day.plus(period).isAfter(day.plus(MAX_PERIOD))) {
            throw new IllegalArgumentException("a period must be positive and at most " + MAX_PERIOD);
        }
        return period;
    }

    private static int points(String text) {
        return text.matches("[1-9][0-9]{0,2}") && Integer.parseInt(text) <= Scorecard.MAX_POINTS
                ? Integer.parseInt(text)
                : 0;
    }
}
