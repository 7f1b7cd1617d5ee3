package dev.gatehouse.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** A TrueType font of the class path, read when it is first asked for and kept. */
final class FontFile {
    /**
     * PDFBox runs glyph substitution over every text if it finds the layout tables, which makes Inter twelve times slower and changes
     * nothing on a card; kerning pairs it reads and never uses.
     */
    private static final Set<String> UNUSED = Set.of("GSUB", "GPOS", "GDEF", "kern");

    /** Names of glyphs, which a document never shows: a table of version 3 has none (OpenType 1.9, 'post'). */
    private static final String NAMES = "post";

    private static final int VERSION_WITHOUT_NAMES = 0x00030000;
    private static final int BYTES_WITHOUT_NAMES = 32;

    private final String resource;
    private TrueTypeFont font;
    private CmapLookup glyphs;

    FontFile(String resource) {
        this.resource = resource;
    }

    /** The font; never closed, and safe to read by several threads. */
    synchronized TrueTypeFont font() {
        if (font == null) {
            try {
                font = new TTFParser().parse(new RandomAccessReadBuffer(bytes()));
                glyphs = font.getUnicodeCmapLookup();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return font;
    }

    /** Its file, without what no document needs; read anew each time. */
    byte[] bytes() {
        return slim(Resources.bytes(resource));
    }

    /** Whether it has a glyph for a character. */
    boolean has(int character) {
        font();
        return glyphs.getGlyphId(character) != 0;
    }

    /** A TrueType font without the tables that no document needs. */
    private static byte[] slim(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int count = in.getShort(4);
        List<byte[]> kept = new ArrayList<>();
        int size = 12;
        for (int i = 0; i < count; i++) {
            byte[] entry = new byte[16];
            in.get(12 + 16 * i, entry);
            String table = new String(entry, 0, 4, StandardCharsets.US_ASCII);
            if (table.equals(NAMES)) {
                int from = ByteBuffer.wrap(entry).getInt(8);
                in.putInt(from, VERSION_WITHOUT_NAMES);
                ByteBuffer.wrap(entry).putInt(12, BYTES_WITHOUT_NAMES);
            }
            if (!UNUSED.contains(table)) {
                kept.add(entry);
                size += 16 + padded(ByteBuffer.wrap(entry).getInt(12));
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        int power = Integer.highestOneBit(kept.size());
        out.putInt(in.getInt(0)).putShort((short) kept.size()).putShort((short) (power * 16));
        out.putShort((short) Integer.numberOfTrailingZeros(power)).putShort((short) (kept.size() * 16 - power * 16));
        int at = 12 + 16 * kept.size();
        for (byte[] entry : kept) {
            ByteBuffer record = ByteBuffer.wrap(entry);
            int from = record.getInt(8);
            int length = record.getInt(12);
            out.put(entry, 0, 8).putInt(at).putInt(length);
            out.put(at, file, from, length);
            at += padded(length);
        }
        return out.array();
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }
}
