package dev.gatehouse.approval.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public Ed25519 key that verifies signed notes (C2SP signed-note), known by its name and a hash of name and key. Equal keys have equal
 * {@link #verifierKey texts}.
 */
public final class NoteKey {
    /** Longest name in characters. */
    public static final int MAX_NAME_CHARS = 200;

    private static final byte ED25519 = 0x01;
    private static final int KEY_BYTES = 32;
    private static final int HASH_BYTES = 4;
    /** What stands before the 32 bytes of an Ed25519 key in its SPKI encoding (RFC 8410 §4). */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Pattern VERIFIER_KEY = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+=*)");

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    private NoteKey(String name, byte[] raw) {
        this.name = requireName(name);
        this.raw = raw;
        try {
            byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + KEY_BYTES);
            System.arraycopy(raw, 0, spki, SPKI_PREFIX.length, KEY_BYTES);
            this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new InvalidDocumentException("the key of '" + name + "' is not an Ed25519 key: " + e.getMessage());
        }
    }

    /** The key of that name. */
    static NoteKey of(String name, PublicKey key) {
        byte[] spki = key.getEncoded();
        if (spki.length != SPKI_PREFIX.length + KEY_BYTES
                || !Arrays.equals(spki, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
            throw new InvalidDocumentException("the key of '" + name + "' is not an Ed25519 key");
        }
        return new NoteKey(name, Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length));
    }

    /**
     * Reads {@link #verifierKey}.
     *
     * @throws InvalidDocumentException if the text is not such a key, its hash is another key's, or it is of another kind than Ed25519
     */
    public static NoteKey parse(String verifierKey) {
        Matcher parts = VERIFIER_KEY.matcher(verifierKey == null ? "" : verifierKey.strip());
        if (!parts.matches()) {
            throw new InvalidDocumentException(
                    "a verifier key has the form name+hash+key, with 8 hexadecimal characters of hash and the key in base64");
        }
        byte[] typed = base64(parts.group(3), "the verifier key of '" + parts.group(1) + "'");
        if (typed.length != 1 + KEY_BYTES || typed[0] != ED25519) {
            throw new InvalidDocumentException(
                    "the verifier key of '" + parts.group(1) + "' is not of the one kind known here, Ed25519");
        }
        NoteKey key = new NoteKey(parts.group(1), Arrays.copyOfRange(typed, 1, typed.length));
        if (!key.verifierKey().equals(verifierKey.strip())) {
            throw new InvalidDocumentException("the verifier key of '" + key.name + "' has the hash of another key: "
                    + parts.group(2) + " is written, " + HexFormat.of().toHexDigits(key.hash()) + " is the key's");
        }
        return key;
    }

    /** Whose key it is: the origin of a log, or the name of a witness. */
    public String name() {
        return name;
    }

    /** First four bytes of SHA-256 over name, line feed, kind and key, big-endian. Tells keys of one name apart; proves nothing. */
    public int hash() {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(name.getBytes(UTF_8));
        input.write('\n');
        input.write(ED25519);
        input.writeBytes(raw);
        return ByteBuffer.wrap(Digest.of(input.toByteArray()).bytes(), 0, HASH_BYTES)
                .getInt();
    }

    /** {@code name+hash+key}: the form in which verifier keys are handed around. */
    public String verifierKey() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(raw, 0, typed, 1, KEY_BYTES);
        return name + "+" + HexFormat.of().toHexDigits(hash()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    /** Whether this key made the signature over the text's UTF-8 bytes. A malformed signature is a wrong one. */
    boolean made(String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text.getBytes(UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** @throws InvalidDocumentException if it is empty, too long, or has a space, a control character or a plus sign in it */
    static String requireName(String name) {
        boolean plain = name != null
                && !name.isEmpty()
                && name.length() <= MAX_NAME_CHARS
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c));
        if (!plain) {
            throw new InvalidDocumentException("the name of a note's key has 1 to " + MAX_NAME_CHARS
                    + " characters, none of them a space, a control character or '+'");
        }
        return name;
    }

    /** Standard base64 in its one form. */
    static byte[] base64(String text, String what) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidDocumentException(what + " is not standard base64");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey that && that.name.equals(name) && Arrays.equals(that.raw, raw);
    }

    @Override
    public int hashCode() {
        return hash();
    }

    /** The {@link #verifierKey}. */
    @Override
    public String toString() {
        return verifierKey();
    }
}
