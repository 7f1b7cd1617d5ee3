package dev.gatehouse.risk;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the facts that a pack declares. */
final class FactDeclarations {
    /** Names that stand in expressions. */
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private FactDeclarations() {}

    static Map<String, Fact> read(Section root) {
        Map<String, Fact> read = new LinkedHashMap<>();
        root.section("facts")
                .ifPresent(all -> all.keys()
                        .forEach(name -> all.section(name).ifPresent(section -> {
                            if (!NAME.matcher(name).matches()) {
                                section.problems()
                                        .add(
                                                section.line(),
                                                "",
                                                "'" + Section.shown(name) + "' must be lower_case_words");
                                return;
                            }
                            read.put(name, readFact(name, section));
                        })));
        return read;
    }

    private static Fact readFact(String name, Section section) {
        Fact.Type type = section.parsed(
                        "type",
                        text -> word(Fact.Type.class, text),
                        "bool, int, decimal, enum, set, date, datetime, map or counts")
                .orElse(Fact.Type.BOOL);
        Fact fact = new Fact(
                name,
                section.optionalText("group"),
                section.optionalParsed("about", text -> word(Fact.About.class, text), "use_case or incident")
                        .orElse(Fact.About.USE_CASE),
                type,
                section.optionalText("unit"),
                section.texts("values"),
                section.texts("keys"),
                section.texts("optional_keys"),
                section.optionalText("format"),
                section.optionalParsed("min", FactValues::parseDecimal, "a number"),
                section.optionalParsed("max", FactValues::parseDecimal, "a number"),
                section.text("question"),
                section.optionalText("help").orElse(""),
                section.optionalText("citation"));
        boolean worded = type == Fact.Type.ENUM || type == Fact.Type.SET || type == Fact.Type.MAP;
        boolean number = type == Fact.Type.INT || type == Fact.Type.DECIMAL;
        if (worded == (fact.values().isEmpty() && fact.format().isEmpty())) {
            section.problem("values", worded ? "'values' is missing" : "'values' is for enum, set and map only");
        }
        if (fact.format().isPresent()
                && !(type == Fact.Type.SET
                        && fact.values().isEmpty()
                        && fact.format().get().equals("iso-3166"))) {
            section.problem("format", "'format' may only be iso-3166, for a set without values");
        }
        boolean keyed = type == Fact.Type.MAP || type == Fact.Type.COUNTS;
        if (keyed == fact.keys().isEmpty()) {
            section.problem("keys", "'keys' is needed for a map and for counts, and for them only");
        }
        if (!fact.optionalKeys().isEmpty()
                && (type != Fact.Type.COUNTS || !fact.keys().containsAll(fact.optionalKeys()))) {
            section.problem("optional_keys", "'optional_keys' may only name some of the keys of counts");
        }
        if (!number
                && (fact.unit().isPresent()
                        || fact.min().isPresent()
                        || fact.max().isPresent())) {
            section.problem("unit", "unit, min and max are for int and decimal only");
        }
        if (fact.min().isPresent()
                && fact.max().isPresent()
                && fact.min().get().compareTo(fact.max().get()) > 0) {
            section.problem("min", "'min' is greater than 'max', so no value would do");
        }
        if (name.equals(ConditionCompiler.ASSESSED_ON)) {
            section.problem("type", "'" + name + "' is the day assessed for; choose another name");
        }
        if (fact.values().contains(Fact.UNSURE)) {
            section.problem("values", "'unsure' is understood for every fact; leave it out");
        }
        section.refuseUnread();
        return fact;
    }

    /** The enum value whose name is the text in upper case. */
    static <E extends Enum<E>> E word(Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(text);
    }
}
