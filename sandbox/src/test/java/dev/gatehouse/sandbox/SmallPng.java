package dev.gatehouse.sandbox;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture of a page as a file of a third of the size: its 256 most frequent colours, every other one as the nearest of them. */
final class SmallPng {

    private static final int COLOURS = 256;

    private SmallPng() {}

    static void write(byte[] png, Path file) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
            int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
            Map<Integer, Integer> often = new HashMap<>();
            for (int pixel : pixels) {
                often.merge(pixel & 0xFFFFFF, 1, Integer::sum);
            }
            List<Integer> kept = often.entrySet().stream()
                    .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                    .limit(COLOURS)
                    .map(Map.Entry::getKey)
                    .toList();
            int[] palette = new int[COLOURS];
            for (int i = 0; i < kept.size(); i++) {
                palette[i] = kept.get(i);
            }
            Map<Integer, Integer> index = new HashMap<>();
            byte[] indexed = new byte[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                indexed[i] = (byte) (int) index.computeIfAbsent(pixels[i] & 0xFFFFFF, c -> nearest(c, kept));
            }
            BufferedImage small = new BufferedImage(
                    picture.getWidth(),
                    picture.getHeight(),
                    BufferedImage.TYPE_BYTE_INDEXED,
                    new IndexColorModel(8, COLOURS, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE));
            small.getRaster().setDataElements(0, 0, picture.getWidth(), picture.getHeight(), indexed);
            Files.createDirectories(file.toAbsolutePath().getParent());
            ImageIO.write(small, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int nearest(int colour, List<Integer> kept) {
        int nearest = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < kept.size(); i++) {
            int distance = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                int apart = (colour >> shift & 0xFF) - (kept.get(i) >> shift & 0xFF);
                distance += apart * apart;
            }
            if (distance < least) {
                least = distance;
                nearest = i;
            }
        }
        return nearest;
    }
}
