package dev.gatehouse.governance.files;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Map;

/** Whose signatures on models are believed. */
@ConfigMapping(prefix = "gatehouse.artifacts")
interface ArtifactsConfig {

    /** A PEM file with one public key (P-256, P-384 or P-521) by the name under which pages and dossiers show it; none trusts nobody. */
    Map<String, Path> keys();
}
