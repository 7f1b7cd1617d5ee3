package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.signing.SigningKeys;
import dev.gatehouse.approval.signing.VerificationKey;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The public keys: anybody may check a permit. */
@Path("/api/v1")
class KeyResource {

    /** {@code active}: it signs now; the others only verify. */
    record Key(String keyId, String algorithm, String publicKey, boolean active) {}

    record Keys(List<Key> keys) {}

    private final SigningKeys keys;

    @Inject
    KeyResource(SigningKeys keys) {
        this.keys = keys;
    }

    @GET
    @Path("/keys")
    @PermitAll
    public Keys keys() {
        return new Keys(keys.trusted().keys().stream()
                .map(key -> new Key(
                        key.keyId(),
                        VerificationKey.ALGORITHM,
                        key.spkiBase64(),
                        key.equals(keys.active().verificationKey())))
                .toList());
    }
}
