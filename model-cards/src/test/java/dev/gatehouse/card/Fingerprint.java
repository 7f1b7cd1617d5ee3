package dev.gatehouse.card;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * A digest of all that a PDF says, whatever library packed its streams: one Java runtime may pack the same bytes shorter than another,
 * and both unpack to the same.
 */
public final class Fingerprint {
    private Fingerprint() {}

    /** SHA-256 over every object in the order of the file, streams unpacked, in hexadecimal. */
    public static String of(byte[] pdf) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (PDDocument document = Loader.loadPDF(pdf)) {
            for (COSObjectKey key :
                    new TreeSet<>(document.getDocument().getXrefTable().keySet())) {
                say(document.getDocument().getObjectFromPool(key).getObject(), digest);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void say(COSBase object, MessageDigest digest) throws IOException {
        if (object instanceof COSObject reference) {
            digest.update((reference.getKey() + " R").getBytes(StandardCharsets.US_ASCII));
        } else if (object instanceof COSDictionary dictionary
                && COSName.XREF.equals(dictionary.getCOSName(COSName.TYPE))) {
            digest.update((byte) 'x'); // where objects lie, which follows from how they are packed
        } else if (object instanceof COSDictionary dictionary) {
            for (COSName key : dictionary.keySet().stream().sorted().toList()) {
                boolean packing = key.equals(COSName.LENGTH) || key.equals(COSName.FILTER);
                if (!packing) {
                    digest.update(key.getName().getBytes(StandardCharsets.UTF_8));
                    say(dictionary.getItem(key), digest);
                }
            }
            if (object instanceof COSStream stream) {
                digest.update(stream.createInputStream().readAllBytes());
            }
        } else if (object instanceof COSArray array) {
            for (COSBase item : array) {
                say(item, digest);
            }
        } else if (object instanceof COSString string) {
            digest.update(string.getBytes());
        } else {
            digest.update(String.valueOf(object).getBytes(StandardCharsets.UTF_8));
        }
    }
}
