package dev.gatehouse.card;

import com.openhtmltopdf.extend.FSCacheEx;
import com.openhtmltopdf.extend.FSCacheValue;
import com.openhtmltopdf.extend.impl.FSDefaultCacheStore;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FSFontUseCase;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * The fonts of a PDF card: Inter, with DejaVu behind it for what Inter lacks. A character that neither can draw is replaced by a box that
 * a reader sees, because a missing glyph would otherwise vanish. Each font is read once in a process, and not before a document needs it:
 * what is shared is only read.
 */
final class CardFonts {
    /** What stands for a character without a glyph. */
    static final char REPLACEMENT = '□';

    private static final Set<FSFontUseCase> FOR_WHAT_IS_LEFT = EnumSet.of(FSFontUseCase.FALLBACK_FINAL);
    private static final String DEJAVU = "/net/sf/jasperreports/fonts/dejavu/";

    private static final FontFile REGULAR = new FontFile("fonts/Inter-Regular.ttf");
    private static final FontFile BOLD = new FontFile("fonts/Inter-Bold.ttf");
    private static final FontFile WIDE = new FontFile(DEJAVU + "DejaVuSans.ttf");
    private static final FontFile WIDE_BOLD = new FontFile(DEJAVU + "DejaVuSans-Bold.ttf");
    private static final FontFile MONO = new FontFile(DEJAVU + "DejaVuSansMono.ttf");

    /** Ascent and descent by font: with them the renderer opens only the fonts that a document's text needs. */
    private static final FSCacheEx<String, FSCacheValue> METRICS = new FSDefaultCacheStore();

    private CardFonts() {}

    static void register(PdfRendererBuilder builder, PDDocument document) {
        builder.useCacheStore(PdfRendererBuilder.CacheStore.PDF_FONT_METRICS, METRICS);
        add(builder, document, REGULAR, "Inter", 400);
        add(builder, document, BOLD, "Inter", 700);
        add(builder, document, WIDE, "DejaVu Sans", 400);
        add(builder, document, WIDE_BOLD, "DejaVu Sans", 700);
        add(builder, document, MONO, "DejaVu Sans Mono", 400);
        builder.useFont(
                () -> new ByteArrayInputStream(WIDE.bytes()), "Final", 400, FontStyle.NORMAL, true, FOR_WHAT_IS_LEFT);
    }

    private static void add(PdfRendererBuilder builder, PDDocument document, FontFile file, String family, int weight) {
        builder.useFont(new InDocument(document, file), family, weight, FontStyle.NORMAL, true);
    }

    /** A font as it is embedded in one document: the glyphs that it uses. */
    private static final class InDocument extends PDFontSupplier {
        private final PDDocument document;
        private final FontFile file;

        InDocument(PDDocument document, FontFile file) {
            super(null);
            this.document = document;
            this.file = file;
        }

        @Override
        public PDFont supply() {
            try {
                return PDType0Font.load(document, file.font(), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * An XHTML text as the PDF can show it: composed, without invisible joiners, and with a box for every character that no font has or
     * that this renderer cannot set (right-to-left scripts, characters beyond the basic plane).
     */
    static String printable(String xhtml) {
        String text = composed(xhtml);
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c < 0x80 || drawable(c)) {
                shown.appendCodePoint(c);
            } else if (!invisible(c)) {
                shown.append(REPLACEMENT);
            }
        }
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
        return c <= 0xFFFF && !rightToLeft && !privateUse && !invisible(c) && (REGULAR.has(c) || WIDE.has(c));
    }

    private static boolean invisible(int c) {
        return Character.getType(c) == Character.FORMAT
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    /** The outlines of a word in bold, at 1000 units an em, from the origin rightwards. */
    static List<GeneralPath> outlines(String word) {
        TrueTypeFont font = BOLD.font();
        try {
            List<GeneralPath> letters = new ArrayList<>();
            CmapLookup glyphs = font.getUnicodeCmapLookup();
            double scale = 1000.0 / font.getUnitsPerEm();
            double x = 0;
            for (char letter : word.toCharArray()) {
                int glyph = glyphs.getGlyphId(letter);
                GeneralPath path =
                        new GeneralPath(font.getGlyph().getGlyph(glyph).getPath());
                path.transform(new AffineTransform(scale, 0, 0, scale, x, 0));
                letters.add(path);
                x += font.getAdvanceWidth(glyph) * scale;
            }
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
