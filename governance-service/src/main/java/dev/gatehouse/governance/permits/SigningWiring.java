package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.signing.SigningKey;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Loads the signing key once, at start, and says plainly what is missing. */
class SigningWiring {

    @Produces
    @Singleton
    @Startup
    SigningKey signingKey(SigningConfig config) {
        if (config.keystore().isEmpty() || config.password().isEmpty()) {
            throw new IllegalStateException(
                    "No signing key: set gatehouse.signing.keystore to a PKCS#12 file with one EC P-256 key and"
                            + " gatehouse.signing.password to its password. docs/operate.md shows how to make one.");
        }
        return SigningKey.fromKeystore(
                config.keystore().get(), config.password().get().toCharArray());
    }
}
