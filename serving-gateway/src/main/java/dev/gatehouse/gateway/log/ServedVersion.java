package dev.gatehouse.gateway.log;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/**
 * What answered, and by whose leave: the part of a record that all requests of one route have in common. Its bytes are made once for all of
 * them.
 */
public final class ServedVersion {

    private static final int PERMIT_ID_BYTES = 16;

    private final String gateway;
    private final String environment;
    private final String route;
    private final String model;
    private final String version;
    private final String artifactSha256;
    private final UUID permitId;
    private final String signatureSha256;
    private final byte[] encoded;

    /** @throws NullPointerException if a part is null */
    public ServedVersion(
            String gateway,
            String environment,
            String route,
            String model,
            String version,
            String artifactSha256,
            UUID permitId,
            String signatureSha256) {
        this.gateway = Objects.requireNonNull(gateway, "gateway");
        this.environment = Objects.requireNonNull(environment, "environment");
        this.route = Objects.requireNonNull(route, "route");
        this.model = Objects.requireNonNull(model, "model");
        this.version = Objects.requireNonNull(version, "version");
        this.artifactSha256 = Objects.requireNonNull(artifactSha256, "artifactSha256");
        this.permitId = Objects.requireNonNull(permitId, "permitId");
        this.signatureSha256 = Objects.requireNonNull(signatureSha256, "signatureSha256");
        this.encoded = encode();
    }

    /** Id of the gateway that owns the log. */
    public String gateway() {
        return gateway;
    }

    /** Where the route lives, such as {@code production}. */
    public String environment() {
        return environment;
    }

    /** Name that clients call. */
    public String route() {
        return route;
    }

    /** Registered model. */
    public String model() {
        return model;
    }

    /** Registered version. */
    public String version() {
        return version;
    }

    /** Digest of the artifact, 64 lower-case hex digits. */
    public String artifactSha256() {
        return artifactSha256;
    }

    /** Permit under which it was served. */
    public UUID permitId() {
        return permitId;
    }

    /** Digest of the version's signature, kept by {@link OutcomeLog#keepSignature}; says where rows and scores sit. */
    public String signatureSha256() {
        return signatureSha256;
    }

    int encodedBytes() {
        return encoded.length;
    }

    void encode(ByteBuffer to) {
        to.put(encoded);
    }

    private byte[] encode() {
        String[] texts = {gateway, environment, route, model, version, artifactSha256, signatureSha256};
        int bytes = PERMIT_ID_BYTES;
        for (String text : texts) {
            bytes += RecordCodec.bytesFor(text);
        }
        ByteBuffer to = ByteBuffer.allocate(bytes);
        to.putLong(permitId.getMostSignificantBits()).putLong(permitId.getLeastSignificantBits());
        for (String text : texts) {
            RecordCodec.put(to, text);
        }
        return to.array();
    }

    static ServedVersion decode(ByteBuffer from) {
        UUID permitId = new UUID(from.getLong(), from.getLong());
        return new ServedVersion(
                RecordCodec.text(from),
                RecordCodec.text(from),
                RecordCodec.text(from),
                RecordCodec.text(from),
                RecordCodec.text(from),
                RecordCodec.text(from),
                permitId,
                RecordCodec.text(from));
    }
}
