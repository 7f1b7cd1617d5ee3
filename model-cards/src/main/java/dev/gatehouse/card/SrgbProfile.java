package dev.gatehouse.card;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An ICC version 4 profile of the sRGB colour space, made from the public numbers of IEC 61966-2-1: the primaries adapted to D50 by the
 * Bradford transform, and the transfer curve in its parametric form (ICC.1:2010, 10.16, function type 3). A profile of our own may be
 * redistributed in every card, and has the same bytes on every Java version, which the JDK's own does not.
 */
final class SrgbProfile {
    private static final int HEADER_BYTES = 128;

    private record Tag(String signature, byte[] data) {}

    private SrgbProfile() {}

    static byte[] bytes() {
        byte[] curve = curve();
        List<Tag> tags = List.of(
                new Tag("desc", text("sRGB IEC61966-2.1, Gatehouse")),
                new Tag("cprt", text("No copyright, use freely")),
                new Tag("wtpt", xyz(0.9642, 1.0, 0.8249)),
                new Tag(
                        "chad",
                        fixed(
                                "sf32",
                                1.0478112,
                                0.0228866,
                                -0.0501270,
                                0.0295424,
                                0.9904844,
                                -0.0170491,
                                -0.0092345,
                                0.0150436,
                                0.7521316)),
                new Tag("rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)),
                new Tag("gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)),
                new Tag("bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)),
                new Tag("rTRC", curve),
                new Tag("gTRC", curve),
                new Tag("bTRC", curve));
        int offset = HEADER_BYTES + 4 + 12 * tags.size();
        ByteBuffer directory = ByteBuffer.allocate(4 + 12 * tags.size()).putInt(tags.size());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<byte[]> written = new ArrayList<>();
        int shared = 0;
        for (Tag tag : tags) {
            boolean again = !written.isEmpty() && written.get(written.size() - 1) == tag.data();
            int at = again ? shared : offset + data.size();
            if (!again) {
                data.writeBytes(tag.data());
                written.add(tag.data());
                shared = at;
            }
            directory.put(ascii(tag.signature())).putInt(at).putInt(tag.data().length);
        }
        int size = offset + data.size();
        return ByteBuffer.allocate(size)
                .put(header(size))
                .put(directory.array())
                .put(data.toByteArray())
                .array();
    }

    private static byte[] header(int size) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(size).putInt(0).putInt(0x04200000);
        header.put(ascii("mntr")).put(ascii("RGB ")).put(ascii("XYZ "));
        for (short part : new short[] {2026, 1, 1, 0, 0, 0}) {
            header.putShort(part);
        }
        header.put(ascii("acsp"));
        // platform, flags, manufacturer, model, attributes and rendering intent stay zero: none, perceptual
        header.position(68);
        return header.put(s15(0.9642)).put(s15(1.0)).put(s15(0.8249)).array();
    }

    private static byte[] curve() {
        return fixed("para", Double.NaN, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
    }

    private static byte[] xyz(double x, double y, double z) {
        return fixed("XYZ ", x, y, z);
    }

    /** A tag of fixed-point numbers; NaN stands for the parametric curve's function type, 3. */
    private static byte[] fixed(String type, double... numbers) {
        ByteBuffer tag =
                ByteBuffer.allocate(8 + 4 * numbers.length).put(ascii(type)).putInt(0);
        for (double number : numbers) {
            if (Double.isNaN(number)) {
                tag.putShort((short) 3).putShort((short) 0);
            } else {
                tag.put(s15(number));
            }
        }
        return tag.array();
    }

    private static byte[] text(String text) {
        byte[] utf16 = text.getBytes(StandardCharsets.UTF_16BE);
        int padded = (28 + utf16.length + 3) / 4 * 4;
        return ByteBuffer.allocate(padded)
                .put(ascii("mluc"))
                .putInt(0)
                .putInt(1)
                .putInt(12)
                .put(ascii("enUS"))
                .putInt(utf16.length)
                .putInt(28)
                .put(utf16)
                .array();
    }

    private static byte[] s15(double number) {
        return ByteBuffer.allocate(4).putInt((int) Math.round(number * 65536)).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
