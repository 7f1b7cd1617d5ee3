package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The secret by which a route draws shares of its subjects and rows. Whoever knows it can find subjects that fall inside a cap, so only the
 * control plane and gateways have it; its text form hides it.
 */
public final class RouteSecret {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private RouteSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new one. */
    public static RouteSecret draw(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new RouteSecret(bytes);
    }

    /** @throws InvalidDocumentException if it has not {@value #BYTES} bytes */
    public static RouteSecret of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new InvalidDocumentException("a route's secret has " + BYTES + " bytes, not " + bytes.length);
        }
        return new RouteSecret(bytes.clone());
    }

    /** A copy, to be stored or sent to a gateway. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouteSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Hides it. */
    @Override
    public String toString() {
        return "RouteSecret[hidden]";
    }
}
