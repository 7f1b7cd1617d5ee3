package dev.gatehouse.sandbox.credit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The 30,000 rows of <em>Default of Credit Card Clients</em> (UCI 350, CC BY 4.0), checked against their digest when read. */
public final class CardHolders {

    /** SHA-256 of the unpacked CSV. */
    public static final String CSV_SHA256 = "debf24d75b240e4f9e7faecd964ae5859976878bb9a19917962ed5670992c83b";

    /** Bytes of the unpacked CSV; reading stops there, whatever the file claims to hold. */
    static final int MAX_CSV_BYTES = 8 << 20;

    private static final String RESOURCE = "/dev/gatehouse/sandbox/data/credit-default.csv.gz";
    private static final String HEADER = "ID," + String.join(",", CardHolder.COLUMNS) + ",DEFAULT";

    private CardHolders() {}

    /**
     * All rows, in the source's order.
     *
     * @throws IllegalStateException when the rows are not the ones that the digest names
     */
    public static List<CardHolder> load() {
        try (InputStream packed = CardHolders.class.getResourceAsStream(RESOURCE)) {
            if (packed == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return parse(new GZIPInputStream(packed).readNBytes(MAX_CSV_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    static List<CardHolder> parse(byte[] csv) {
        String digest = Sha256.hex(csv);
        if (!digest.equals(CSV_SHA256)) {
            throw new IllegalStateException("the card holder rows have SHA-256 " + digest + ", expected " + CSV_SHA256
                    + ": restore " + RESOURCE + " from the repository");
        }
        String[] lines = new String(csv, StandardCharsets.US_ASCII).split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new IllegalStateException("unexpected header: " + lines[0]);
        }
        List<CardHolder> holders = new ArrayList<>(lines.length);
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            holders.add(row(lines[i].split(",", -1)));
        }
        return List.copyOf(holders);
    }

    private static CardHolder row(String[] cells) {
        int[] values = new int[CardHolder.COLUMNS.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Integer.parseInt(cells[i + 1]);
        }
        return new CardHolder(Integer.parseInt(cells[0]), values, cells[cells.length - 1].equals("1"));
    }
}
