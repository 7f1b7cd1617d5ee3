package dev.gatehouse.governance.models;

import dev.gatehouse.governance.models.Particulars.DataSource;
import dev.gatehouse.governance.models.Particulars.DataUse;
import dev.gatehouse.governance.models.Particulars.Direction;
import dev.gatehouse.governance.models.Particulars.Kpi;
import dev.gatehouse.governance.models.Particulars.Objective;
import dev.gatehouse.governance.models.Particulars.Rice;
import dev.gatehouse.governance.models.Particulars.Status;
import dev.gatehouse.governance.models.Particulars.ThirdParty;
import dev.gatehouse.governance.models.ParticularsRules.Fault;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Particulars as forms and files write them: a text for each field, a list with one row on a line and {@code |} between the parts of a row.
 * What is written is read back as it was.
 */
public final class ParticularsText {

    /** The fields in their order, as files name their columns. */
    public static final List<String> FIELDS = List.of(
            "purpose",
            "status",
            "validators",
            "data",
            "restrictions",
            "third_parties",
            "objectives",
            "kpis",
            "rice_reach",
            "rice_impact",
            "rice_confidence",
            "rice_effort",
            "in_use_since",
            "last_validated",
            "next_validation_due",
            "retired_on");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,6})?");
    private static final int MAX_SAID_CHARS = 40;

    /**
     * What was read.
     *
     * @param particulars null when something could not be read
     * @param faults by field of {@link #FIELDS}
     */
    public record Reading(Particulars particulars, List<Fault> faults) {}

    private final Map<String, String> texts;
    private final List<Fault> faults = new ArrayList<>();

    private ParticularsText(Map<String, String> texts) {
        this.texts = texts;
    }

    /** The fields of {@link #FIELDS} with their texts, empty where nothing is said. */
    public static Map<String, String> of(Particulars p) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("purpose", text(p.purpose()));
        texts.put("status", p.status() == null ? "" : p.status().code());
        texts.put("validators", p.validators() == null ? "" : String.join("\n", p.validators()));
        texts.put("data", rows(p.data(), d -> row(d.name(), code(d.use()), d.source())));
        texts.put("restrictions", text(p.restrictions()));
        texts.put("third_parties", rows(p.thirdParties(), t -> row(t.vendor(), t.component(), t.contract())));
        texts.put(
                "objectives",
                rows(p.objectives(), o -> row(o.objective(), o.keyResult(), o.target(), o.unit(), o.due())));
        texts.put("kpis", rows(p.kpis(), k -> row(k.name(), code(k.direction()), k.target(), k.unit(), k.source())));
        Rice rice = p.rice();
        texts.put("rice_reach", rice == null ? "" : text(rice.reach()));
        texts.put("rice_impact", rice == null ? "" : text(rice.impact()));
        texts.put("rice_confidence", rice == null ? "" : text(rice.confidence()));
        texts.put("rice_effort", rice == null ? "" : text(rice.effort()));
        texts.put("in_use_since", text(p.inUseSince()));
        texts.put("last_validated", text(p.lastValidated()));
        texts.put("next_validation_due", text(p.nextValidationDue()));
        texts.put("retired_on", text(p.retiredOn()));
        return texts;
    }

    /** Reads the fields and holds what they say against the rules. A field that is not there says nothing. */
    public static Reading read(Map<String, String> texts, ParticularsRules rules) {
        ParticularsText reader = new ParticularsText(texts);
        Particulars read = reader.read();
        List<Fault> faults = new ArrayList<>(reader.faults);
        if (faults.isEmpty()) {
            rules.faults(read).stream()
                    .map(f -> new Fault(column(f.field()), where(f.field()) + f.reason()))
                    .forEach(faults::add);
        }
        return new Reading(faults.isEmpty() ? read : null, faults);
    }

    private Particulars read() {
        return new Particulars(
                said("purpose"),
                rows("validators", 1, r -> r.get(0)),
                rows("data", 3, r -> new DataSource(r.get(0), code("data", DataUse.class, r.get(1)), r.get(2))),
                said("restrictions"),
                rows("third_parties", 3, r -> new ThirdParty(r.get(0), r.get(1), r.get(2))),
                rows(
                        "objectives",
                        5,
                        r -> new Objective(
                                r.get(0),
                                r.get(1),
                                number("objectives", r.get(2)),
                                r.get(3),
                                day("objectives", r.get(4)))),
                rows(
                        "kpis",
                        5,
                        r -> new Kpi(
                                r.get(0),
                                code("kpis", Direction.class, r.get(1)),
                                number("kpis", r.get(2)),
                                r.get(3),
                                r.get(4))),
                rice(),
                code("status", Status.class, said("status")),
                day("in_use_since", said("in_use_since")),
                day("last_validated", said("last_validated")),
                day("next_validation_due", said("next_validation_due")),
                day("retired_on", said("retired_on")));
    }

    private Rice rice() {
        BigDecimal reach = number("rice_reach", said("rice_reach"));
        BigDecimal impact = number("rice_impact", said("rice_impact"));
        BigDecimal confidence = number("rice_confidence", said("rice_confidence"));
        BigDecimal effort = number("rice_effort", said("rice_effort"));
        boolean none = Stream.of("rice_reach", "rice_impact", "rice_confidence", "rice_effort")
                .allMatch(f -> said(f).isEmpty());
        return none ? null : new Rice(reach, impact, confidence, effort);
    }

    private String said(String field) {
        return texts.getOrDefault(field, "").strip();
    }

    private <T> List<T> rows(String field, int parts, Function<List<String>, T> reading) {
        List<T> rows = new ArrayList<>();
        for (String line : said(field).split("\\R")) {
            if (line.isBlank()) {
                continue;
            }
            List<String> read = new ArrayList<>(Arrays.asList(line.split("\\|", -1)));
            if (read.size() > parts) {
                faults.add(new Fault(
                        field,
                        "row " + (rows.size() + 1) + " has " + read.size() + " parts with | between them; at most "
                                + parts + " are expected"));
            }
            while (read.size() < parts) {
                read.add("");
            }
            rows.add(reading.apply(read.stream().map(String::strip).toList()));
        }
        return rows;
    }

    private BigDecimal number(String field, String said) {
        if (said.isEmpty()) {
            return null;
        }
        if (!NUMBER.matcher(said).matches()) {
            faults.add(new Fault(field, "'" + shortened(said) + "' is no number such as 1200 or 0.5"));
            return null;
        }
        return new BigDecimal(said);
    }

    private LocalDate day(String field, String said) {
        if (said.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(said);
        } catch (DateTimeException e) {
            faults.add(new Fault(field, "'" + shortened(said) + "' is no day such as 2027-12-02"));
            return null;
        }
    }

    private <E extends Enum<E>> E code(String field, Class<E> type, String said) {
        if (said.isEmpty()) {
            return null;
        }
        for (E one : type.getEnumConstants()) {
            if (code(one).equals(said.toLowerCase(Locale.ROOT).replace(' ', '-'))) {
                return one;
            }
        }
        faults.add(new Fault(
                field,
                "'" + shortened(said) + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(ParticularsText::code)
                                .collect(Collectors.joining(", "))));
        return null;
    }

    /** {@code kpis[1].name} is of the column kpis, {@code rice.effort} of rice_effort. */
    private static String column(String field) {
        String path = field.startsWith("rice.") ? field.replace('.', '_') : field.replaceAll("[\\[.].*", "");
        return path.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String where(String field) {
        java.util.regex.Matcher m =
                Pattern.compile("\\w+\\[(\\d+)](?:\\.(\\w+))?").matcher(field);
        if (!m.matches()) {
            return "";
        }
        return "row " + (Integer.parseInt(m.group(1)) + 1) + (m.group(2) == null ? "" : ", " + m.group(2)) + ": ";
    }

    private static String shortened(String said) {
        return said.length() <= MAX_SAID_CHARS ? said : said.substring(0, MAX_SAID_CHARS) + "…";
    }

    private static String code(Enum<?> one) {
        return one == null ? "" : one.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(Object value) {
        return value == null ? "" : value instanceof BigDecimal n ? n.toPlainString() : value.toString();
    }

    private static <T> String rows(List<T> rows, Function<T, String> line) {
        return rows == null ? "" : rows.stream().map(line).collect(Collectors.joining("\n"));
    }

    /** Parts with {@code |} between them, without empty ones at the end. */
    private static String row(Object... parts) {
        return Arrays.stream(parts)
                .map(ParticularsText::text)
                .collect(Collectors.joining(" | "))
                .replaceAll("( \\| *)+$", "");
    }
}
