package dev.gatehouse.governance.permits;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the key is that signs permits and snapshots. There is no default: a gate without a key must not start. */
@ConfigMapping(prefix = "gatehouse.signing")
interface SigningConfig {

    /** PKCS#12 keystore with one EC P-256 key. */
    Optional<Path> keystore();

    /** Its password. */
    Optional<String> password();
}
