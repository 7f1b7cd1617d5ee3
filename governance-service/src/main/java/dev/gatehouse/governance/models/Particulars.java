package dev.gatehouse.governance.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;

/**
 * What the inventory says of a model beyond its registration; every part may be missing. The parts are those that an inventory is asked for by
 * SR 26-2 and its predecessor SR 11-7 (purpose, restrictions, status, validators, dates of validation), by OSFI E-23 (third parties) and by the
 * AI Act (Art. 11 with Annex IV 1, Art. 13(3), Annex VIII). Owner, uses and facts are the {@link Model}'s own, developers those of its versions,
 * and whether it may serve is what its permits say, not what is stated here.
 *
 * @param purpose the decision that it serves, and for whom
 * @param validators who challenges it independently
 * @param data what it was made from and what it reads
 * @param restrictions on its use
 * @param thirdParties whose parts it has
 * @param objectives what the business wants of it, with key results
 * @param kpis measures of success beyond accuracy
 * @param rice how pressing it is
 * @param status what its owner says it is; permits are apart from it
 * @param inUseSince first day of use
 * @param lastValidated day of the last validation
 * @param nextValidationDue last day for the next one
 * @param retiredOn last day of use
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Particulars(
        @Size(max = MAX_TEXT_CHARS) @Pattern(regexp = TEXT, message = NO_CONTROLS)
        String purpose,

        @Size(max = MAX_ROWS)
        List<@NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY) String>
                validators,

        @Size(max = MAX_ROWS) List<@NotNull @Valid DataSource> data,

        @Size(max = MAX_TEXT_CHARS) @Pattern(regexp = TEXT, message = NO_CONTROLS)
        String restrictions,

        @Size(max = MAX_ROWS) List<@NotNull @Valid ThirdParty> thirdParties,
        @Size(max = MAX_ROWS) List<@NotNull @Valid Objective> objectives,
        @Size(max = MAX_ROWS) List<@NotNull @Valid Kpi> kpis,
        @Valid Rice rice,
        Status status,
        LocalDate inUseSince,
        LocalDate lastValidated,
        LocalDate nextValidationDue,
        LocalDate retiredOn) {

    /** As it is kept: without white space around texts, and null for what says nothing. */
    public Particulars {
        purpose = text(purpose);
        restrictions = text(restrictions);
        validators = validators == null || validators.isEmpty()
                ? null
                : validators.stream().map(Particulars::text).toList();
        data = rows(data);
        thirdParties = rows(thirdParties);
        objectives = rows(objectives);
        kpis = rows(kpis);
    }

    private static <T> List<T> rows(List<T> rows) {
        return rows == null || rows.isEmpty() ? null : rows;
    }

    private static String text(String typed) {
        if (typed == null || typed.isBlank()) {
            return null;
        }
        return typed.replace("\r\n", "\n").replace('\r', '\n').strip();
    }

    /** The same number in the one way that it is written; what is beyond all limits stays for the check to refuse. */
    private static BigDecimal number(BigDecimal typed) {
        if (typed == null || typed.scale() < -MAX_LINE_CHARS || typed.scale() > MAX_LINE_CHARS) {
            return typed;
        }
        BigDecimal plain = typed.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    /** Nothing is said. */
    public static final Particulars NONE =
            new Particulars(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Longest purpose and restrictions, UTF-16 characters. */
    public static final int MAX_TEXT_CHARS = 4_000;

    /** Longest name, unit, contract and the like, UTF-16 characters. */
    public static final int MAX_LINE_CHARS = 200;

    /** Most rows of each list. */
    public static final int MAX_ROWS = 20;

    /** Forms and files write a row on one line with {@code |} between its parts. */
    static final String ONE_LINE = "[^|\\p{Cntrl}\\x{D800}-\\x{DFFF}]*";

    static final String ONE_LINE_ONLY = "write one line, without |";
    static final String TEXT = "[^\\p{Cntrl}\\x{D800}-\\x{DFFF}&&[^\\n\\t]]*";
    static final String NO_CONTROLS = "it has a character that no text has";

    /** What a source of data is for. */
    public enum DataUse {
        @JsonProperty("training")
        TRAINING,
        @JsonProperty("evaluation")
        EVALUATION,
        @JsonProperty("input")
        INPUT
    }

    /**
     * A source of data (Annex IV 2(d); SR 11-7: inputs).
     *
     * @param source where it comes from, null if not said
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record DataSource(
            @NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String name,

            @NotNull DataUse use,

            @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String source) {
        public DataSource {
            name = text(name);
            source = text(source);
        }
    }

    /**
     * Whose part it has (E-23; NIST AI RMF GOVERN 6).
     *
     * @param component what they supply
     * @param contract its number or file, null if not said
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ThirdParty(
            @NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String vendor,

            @NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String component,

            @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String contract) {
        public ThirdParty {
            vendor = text(vendor);
            component = text(component);
            contract = text(contract);
        }
    }

    /** An objective with one of its key results: what is to be reached by when; an objective may have several rows. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Objective(
            @NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String objective,

            @NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String keyResult,

            @Digits(integer = 15, fraction = 6) BigDecimal target,

            @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String unit,

            LocalDate due) {
        public Objective {
            objective = text(objective);
            keyResult = text(keyResult);
            unit = text(unit);
            target = number(target);
        }
    }

    /** Which way a measure is better. */
    public enum Direction {
        @JsonProperty("up")
        UP,
        @JsonProperty("down")
        DOWN
    }

    /**
     * A measure of success.
     *
     * @param source where its figures come from
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Kpi(
            @NotNull @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String name,

            @NotNull Direction direction,
            @Digits(integer = 15, fraction = 6) BigDecimal target,

            @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String unit,

            @Size(max = MAX_LINE_CHARS) @Pattern(regexp = ONE_LINE, message = ONE_LINE_ONLY)
            String source) {
        public Kpi {
            name = text(name);
            unit = text(unit);
            source = text(source);
            target = number(target);
        }
    }

    /**
     * How pressing a model is: reach × impact × confidence ÷ effort (S. McBride, "RICE: Simple prioritization for product managers", Intercom).
     *
     * @param reach persons or events a quarter, 0 or more
     * @param impact 0.25 minimal, 0.5 low, 1 medium, 2 high, 3 massive
     * @param confidence in the other three, 0 to 1
     * @param effort person-months, above 0
     */
    public record Rice(
            @NotNull @DecimalMin("0") @DecimalMax("10000000000") @Digits(integer = 11, fraction = 2)
            BigDecimal reach,

            @NotNull BigDecimal impact,

            @NotNull @DecimalMin("0") @DecimalMax("1") @Digits(integer = 1, fraction = 4)
            BigDecimal confidence,

            @NotNull @DecimalMin("0.1") @DecimalMax("10000") @Digits(integer = 5, fraction = 2)
            BigDecimal effort) {
        public Rice {
            reach = number(reach);
            impact = number(impact);
            confidence = number(confidence);
            effort = number(effort);
        }

        static final List<BigDecimal> IMPACTS = List.of(
                new BigDecimal("0.25"), new BigDecimal("0.5"), BigDecimal.ONE, new BigDecimal(2), new BigDecimal(3));

        private static final int SCORE_DECIMALS = 2;

        /** The score, to two decimals, half up; as the database computes it. */
        public BigDecimal score() {
            return reach.multiply(impact).multiply(confidence).divide(effort, SCORE_DECIMALS, RoundingMode.HALF_UP);
        }
    }

    /** Where its owner says it stands. */
    public enum Status {
        @JsonProperty("proposed")
        PROPOSED,
        @JsonProperty("in-development")
        IN_DEVELOPMENT,
        @JsonProperty("in-validation")
        IN_VALIDATION,
        @JsonProperty("in-use")
        IN_USE,
        @JsonProperty("restricted")
        RESTRICTED,
        @JsonProperty("retired")
        RETIRED;

        /** As files and addresses write it, such as {@code in-use}. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
