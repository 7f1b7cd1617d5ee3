package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.SigningKeys;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Loads the signing keys once, at start, and says plainly what is missing. */
class SigningWiring {

    @Produces
    @Singleton
    @Startup
    SigningKeys signingKeys(SigningConfig config) {
        if (config.keystore().isEmpty() || config.password().isEmpty()) {
            throw new IllegalStateException(
                    "No signing key: set gatehouse.signing.keystore to a PKCS#12 file with an EC P-256 key and"
                            + " gatehouse.signing.password to its password. docs/operate.md shows how to make one.");
        }
        return SigningKeys.open(
                config.keystore().get(),
                config.password().get().toCharArray(),
                config.alias(),
                config.verificationKeys().orElse(List.of()));
    }

    /** The key that signs now. */
    @Produces
    @Singleton
    SigningKey activeKey(SigningKeys keys) {
        return keys.active();
    }
}
