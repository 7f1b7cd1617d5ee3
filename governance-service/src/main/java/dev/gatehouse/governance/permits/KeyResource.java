package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.signing.SigningKey;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The public keys: anybody may check a permit. */
@Path("/api/v1")
class KeyResource {

    record Key(String keyId, String algorithm, String publicKey) {}

    record Keys(List<Key> keys) {}

    private final SigningKey key;

    @Inject
    KeyResource(SigningKey key) {
        this.key = key;
    }

    @GET
    @Path("/keys")
    @PermitAll
    public Keys keys() {
        return new Keys(List.of(
                new Key(key.keyId(), "ECDSA_P256_SHA256", key.verificationKey().spkiBase64())));
    }
}
