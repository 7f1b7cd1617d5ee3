package dev.gatehouse.sandbox.credit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One card holder of the data set, with every column of its source ({@code data/README.md} tells their meaning).
 *
 * <p>The split is a property of the row, not of an order or a random state: a row is held out when the first 32 bits of
 * SHA-256({@value #SPLIT_SALT} + id), modulo 100, are below {@value #HELD_OUT_PERCENT}.
 */
public final class CardHolder {

    /** Share of rows, in percent, that no training sees. */
    public static final int HELD_OUT_PERCENT = 30;

    /** What is hashed before the id; another salt is another split. */
    public static final String SPLIT_SALT = "credit-default/2026/";

    /** Columns of the source between id and label, in its order. */
    static final List<String> COLUMNS = List.of(
            "LIMIT_BAL",
            "SEX",
            "EDUCATION",
            "MARRIAGE",
            "AGE",
            "PAY_0",
            "PAY_2",
            "PAY_3",
            "PAY_4",
            "PAY_5",
            "PAY_6",
            "BILL_AMT1",
            "BILL_AMT2",
            "BILL_AMT3",
            "BILL_AMT4",
            "BILL_AMT5",
            "BILL_AMT6",
            "PAY_AMT1",
            "PAY_AMT2",
            "PAY_AMT3",
            "PAY_AMT4",
            "PAY_AMT5",
            "PAY_AMT6");

    private final int id;
    private final int[] values;
    private final boolean defaulted;
    private final boolean heldOut;

    CardHolder(int id, int[] values, boolean defaulted) {
        this.id = id;
        this.values = values;
        this.defaulted = defaulted;
        byte[] digest = Sha256.digest((SPLIT_SALT + id).getBytes(StandardCharsets.US_ASCII));
        long first = ((digest[0] & 0xffL) << 24)
                | ((digest[1] & 0xffL) << 16)
                | ((digest[2] & 0xffL) << 8)
                | (digest[3] & 0xffL);
        this.heldOut = first % 100 < HELD_OUT_PERCENT;
    }

    /** The row's number in the source, 1 to 30,000. */
    public int id() {
        return id;
    }

    /** The subject under which the demo asks for this person's predictions. */
    public String subject() {
        return "card-holder-" + id;
    }

    /** Whether the next payment was missed: the label. */
    public boolean defaulted() {
        return defaulted;
    }

    /** Whether the row is kept from training. */
    public boolean heldOut() {
        return heldOut;
    }

    /** {@code male} or {@code female}, as the source has it. */
    public String sex() {
        return value("SEX") == 1 ? "male" : "female";
    }

    /**
     * The band that audits compare: {@code under-30}, {@code 30-44} or {@code 45-and-over}. People of 60 and over are 1.1 % of the
     * source; fewer than 100 of those held out defaulted, too few to judge an error rate by, so they share the last band.
     */
    public String ageBand() {
        int age = value("AGE");
        return age < 30 ? "under-30" : age < 45 ? "30-44" : "45-and-over";
    }

    /** Value of one of the source's columns; throws when there is no such column. */
    int value(String column) {
        int index = COLUMNS.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "no column " + column + " in the card holder data; there are " + COLUMNS);
        }
        return values[index];
    }
}
