package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/**
 * Pages as pictures, compared with committed ones at {@value #DPI} dots an inch. All fonts are in the file, so no
 * font of the machine has a part in it. {@code -Dgatehouse.golden=write} writes the committed pictures anew; look at them before you commit
 * them. A page that differs leaves its picture and that of the difference in {@code target/golden}.
 */
public final class Golden {
    static final int DPI = 72;
    /**
     * Side of the squares that are compared, in pixels: a difference in how an edge is smoothed evens out within a square, another digit
     * does not.
     */
    static final int SQUARE = 4;
    /** Largest difference of a square's mean, in one channel of 0 to 255, that still counts as the same. */
    static final int TOLERANCE = 12;

    private static final int LEVELS = 16;
    private static final boolean WRITE = "write".equals(System.getProperty("gatehouse.golden"));
    private static final Path FOLDER = Path.of("src/test/resources/dev/gatehouse/card/golden");
    private static final Path TARGET = Path.of("target/golden");

    private Golden() {}

    /**
     * Holds a page against its committed picture.
     *
     * @param page counted from 1
     * @param name the picture's name, without its ending
     */
    public static void assertPage(byte[] pdf, int page, String name) throws IOException {
        BufferedImage actual = picture(pdf, page);
        if (WRITE) {
            Files.createDirectories(FOLDER);
            ImageIO.write(actual, "png", FOLDER.resolve(name + ".png").toFile());
            return;
        }
        Files.createDirectories(TARGET);
        ImageIO.write(actual, "png", TARGET.resolve(name + "-actual.png").toFile());
        Path committed = FOLDER.resolve(name + ".png");
        assertThat(committed).as("write it with -Dgatehouse.golden=write").exists();
        BufferedImage expected = ImageIO.read(committed.toFile());
        int squares = differing(expected, actual, TARGET.resolve(name + "-difference.png"));
        assertThat(squares)
                .as(
                        "squares of %d pixels of page %d that differ from golden/%s.png by more than %d of 255; see %s and %s. "
                                + "If the change is meant, write the pictures anew with -Dgatehouse.golden=write and look at them",
                        SQUARE,
                        page,
                        name,
                        TOLERANCE,
                        TARGET.resolve(name + "-actual.png"),
                        TARGET.resolve(name + "-difference.png"))
                .isZero();
    }

    /** Holds what a PDF says, unpacked, against a committed digest: it has to be the same on every Java runtime. */
    public static void assertFingerprint(byte[] pdf, String name) throws Exception {
        Path committed = FOLDER.resolve(name + ".sha256");
        String actual = Fingerprint.of(pdf);
        if (WRITE) {
            Files.createDirectories(FOLDER);
            Files.writeString(committed, actual + "\n");
        }
        assertThat(actual)
                .as(
                        "the digest of all that the file says; if the change is meant, write it anew with -Dgatehouse.golden=write")
                .isEqualTo(Files.readString(committed).strip());
    }

    static BufferedImage picture(byte[] pdf, int page) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return reduced(new PDFRenderer(document).renderImageWithDPI(page - 1, DPI, ImageType.RGB));
        }
    }

    /** The number of squares that differ; where any does, a picture marks them in red on the expected page. */
    static int differing(BufferedImage expected, BufferedImage actual, Path marked) {
        if (expected.getWidth() != actual.getWidth() || expected.getHeight() != actual.getHeight()) {
            return Integer.MAX_VALUE;
        }
        BufferedImage difference =
                new BufferedImage(expected.getWidth(), expected.getHeight(), BufferedImage.TYPE_INT_RGB);
        difference.getGraphics().drawImage(expected, 0, 0, null);
        int squares = 0;
        for (int y = 0; y < expected.getHeight(); y += SQUARE) {
            for (int x = 0; x < expected.getWidth(); x += SQUARE) {
                if (distance(expected, actual, x, y) > TOLERANCE) {
                    squares++;
                    var draw = difference.createGraphics();
                    draw.setColor(Color.RED);
                    draw.drawRect(x, y, SQUARE - 1, SQUARE - 1);
                    draw.dispose();
                }
            }
        }
        if (squares > 0) {
            try {
                Files.createDirectories(marked.toAbsolutePath().getParent());
                ImageIO.write(difference, "png", marked.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return squares;
    }

    /** The largest difference of the squares' means over the three channels. */
    private static double distance(BufferedImage one, BufferedImage other, int left, int top) {
        long[] sums = new long[3];
        int pixels = 0;
        for (int y = top; y < Math.min(top + SQUARE, one.getHeight()); y++) {
            for (int x = left; x < Math.min(left + SQUARE, one.getWidth()); x++) {
                int a = one.getRGB(x, y);
                int b = other.getRGB(x, y);
                for (int channel = 0; channel < 3; channel++) {
                    sums[channel] += ((a >> 8 * channel) & 0xFF) - ((b >> 8 * channel) & 0xFF);
                }
                pixels++;
            }
        }
        long largest = Math.max(Math.abs(sums[0]), Math.max(Math.abs(sums[1]), Math.abs(sums[2])));
        return (double) largest / pixels;
    }

    /** The picture in {@value #LEVELS} levels a channel: small files, and the same whether it was just drawn or read back. */
    private static BufferedImage reduced(BufferedImage image) {
        BufferedImage reduced = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                reduced.setRGB(x, y, level(rgb >> 16) << 16 | level(rgb >> 8) << 8 | level(rgb));
            }
        }
        return reduced;
    }

    private static int level(int channel) {
        int step = 255 / (LEVELS - 1);
        return ((channel & 0xFF) + step / 2) / step * step;
    }
}
