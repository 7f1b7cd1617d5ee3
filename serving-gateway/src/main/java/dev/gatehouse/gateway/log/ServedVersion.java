package dev.gatehouse.gateway.log;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/**
 * What answered, and by whose leave: the part of a record that all requests of one route have in common..
 *
 * @param gateway id of the gateway that owns the log
 * @param environment where the route lives, such as {@code production}
 * @param route name that clients call
 * @param model registered model
 * @param version registered version
 * @param artifactSha256 digest of the artifact, 64 lower-case hex digits
 * @param permitId permit under which it was served
 * @param signatureSha256 digest of the version's signature, kept by {@link OutcomeLog#keepSignature}; says where rows and scores sit
 */
public record ServedVersion(
        String gateway,
        String environment,
        String route,
        String model,
        String version,
        String artifactSha256,
        UUID permitId,
        String signatureSha256) {

    public ServedVersion {
        Objects.requireNonNull(permitId, "permitId");
        for (String part :
                new String[] {gateway, environment, route, model, version, artifactSha256, signatureSha256}) {
            Objects.requireNonNull(part, "a served version has no empty part");
        }
    }

    int encodedBytes() {
        return 16
                + RecordCodec.bytesFor(gateway)
                + RecordCodec.bytesFor(environment)
                + RecordCodec.bytesFor(route)
                + RecordCodec.bytesFor(model)
                + RecordCodec.bytesFor(version)
                + RecordCodec.bytesFor(artifactSha256)
                + RecordCodec.bytesFor(signatureSha256);
    }

    void encode(ByteBuffer to) {
        to.putLong(permitId.getMostSignificantBits()).putLong(permitId.getLeastSignificantBits());
        RecordCodec.put(to, gateway);
        RecordCodec.put(to, environment);
        RecordCodec.put(to, route);
        RecordCodec.put(to, model);
        RecordCodec.put(to, version);
        RecordCodec.put(to, artifactSha256);
        RecordCodec.put(to, signatureSha256);
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
