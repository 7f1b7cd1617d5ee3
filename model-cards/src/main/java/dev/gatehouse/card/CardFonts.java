package dev.gatehouse.card;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FSFontUseCase;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.awt.geom.GeneralPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The fonts of a PDF card: Inter, with DejaVu behind it for what Inter lacks. A character that neither can draw is replaced by a box that
 * a reader sees, because a missing glyph would otherwise vanish.
 */
final class CardFonts {
    /** What stands for a character without a glyph. */
    static final char REPLACEMENT = '□';

    private static final Set<String> LAYOUT_TABLES = Set.of("GSUB", "GPOS", "GDEF");
    private static final Set<FSFontUseCase> TEXT = EnumSet.of(FSFontUseCase.DOCUMENT);
    private static final Set<FSFontUseCase> FALLBACK = EnumSet.of(FSFontUseCase.FALLBACK_FINAL);

    private static final class Loaded {
        private static final byte[] REGULAR = withoutLayoutTables(Resources.bytes("fonts/Inter-Regular.ttf"));
        private static final byte[] BOLD = withoutLayoutTables(Resources.bytes("fonts/Inter-Bold.ttf"));
        private static final byte[] WIDE = dejaVu("DejaVuSans.ttf");
        private static final byte[] WIDE_BOLD = dejaVu("DejaVuSans-Bold.ttf");
        private static final byte[] MONO = dejaVu("DejaVuSansMono.ttf");
        private static final BitSet COVERED = covered(REGULAR, WIDE);
    }

    private CardFonts() {}

    static void register(PdfRendererBuilder builder) {
        add(builder, Loaded.REGULAR, "Inter", 400, TEXT);
        add(builder, Loaded.BOLD, "Inter", 700, TEXT);
        add(builder, Loaded.WIDE, "DejaVu Sans", 400, TEXT);
        add(builder, Loaded.WIDE_BOLD, "DejaVu Sans", 700, TEXT);
        add(builder, Loaded.MONO, "DejaVu Sans Mono", 400, TEXT);
        add(builder, Loaded.WIDE, "Final", 400, FALLBACK);
    }

    private static void add(
            PdfRendererBuilder builder, byte[] font, String family, int weight, Set<FSFontUseCase> uses) {
        builder.useFont(() -> new ByteArrayInputStream(font), family, weight, FontStyle.NORMAL, true, uses);
    }

    /**
     * An XHTML text as the PDF can show it: composed, without invisible joiners, and with a box for every character that no font has or
     * that this renderer cannot set (right-to-left scripts, characters beyond the basic plane).
     */
    static String printable(String xhtml) {
        StringBuilder shown = new StringBuilder(xhtml.length());
        composed(xhtml).codePoints().forEach(c -> {
            if (c < 0x80 || drawable(c)) {
                shown.appendCodePoint(c);
            } else if (!invisible(c)) {
                shown.append(REPLACEMENT);
            }
        });
        return shown.toString();
    }

    /** Composes accents with their letters, but never an accent with the end of the tag before it: '>' has a composed form, too. */
    private static String composed(String xhtml) {
        if (Normalizer.isNormalized(xhtml, Normalizer.Form.NFC)) {
            return xhtml;
        }
        StringBuilder composed = new StringBuilder(xhtml.length());
        for (int from = 0; from < xhtml.length(); ) {
            int end = xhtml.indexOf('>', from);
            int to = end < 0 ? xhtml.length() : end + 1;
            composed.append(Normalizer.normalize(xhtml.substring(from, to), Normalizer.Form.NFC));
            from = to;
        }
        return composed.toString();
    }

    private static boolean drawable(int c) {
        byte direction = Character.getDirectionality(c);
        boolean rightToLeft = direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
        boolean privateUse = Character.getType(c) == Character.PRIVATE_USE;
        return c <= 0xFFFF && !rightToLeft && !privateUse && !invisible(c) && Loaded.COVERED.get(c);
    }

    private static boolean invisible(int c) {
        return Character.getType(c) == Character.FORMAT
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    /** The outlines of a word in bold, at 1000 units an em, from the origin rightwards. */
    static List<GeneralPath> outlines(String word) {
        try (TrueTypeFont font = parse(Loaded.BOLD)) {
            List<GeneralPath> letters = new ArrayList<>();
            CmapLookup glyphs = font.getUnicodeCmapLookup();
            double scale = 1000.0 / font.getUnitsPerEm();
            double x = 0;
            for (char letter : word.toCharArray()) {
                int glyph = glyphs.getGlyphId(letter);
                GeneralPath path =
                        new GeneralPath(font.getGlyph().getGlyph(glyph).getPath());
                path.transform(new java.awt.geom.AffineTransform(scale, 0, 0, scale, x, 0));
                letters.add(path);
                x += font.getAdvanceWidth(glyph) * scale;
            }
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] dejaVu(String file) {
        return withoutLayoutTables(Resources.bytes("/net/sf/jasperreports/fonts/dejavu/" + file));
    }

    private static BitSet covered(byte[]... fonts) {
        BitSet covered = new BitSet(0x10000);
        for (byte[] bytes : fonts) {
            try (TrueTypeFont font = parse(bytes)) {
                CmapLookup glyphs = font.getUnicodeCmapLookup();
                for (int c = 0x80; c <= 0xFFFF; c++) {
                    if (glyphs.getGlyphId(c) != 0) {
                        covered.set(c);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return covered;
    }

    private static TrueTypeFont parse(byte[] bytes) throws IOException {
        return new TTFParser().parse(new RandomAccessReadBuffer(bytes));
    }

    /**
     * A TrueType font without its layout tables. PDFBox runs glyph substitution over every text if it finds them, which makes Inter twelve
     * times slower and changes nothing on a card.
     */
    static byte[] withoutLayoutTables(byte[] font) {
        ByteBuffer in = ByteBuffer.wrap(font);
        int count = in.getShort(4);
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] entry = new byte[16];
            in.get(12 + 16 * i, entry);
            if (!LAYOUT_TABLES.contains(new String(entry, 0, 4, StandardCharsets.US_ASCII))) {
                kept.add(entry);
            }
        }
        int size = 12 + 16 * kept.size();
        for (byte[] entry : kept) {
            size += padded(ByteBuffer.wrap(entry).getInt(12));
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
            out.put(at, font, from, length);
            at += padded(length);
        }
        return out.array();
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }
}
