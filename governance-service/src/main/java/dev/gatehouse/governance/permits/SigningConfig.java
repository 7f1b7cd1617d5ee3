package dev.gatehouse.governance.permits;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the keys are that sign permits and snapshots, and that verify them. There is no default: a gate without a key must not start. */
@ConfigMapping(prefix = "gatehouse.signing")
interface SigningConfig {

    /** PKCS#12 keystore with one EC P-256 key, or several around a rotation. */
    Optional<Path> keystore();

    /** Its password. */
    Optional<String> password();

    /** Which of several keys signs. */
    Optional<String> alias();

    /** PEM files of retired public keys: they verify and do not sign. */
    Optional<List<Path>> verificationKeys();
}
